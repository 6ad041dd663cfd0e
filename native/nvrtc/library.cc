#include "nvrtc/library.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <future>
#include <tuple>
#include <utility>

#include "error.h"
#include "nvrtc/confine.h"
#include "nvrtc/confined_threads.h"
#include "opening.h"

namespace warpsmith::nvrtc {

namespace {

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int get() const noexcept { return descriptor_; }
  int release() noexcept {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return descriptor;
  }

 private:
  int descriptor_;
};

[[noreturn]] void copyFailed(const std::string& path) {
  throw Error("native", "Could not open a second copy of the compiler " + path + ": " + std::strerror(errno) + ".");
}

// A file without a name, so that nothing is left on any disk. Its descriptor stays open: the loader takes two files of
// one name for the same library, and the number is in the name.
int copyInMemory(const std::string& path) {
  const File from(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts{};
  if (from.get() < 0 || fstat(from.get(), &facts) != 0) copyFailed(path);
  File to(memfd_create("warpsmith-nvrtc", MFD_CLOEXEC));
  if (to.get() < 0) copyFailed(path);
  for (off_t left = facts.st_size; left > 0;) {
    const ssize_t sent = sendfile(to.get(), from.get(), nullptr, static_cast<std::size_t>(left));
    if (sent <= 0) copyFailed(path);
    left -= sent;
  }
  return to.release();
}

// From the first to the last executable byte of a library.
std::pair<const void*, const void*> codeOf(void* handle) {
  link_map* map = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || map == nullptr) return {nullptr, nullptr};
  const char* base = reinterpret_cast<const char*>(map->l_addr);
  const auto& header = *reinterpret_cast<const ElfW(Ehdr)*>(base);
  const auto* segments = reinterpret_cast<const ElfW(Phdr)*>(base + header.e_phoff);
  const char* begin = nullptr;
  const char* end = nullptr;
  for (int i = 0; i < header.e_phnum; ++i) {
    if (segments[i].p_type != PT_LOAD || (segments[i].p_flags & PF_X) == 0) continue;
    if (begin == nullptr) begin = base + segments[i].p_vaddr;
    end = base + segments[i].p_vaddr + segments[i].p_memsz;
  }
  return {begin, end};
}

}  // namespace

Library& Library::open(const std::string& path, const std::vector<std::string>& companions) {
  // Left open with the libraries that use them.
  for (const std::string& companion : companions) {
    (void)new DynamicLibrary(companion, DynamicLibrary::Scope::Global);
  }
  return *load(path, path, -1, {});
}

Library& Library::openCopy(const std::string& path) {
  static std::atomic<int> copies{0};
  Initialisers initialisers;
  const int copy = copyInMemory(path);
  if (!takeInitialisers(copy, initialisers)) copyFailed(path);
  // A spelling that no copy had before: should somebody have closed the descriptor of one, its number comes again, and
  // by the same name the loader would give us that spoiled library.
  std::string file = "/proc/self/fd/";
  for (int i = copies++; i > 0; --i) file += "./";
  return *load(file + std::to_string(copy), path, copy, initialisers);
}

Library* Library::load(const std::string& file, const std::string& name, int copy, const Initialisers& initialisers) {
  if (!keysLeft()) {
    throw Error("compiler-stuck",
                "Expected keys for thread-specific data to open the compiler, but this process "
                "has next to none left. Start a new process.");
  }
  const Opening opening;
  // On a thread that ends at once: NVRTC has something done at the end of every thread that called it, which could not
  // be done any more in a spoiled library.
  return std::async(std::launch::async, [&] { return new Library(file, name, copy, initialisers); }).get();
}

Runner& Library::runner() {
  if (!runner_) runner_ = std::make_unique<Runner>();
  return *runner_;
}

void Library::release() {
  heap_.freeAll();
  precompiled_.clear();
  mappings_.unmapAll();
  Elf64_Ehdr header{};
  struct stat facts{};
  // Somebody may have closed the descriptor, and its number be another file's.
  if (!isCopy() || fstat(copy_, &facts) != 0 || facts.st_ino != inode_) return;
  if (pread(copy_, &header, sizeof(header), 0) != sizeof(header)) return;
  for (int i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    const auto place = static_cast<off_t>(header.e_phoff + static_cast<Elf64_Off>(i) * sizeof(segment));
    if (pread(copy_, &segment, sizeof(segment), place) != sizeof(segment)) return;
    // The first segment has the tables of names, and those that are written to are the process's own already.
    if (segment.p_type != PT_LOAD || segment.p_offset == 0 || (segment.p_flags & PF_W) != 0) continue;
    fallocate(copy_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(segment.p_offset),
              static_cast<off_t>(segment.p_filesz));
  }
}

Library::Library(const std::string& file, const std::string& name, int copy, const Initialisers& initialisers)
    : copy_(copy), library_(file) {
  std::tie(codeBegin_, codeEnd_) = codeOf(library_.handle());
  struct stat facts{};
  if (isCopy() && fstat(copy_, &facts) == 0) inode_ = facts.st_ino;
  std::string missing;
#define WARPSMITH_RESOLVE(member, symbol, ...)                        \
  member = reinterpret_cast<decltype(member)>(library_.find(symbol)); \
  if (member == nullptr) missing += std::string(missing.empty() ? "" : ", ") + (symbol);
  WARPSMITH_NVRTC_FUNCTIONS(WARPSMITH_RESOLVE)
#undef WARPSMITH_RESOLVE
  getErrorString = reinterpret_cast<decltype(getErrorString)>(library_.find("nvrtcGetErrorString"));
  setFlowCallback = reinterpret_cast<decltype(setFlowCallback)>(library_.find("nvrtcSetFlowCallback"));
  if (getErrorString == nullptr) missing += std::string(missing.empty() ? "" : ", ") + "nvrtcGetErrorString";
  if (!missing.empty()) {
    throw Error("no-compiler", "Expected NVRTC 11.1 or later, but " + name + " has no " + missing + ".");
  }
  int major = 0;
  int minor = 0;
  if (!confine(library_.handle())) {
    throw Error("no-compiler", "Expected an NVRTC whose file access can be confined to the header folders, but " +
                                   name + " opens files in an unknown way. Use one from NVIDIA's wheels or toolkits.");
  }
  runInitialisers(library_.handle(), initialisers);
  check(this->version(&major, &minor), "nvrtcVersion");
  number_ = {major, minor};
  version_ = std::to_string(major) + "." + std::to_string(minor);
}

void Library::check(Result result, const char* call) const {
  if (result != Success) throw Error("native", std::string(call) + " failed: " + getErrorString(result) + ".");
}

}  // namespace warpsmith::nvrtc
