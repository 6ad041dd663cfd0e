#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nvrtc/compile.h"
#include "nvrtc/copies.h"

namespace warpsmith::nvrtc {

// Compiles and comes back from each job, whatever its source does to NVRTC: at its deadline, at its ceiling of memory,
// or when NVRTC crashes. Where NVRTC does not end by itself the call is left ("abandoned"), and its copy of the library
// is replaced. As many jobs as there may be copies compile at once.
class Compiler {
 public:
  // `folders` are what #include may reach, `copies` how many of the library this compiler opens at most; never more
  // than mostCopies. `headerBytes` is the most memory that one of them keeps headers in. Throws Error("no-compiler"),
  // Error("native").
  Compiler(const std::string& path, const std::vector<std::string>& companions, const std::vector<std::string>& folders,
           std::size_t copies, std::size_t headerBytes);
  Compiler(const Compiler&) = delete;
  Compiler& operator=(const Compiler&) = delete;

  const std::string& version() const noexcept { return copies_.version(); }
  // How many copies of the library are open in this process.
  std::size_t copies() { return copies_.count(); }

  // As nvrtc::compile, from any thread; the deadline counts from when the job has a copy of the library for itself.
  // Throws Error("compiler-stuck") once too many compiles of this process were abandoned: each costs the memory of a
  // library, and where the compiler can't be interrupted a core.
  CompileOutput compile(CompileJob job);

  // Compiles what `job` begins with for itself in one more copy that has not done so; the rest of the job does not
  // matter. False when no copy lacks it, or when it can't be done.
  bool prepare(CompileJob job);

  // How many compiles of this compiler were abandoned.
  int abandoned() const noexcept { return abandoned_; }

  // From any thread: a compile that runs ends soon, and none begins any more.
  void close() noexcept { closing_ = true; }

 private:
  struct Task;
  using Cancelled = std::function<bool()>;
  // `headers` is the key of what the job begins with when that is worth compiling for itself, else empty; `lost`
  // becomes true when the copy was lost by that, or by the use of what came of it: the job may be none the worse.
  CompileOutput compileOnce(CompileJob& job, const std::string& headers, const Cancelled& cancelled, bool& lost);
  std::shared_ptr<const PrecompiledFile> precompile(Task& task, const std::string& key);
  CompileOutput run(Task& task, const std::vector<std::string>& more,
                    std::shared_ptr<const PrecompiledFile> precompiled);

  Copies& copies_;
  const std::size_t mostCopies_;
  const std::size_t headerBytes_;
  std::vector<std::string> includeOptions_;
  std::atomic<int> abandoned_{0};
  std::atomic<bool> closing_{false};
};

}  // namespace warpsmith::nvrtc
