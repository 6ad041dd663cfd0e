#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "nvrtc/compile.h"
#include "nvrtc/library.h"

namespace warpsmith::nvrtc {

// Compiles one job after the other and comes back from each, whatever its source does to NVRTC: at its deadline, at its
// ceiling of memory, or when NVRTC crashes. Where NVRTC does not end by itself the call is left ("abandoned"), and the
// next job gets a fresh copy of the library.
class Compiler {
 public:
  // `folders` are what #include may reach. Throws Error("no-compiler"), Error("native").
  Compiler(std::string path, const std::vector<std::string>& companions, const std::vector<std::string>& folders);
  Compiler(const Compiler&) = delete;
  Compiler& operator=(const Compiler&) = delete;

  const std::string& version() const noexcept { return version_; }

  // As nvrtc::compile, one call at a time; the deadline counts from when no other compiler is in the library. Throws
  // Error("compiler-stuck") once too many compiles of this process were abandoned: each costs the memory of a library,
  // and where the compiler can't be interrupted a core.
  CompileOutput compile(CompileJob job);

  // How many compiles of this compiler were abandoned.
  int abandoned() const noexcept { return abandoned_; }

  // From any thread: a compile that runs ends soon, and none begins any more.
  void close() noexcept { closing_ = true; }

 private:
  const std::string path_;
  const std::vector<std::string> companions_;
  const std::string version_;
  std::vector<std::string> includeOptions_;
  std::atomic<int> abandoned_{0};
  std::atomic<bool> closing_{false};
};

}  // namespace warpsmith::nvrtc
