#include "nvrtc/initialisers.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <unistd.h>

namespace warpsmith::nvrtc {

namespace {

// A tag that no loader knows.
constexpr ElfW(Sxword) nothing = 0x60000001;

template <typename Value>
bool readAt(int file, std::uint64_t place, Value& value) {
  return pread(file, &value, sizeof(value), static_cast<off_t>(place)) == sizeof(value);
}

bool takeFrom(int file, std::uint64_t place, std::uint64_t end, Initialisers& taken) {
  for (; place + sizeof(ElfW(Dyn)) <= end; place += sizeof(ElfW(Dyn))) {
    ElfW(Dyn) entry{};
    if (!readAt(file, place, entry)) return false;
    if (entry.d_tag == DT_NULL) return true;
    if (entry.d_tag == DT_INIT) {
      taken.function = entry.d_un.d_ptr;
    } else if (entry.d_tag == DT_INIT_ARRAY) {
      taken.array = entry.d_un.d_ptr;
    } else if (entry.d_tag == DT_INIT_ARRAYSZ) {
      taken.arrayBytes = entry.d_un.d_val;
    } else if (entry.d_tag != DT_FINI && entry.d_tag != DT_FINI_ARRAY && entry.d_tag != DT_FINI_ARRAYSZ) {
      continue;
    }
    if (pwrite(file, &nothing, sizeof(nothing), static_cast<off_t>(place)) != sizeof(nothing)) return false;
  }
  return true;
}

}  // namespace

bool takeInitialisers(int file, Initialisers& taken) {
  ElfW(Ehdr) header{};
  if (!readAt(file, 0, header)) return false;
  for (int i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) segment{};
    if (!readAt(file, header.e_phoff + static_cast<std::uint64_t>(i) * sizeof(segment), segment)) return false;
    if (segment.p_type != PT_DYNAMIC) continue;
    return takeFrom(file, segment.p_offset, segment.p_offset + segment.p_filesz, taken);
  }
  return false;
}

void runInitialisers(void* handle, const Initialisers& taken) {
  using Initialiser = void (*)(int, char**, char**);
  link_map* map = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || map == nullptr) return;
  char* none = nullptr;
  if (taken.function != 0) reinterpret_cast<Initialiser>(map->l_addr + taken.function)(0, &none, environ);
  const auto* array = reinterpret_cast<const Initialiser*>(map->l_addr + taken.array);
  for (std::size_t i = 0; taken.array != 0 && i < taken.arrayBytes / sizeof(Initialiser); ++i) {
    array[i](0, &none, environ);
  }
}

}  // namespace warpsmith::nvrtc
