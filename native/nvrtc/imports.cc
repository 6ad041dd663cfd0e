#include "nvrtc/imports.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>

namespace warpsmith::nvrtc {

namespace {

// What the loader's tables of one library say, as far as it is needed here.
struct Tables {
  std::uintptr_t base = 0;
  const ElfW(Sym) * symbols = nullptr;
  const char* names = nullptr;
  struct Range {
    const ElfW(Rela) * first = nullptr;
    std::size_t bytes = 0;
  };
  Range plain;
  Range calls;
};

Tables tablesOf(const link_map& map) {
  Tables tables;
  tables.base = map.l_addr;
  // The GNU loader has made these addresses absolute already; others leave them relative to the base.
  const auto at = [&](ElfW(Addr) address) { return address < map.l_addr ? address + map.l_addr : address; };
  for (const ElfW(Dyn)* entry = map.l_ld; entry->d_tag != DT_NULL; ++entry) {
    const ElfW(Addr) value = entry->d_un.d_ptr;
    switch (entry->d_tag) {
      case DT_SYMTAB:
        tables.symbols = reinterpret_cast<const ElfW(Sym)*>(at(value));
        break;
      case DT_STRTAB:
        tables.names = reinterpret_cast<const char*>(at(value));
        break;
      case DT_RELA:
        tables.plain.first = reinterpret_cast<const ElfW(Rela)*>(at(value));
        break;
      case DT_RELASZ:
        tables.plain.bytes = entry->d_un.d_val;
        break;
      case DT_JMPREL:
        tables.calls.first = reinterpret_cast<const ElfW(Rela)*>(at(value));
        break;
      case DT_PLTRELSZ:
        tables.calls.bytes = entry->d_un.d_val;
        break;
      default:
        break;
    }
  }
  return tables;
}

bool write(void** slot, void* value) {
  if (*slot == value) return true;
  // The loader may have made the table read-only behind itself. It is left writable: its neighbours may be patched too.
  const std::uintptr_t page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(slot) / page * page;
  if (mprotect(reinterpret_cast<void*>(start), page, PROT_READ | PROT_WRITE) != 0) return false;
  *slot = value;
  return true;
}

}  // namespace

std::size_t replaceImports(void* handle, const std::vector<Import>& imports) {
  link_map* map = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || map == nullptr) return 0;
  const Tables tables = tablesOf(*map);
  if (tables.symbols == nullptr || tables.names == nullptr) return 0;
  std::unordered_map<std::string, void*> wanted;
  for (const Import& import : imports) wanted[import.name] = import.replacement;
  std::set<std::string> found;
  for (const Tables::Range& range : {tables.calls, tables.plain}) {
    for (std::size_t i = 0; i < range.bytes / sizeof(ElfW(Rela)); ++i) {
      const ElfW(Rela) & relocation = range.first[i];
      const auto type = ELF64_R_TYPE(relocation.r_info);
      if (type != R_X86_64_JUMP_SLOT && type != R_X86_64_GLOB_DAT && type != R_X86_64_64) continue;
      const char* name = tables.names + tables.symbols[ELF64_R_SYM(relocation.r_info)].st_name;
      const auto replacement = wanted.find(name);
      if (replacement == wanted.end()) continue;
      if (write(reinterpret_cast<void**>(tables.base + relocation.r_offset), replacement->second)) found.insert(name);
    }
  }
  return found.size();
}

}  // namespace warpsmith::nvrtc
