#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dynamic_library.h"
#include "nvrtc/functions.h"
#include "nvrtc/header_memory.h"
#include "nvrtc/heap.h"
#include "nvrtc/initialisers.h"
#include "nvrtc/mappings.h"
#include "nvrtc/precompiled.h"
#include "nvrtc/runner.h"

namespace warpsmith::nvrtc {

// One opened libnvrtc, confined (confine.h), for one compile at a time. It stays open as long as the process lives,
// because a compile that does not end can't be taken out of it.
class Library {
 public:
  // The library at `path`, once per process: the loader gives the same one at a second time. `companions` are opened
  // first: NVRTC opens its built-ins library by a bare name, which the loader only knows when it is loaded already.
  // Throws Error("no-compiler"), Error("compiler-stuck").
  static Library& open(const std::string& path, const std::vector<std::string>& companions);

  // A copy of its own in memory, which takes some 50 ms and as much memory as the file is long.
  // Throws Error("no-compiler"), Error("compiler-stuck"), Error("native").
  static Library& openCopy(const std::string& path);

  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // Throws Error("native") for every result but Success.
  void check(Result result, const char* call) const;

  // Such as "13.0". Asked for once, so that nobody has to ask a spoiled library.
  const std::string& versionText() const noexcept { return version_; }
  bool isAtLeast(int major, int minor) const noexcept { return std::make_pair(major, minor) <= number_; }
  Heap& heap() noexcept { return heap_; }
  // A copy was confined before anything of it ran.
  bool isCopy() const noexcept { return copy_ >= 0; }
  // Whether an address is one of the library's own instructions.
  bool isCode(const void* address) const noexcept { return address >= codeBegin_ && address < codeEnd_; }
  // Headers as this library has compiled them.
  PrecompiledFiles& precompiled() noexcept { return precompiled_; }
  Mappings& mappings() noexcept { return mappings_; }
  HeaderMemory& headerMemory() noexcept { return headerMemory_; }
  // Gives back what can be given back of a spoiled library in which nothing runs any more: what it allocated, and the
  // code of a copy. Some 60 MB stay, among them what the loader keeps looking at.
  void release();
  // The thread that calls it; started when first asked for.
  Runner& runner();
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

  Heap heap_;
  PrecompiledFiles precompiled_;
  Mappings mappings_;
  HeaderMemory headerMemory_;
  std::unique_ptr<Runner> runner_;
  std::string version_;
  std::pair<int, int> number_;
  const void* codeBegin_ = nullptr;
  const void* codeEnd_ = nullptr;
  const int copy_;
  ino_t inode_ = 0;
  DynamicLibrary library_;
};

}  // namespace warpsmith::nvrtc
