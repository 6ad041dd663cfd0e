#include "nvrtc/compiler.h"

#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "error.h"
#include "nvrtc/escape.h"
#include "nvrtc/header_folders.h"

namespace warpsmith::nvrtc {

namespace {

using Clock = std::chrono::steady_clock;
using Status = CompileOutput::Status;

// Time for NVRTC to ask whether it may go on, and then for the call to be left.
constexpr std::chrono::milliseconds grace{250};
constexpr std::chrono::milliseconds tick{10};
constexpr int mostAbandoned = 32;

std::atomic<int> abandonedOfProcess{0};

// One job on a thread of its own. Shared with that thread, which may outlive its compiler.
struct Attempt {
  Attempt(Library& attemptLibrary, CompileJob attemptJob) : library(attemptLibrary), job(std::move(attemptJob)) {}

  Library& library;
  const CompileJob job;
  std::atomic<Status> stop{Status::Compiled};
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  CompileOutput output;
  std::exception_ptr error;

  bool waitUntil(Clock::time_point end) {
    std::unique_lock<std::mutex> lock(mutex);
    return ended.wait_until(lock, end, [this] { return done; });
  }
};

// Whether the thread may go on: nothing of a spoiled library may run on it again.
bool run(Attempt& attempt) {
  CompileOutput output;
  std::exception_ptr error;
  try {
    output = compile(attempt.library, attempt.job, attempt.stop);
  } catch (...) {
    error = std::current_exception();
  }
  const bool goesOn = !attempt.library.spoiled;
  const std::lock_guard<std::mutex> lock(attempt.mutex);
  attempt.output = std::move(output);
  attempt.error = error;
  attempt.done = true;
  attempt.ended.notify_one();
  return goesOn;
}

// The functions that stand in for libc's, and a thread that was left behind, need the addon for good.
void stayLoaded() {
  Dl_info self{};
  if (dladdr(reinterpret_cast<void*>(&stayLoaded), &self) != 0) {
    // Not another file that has come to this name since.
    dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
  }
}

// What a library would do at the end of the process it can't do once a call of it was left. What was registered later
// runs first, so that this ends the process before.
void endWithoutLibraries() {
  on_exit(
      [](int status, void*) {
        std::fflush(nullptr);
        _exit(status);
      },
      nullptr);
}

void refuseWhenStuck() {
  if (abandonedOfProcess < mostAbandoned) return;
  throw Error("compiler-stuck", "Expected the compiler to come back from its sources, but " +
                                    std::to_string(abandonedOfProcess) +
                                    " compiles of this process did not and had to be abandoned. Start a new process.");
}

}  // namespace

Compiler::Compiler(const std::string& path, const std::vector<std::string>& companions,
                   const std::vector<std::string>& folders, std::size_t copies)
    : copies_(Copies::of(path, companions)), mostCopies_(copies) {
  stayLoaded();
  for (const std::string& folder : folders) includeOptions_.push_back("--include-path=" + publishFolder(folder));
}

CompileOutput Compiler::compile(CompileJob job) {
  const std::atomic<int>* cancel = std::exchange(job.cancel, nullptr);
  const auto cancelled = [&] { return closing_ || (cancel != nullptr && cancel->load() != 0); };
  const Copies::Lent lent = copies_.take(
      mostCopies_, [](Library&) { return 0; },
      [&] {
        refuseWhenStuck();
        return cancelled();
      });
  CompileOutput output;
  output.status = Status::Cancelled;
  if (lent.get() == nullptr) return output;
  Library& library = *lent.get();
  job.options.insert(job.options.end(), includeOptions_.begin(), includeOptions_.end());
  const Clock::time_point deadline = Clock::now() + job.deadline;
  const auto attempt = std::make_shared<Attempt>(library, std::move(job));
  Runner& runner = library.runner();
  runner.begin([attempt] { return run(*attempt); });
  bool done = false;
  while (!done && !cancelled() && Clock::now() < deadline) {
    done = attempt->waitUntil(std::min(Clock::now() + tick, deadline));
  }
  if (!done) {
    attempt->stop = cancelled() ? Status::Cancelled : Status::DeadlinePassed;
    done = attempt->waitUntil(Clock::now() + grace);
  }
  for (const Clock::time_point last = Clock::now() + grace; !done && Clock::now() < last;) {
    leaveCall(runner.thread());
    done = attempt->waitUntil(Clock::now() + tick);
  }
  if (!done) {
    // Nothing more can be done about it.
    runner.leave();
    library.spoiled = true;
    output.status = attempt->stop;
    output.abandoned = true;
  } else {
    if (library.spoiled) runner.join();
    if (attempt->error) std::rethrow_exception(attempt->error);
    output = std::move(attempt->output);
    if (output.abandoned) library.release();
  }
  if (output.abandoned) {
    ++abandoned_;
    ++abandonedOfProcess;
    endWithoutLibraries();
  }
  return output;
}

}  // namespace warpsmith::nvrtc
