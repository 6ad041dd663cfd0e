#include "nvrtc/confined_files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "nvrtc/escape.h"
#include "nvrtc/header_folders.h"

// The names and types below are libc's own; the large-file variants are the same functions on x86-64.

namespace warpsmith::nvrtc {

namespace {

// Runs `work` on the host's path, or fails as for a file that is not there. Leaping out of a call is not possible in
// between, so that nothing is left half done.
template <typename Result, typename Work>
Result onHost(const char* path, Result failure, Work work) {
  Call* call = currentCall();
  enterLibc(call);
  Result result = failure;
  {
    const auto host = hostPath(path);
    if (host) {
      result = work(host->c_str());
    } else {
      errno = ENOENT;
    }
  }
  exitLibc(call);
  return result;
}

bool onlyReads(int flags) { return (flags & O_ACCMODE) == O_RDONLY && (flags & (O_CREAT | O_TRUNC)) == 0; }

// A compile with precompiled headers takes its memory from a file that it makes for itself. Its own name has the
// process's number in it, so that copies of the library would write to each other's.
bool isOwnMemory(const char* path, bool writes) { return writes && std::strncmp(path, "/tmp/edg", 8) == 0; }

// The one file that a compile may open besides the headers, and which no source can name; -1 for every other path.
int openPrecompiled(const char* path, bool writes) {
  Call* call = currentCall();
  if (call == nullptr || call->precompiled == nullptr) return -1;
  enterLibc(call);
  int file = -1;
  if (isOwnMemory(path, writes)) {
    file = memfd_create("warpsmith-memory", MFD_CLOEXEC);
    call->memoryDescriptor = file;
  } else if (!call->precompiledOpened && call->precompiled->name() == path) {
    call->precompiledOpened = true;
    file = call->precompiled->open();
    if (call->precompiled->isSealed()) call->precompiledDescriptor = file;
  }
  exitLibc(call);
  return file;
}

int openFile(const char* path, int flags, ...) {
  const int precompiled = openPrecompiled(path, !onlyReads(flags));
  if (precompiled >= 0) return precompiled;
  if (!onlyReads(flags)) {
    errno = EACCES;
    return -1;
  }
  return onHost(path, -1, [&](const char* host) { return open(host, flags | O_CLOEXEC); });
}

int openFileAt(int, const char* path, int flags, ...) { return openFile(path, flags); }

std::FILE* openStream(const char* path, const char* mode) {
  const bool writes = std::strpbrk(mode, "wa+") != nullptr;
  const int precompiled = openPrecompiled(path, writes);
  if (precompiled >= 0) {
    Call* call = currentCall();
    enterLibc(call);
    std::FILE* stream = fdopen(precompiled, mode);
    exitLibc(call);
    return stream;
  }
  if (writes) {
    errno = EACCES;
    return nullptr;
  }
  return onHost<std::FILE*>(path, nullptr, [](const char* host) { return std::fopen(host, "re"); });
}

int look(const char* path, struct stat* found) {
  const Call* call = currentCall();
  if (call != nullptr && call->precompiled != nullptr && call->precompiled->name() == path) {
    // One that is to be written is not there before: the compiler would remove it first.
    if (call->precompiled->isSealed() || call->precompiledOpened) return call->precompiled->look(found);
  }
  return onHost(path, -1, [&](const char* host) { return stat(host, found); });
}

// Before glibc 2.33 stat was a macro for one of these.
int lookVersioned(int, const char* path, struct stat* found) { return look(path, found); }
int lookAt(int, const char* path, struct stat* found, int) { return look(path, found); }
int lookAtVersioned(int, int, const char* path, struct stat* found, int) { return look(path, found); }

int mayAccess(const char* path, int mode) {
  return onHost(path, -1, [&](const char* host) { return access(host, mode & ~W_OK); });
}

// Names of nothing but the confined files: the compiler writes the folder it is in into line information.
char* currentFolder(char* buffer, std::size_t size) {
  if (buffer == nullptr || size < 2) {
    errno = ERANGE;
    return nullptr;
  }
  std::strcpy(buffer, "/");
  return buffer;
}

int refuse() {
  errno = EACCES;
  return -1;
}

void* refuseWithNull() {
  errno = EACCES;
  return nullptr;
}

template <typename Function>
void* address(Function* function) {
  return reinterpret_cast<void*>(function);
}

}  // namespace

std::vector<Import> openingFunctions() {
  return {{"open", address(openFile)},       {"open64", address(openFile)},  {"openat", address(openFileAt)},
          {"openat64", address(openFileAt)}, {"fopen", address(openStream)}, {"fopen64", address(openStream)}};
}

std::vector<Import> lookingFunctions() {
  return {{"stat", address(look)},
          {"stat64", address(look)},
          {"lstat", address(look)},
          {"lstat64", address(look)},
          {"fstatat", address(lookAt)},
          {"fstatat64", address(lookAt)},
          {"__xstat", address(lookVersioned)},
          {"__xstat64", address(lookVersioned)},
          {"__lxstat", address(lookVersioned)},
          {"__lxstat64", address(lookVersioned)},
          {"__fxstatat", address(lookAtVersioned)},
          {"__fxstatat64", address(lookAtVersioned)},
          {"access", address(mayAccess)}};
}

std::vector<Import> otherFileFunctions() {
  std::vector<Import> imports{{"getcwd", address(currentFolder)}};
  for (const char* name : {"opendir", "realpath", "freopen", "freopen64", "tmpfile", "tmpfile64"}) {
    imports.push_back({name, address(refuseWithNull)});
  }
  for (const char* name : {"creat", "readlink", "readlinkat", "remove", "rename", "unlink", "mkdir", "rmdir", "chdir",
                           "chmod", "symlink", "link", "mkstemp", "mkstemp64", "statfs", "statfs64", "statx"}) {
    imports.push_back({name, address(refuse)});
  }
  return imports;
}

}  // namespace warpsmith::nvrtc
