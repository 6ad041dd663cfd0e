#pragma once

#include <sys/types.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "dynamic_library.h"
#include "nvrtc/functions.h"
#include "nvrtc/heap.h"
#include "nvrtc/initialisers.h"

namespace warpsmith::nvrtc {

// One opened libnvrtc, confined (confine.h), for one compile at a time. It stays open as long as the process lives,
// because a compile that does not end can't be taken out of it.
class Library {
 public:
  // The library at `path`, which all who name it share; it may be spoiled. `companions` are opened first: NVRTC opens
  // its built-ins library by a bare name, which the loader only knows when it is loaded already.
  // Throws Error("no-compiler"), Error("compiler-stuck").
  static Library& open(const std::string& path, const std::vector<std::string>& companions);

  // The same, but in place of a spoiled one a copy of its own in memory, which takes some 50 ms and as much memory as
  // the file is long. Throws Error("no-compiler"), Error("compiler-stuck"), Error("native").
  static Library& unspoiled(const std::string& path, const std::vector<std::string>& companions);

  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // Throws Error("native") for every result but Success.
  void check(Result result, const char* call) const;

  // Such as "13.0". Asked for once, so that nobody has to ask a spoiled library.
  const std::string& versionText() const noexcept { return version_; }
  Heap& heap() noexcept { return heap_; }
  // Whether an address is one of the library's own instructions.
  bool isCode(const void* address) const noexcept { return address >= codeBegin_ && address < codeEnd_; }
  // Gives back what can be given back of a spoiled library in which nothing runs any more: what it allocated, and the
  // code of a copy. Some 60 MB stay, among them what the loader keeps looking at.
  void release();
  // Whoever uses the library holds this: one that leaves a call must be the only one in it.
  std::timed_mutex turn;
  // Set when a call was left in its middle: the library must not be used any more.
  std::atomic<bool> spoiled{false};

#define WARPSMITH_DECLARE(member, symbol, ...) Result (*member)(__VA_ARGS__) = nullptr;
  WARPSMITH_NVRTC_FUNCTIONS(WARPSMITH_DECLARE)
#undef WARPSMITH_DECLARE
  const char* (*getErrorString)(Result) = nullptr;
  // Null before NVRTC 12.8: such a compile can't be cancelled, only left.
  Result (*setFlowCallback)(Program, FlowCallback, void*) = nullptr;

 private:
  // `file` is what the loader opens, `name` what messages call it; `copy` is the descriptor of a copy, else -1;
  // `initialisers` are what the loader found none of.
  Library(const std::string& file, const std::string& name, int copy, const Initialisers& initialisers);
  static Library* load(const std::string& file, const std::string& name, int copy, const Initialisers& initialisers);
  static Library* loadCopy(const std::string& path);

  Heap heap_;
  std::string version_;
  const void* codeBegin_ = nullptr;
  const void* codeEnd_ = nullptr;
  const int copy_;
  ino_t inode_ = 0;
  DynamicLibrary library_;
};

}  // namespace warpsmith::nvrtc
