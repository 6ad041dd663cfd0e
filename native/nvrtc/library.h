#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "dynamic_library.h"
#include "nvrtc/functions.h"
#include "nvrtc/heap.h"

namespace warpsmith::nvrtc {

// One opened libnvrtc, confined (confine.h). It compiles one program at a time, whatever the number of threads. It
// stays open as long as the process lives, because a compile that does not end can't be taken out of it.
class Library {
 public:
  // The library at `path`, which all who name it share. `companions` are opened first: NVRTC opens its built-ins
  // library by a bare name, which the loader only knows when it is loaded already. Throws Error("no-compiler").
  static Library& open(const std::string& path, const std::vector<std::string>& companions);

  // A copy of its own in memory, for after a compile that did not come back; takes some 50 ms and as much memory as the
  // file is long. Throws Error("no-compiler"), Error("native").
  static Library& openCopy(const std::string& path);

  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // Throws Error("native") for every result but Success.
  void check(Result result, const char* call) const;

  Heap& heap() noexcept { return heap_; }
  // Gives back what can be given back of a spoiled library in which no thread is any more: what it allocated, and the
  // code of a copy. Some 60 MB stay, among them what the loader keeps looking at.
  void release();
  // Set when a call was left in its middle: the library must not be used any more.
  std::atomic<bool> spoiled{false};

#define WARPSMITH_DECLARE(member, symbol, ...) Result (*member)(__VA_ARGS__) = nullptr;
  WARPSMITH_NVRTC_FUNCTIONS(WARPSMITH_DECLARE)
#undef WARPSMITH_DECLARE
  const char* (*getErrorString)(Result) = nullptr;
  // Null before NVRTC 12.8: such a compile can't be cancelled, only left.
  Result (*setFlowCallback)(Program, FlowCallback, void*) = nullptr;

 private:
  // `file` is what the loader opens, `name` what messages call it; `copy` is the descriptor of a copy, else -1.
  Library(const std::string& file, const std::string& name, int copy);

  Heap heap_;
  const int copy_;
  DynamicLibrary library_;
};

}  // namespace warpsmith::nvrtc
