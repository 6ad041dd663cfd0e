#include "nvrtc/compiler.h"

#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>

#include <array>
#include <condition_variable>
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
// For headers that are compiled for themselves, which no source has a part in.
constexpr std::chrono::seconds headersDeadline{60};
constexpr std::int64_t headersMemory = std::int64_t{4} << 30;

// Of compiles that make or use precompiled headers. Without the second, what templates make stands in another order in
// the PTX.
const std::array<const char*, 2> headerOptions{"--pch-messages=false", "--instantiate-templates-in-pch=false"};

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

// Else libc gives a thousand pages back after each compile, which the next one has the system clear again. The second
// number is what libc itself would come to in time; setting the first keeps it from that.
void keepFreedMemory() {
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

void refuseWhenStuck() {
  if (abandonedOfProcess < mostAbandoned) return;
  throw Error("compiler-stuck", "Expected the compiler to come back from its sources, but " +
                                    std::to_string(abandonedOfProcess) +
                                    " compiles of this process did not and had to be abandoned. Start a new process.");
}

// What headers depend on besides their own text: with another option they are others.
std::string keyOf(const CompileJob& job) {
  std::string key = job.leading + (job.minimal ? "minimal" : "");
  for (const std::string& option : job.options) key.append(1, '\0').append(option);
  for (const auto& [name, text] : job.headers) key.append(1, '\0').append(name).append(1, '\0').append(text);
  return key;
}

}  // namespace

// A job with the copy of the library that it has for itself.
struct Compiler::Task {
  Library& library;
  const CompileJob& job;
  const Cancelled& cancelled;
  Clock::time_point deadline;
};

Compiler::Compiler(const std::string& path, const std::vector<std::string>& companions,
                   const std::vector<std::string>& folders, std::size_t copies, std::size_t headerBytes)
    : copies_(Copies::of(path, companions)), mostCopies_(copies), headerBytes_(headerBytes) {
  stayLoaded();
  keepFreedMemory();
  for (const std::string& folder : folders) includeOptions_.push_back("--include-path=" + publishFolder(folder));
}

CompileOutput Compiler::compile(CompileJob job) {
  const std::atomic<int>* cancel = std::exchange(job.cancel, nullptr);
  const Cancelled cancelled = [&] { return closing_ || (cancel != nullptr && cancel->load() != 0); };
  job.options.insert(job.options.end(), includeOptions_.begin(), includeOptions_.end());
  MetHeaders& met = copies_.metHeaders();
  // Some headers need what --minimal leaves out.
  job.minimal = job.minimal && copies_.isRecent() && !met.isRefused(keyOf(job));
  std::string headers = job.leading.empty() || !copies_.isRecent() ? "" : keyOf(job);
  if (!headers.empty() && !met.meet(headers)) headers.clear();
  bool lost = false;
  const CompileOutput output = compileOnce(job, headers, cancelled, lost);
  if (!lost) return output;
  CompileOutput again = compileOnce(job, "", cancelled, lost);
  // It was the headers, then, and not the source.
  if (output.status == Status::Crashed && again.status != Status::Crashed) met.refuse(headers);
  return again;
}

CompileOutput Compiler::compileOnce(CompileJob& job, const std::string& headers, const Cancelled& cancelled,
                                    bool& lost) {
  CompileOutput output;
  output.status = Status::Cancelled;
  const Copies::Lent lent = copies_.take(
      mostCopies_, [&](Library& library) { return library.precompiled().has(headers) ? 1 : 0; },
      [&] {
        refuseWhenStuck();
        return cancelled();
      });
  if (lent.get() == nullptr) return output;
  Library& library = *lent.get();
  Task task{library, job, cancelled, {}};
  const auto precompiled = headers.empty() ? nullptr : precompile(task, headers);
  lost = library.spoiled;
  if (lost || cancelled()) return output;
  task.deadline = Clock::now() + job.deadline;
  if (!headers.empty() && precompiled == nullptr) job.minimal = false;
  std::vector<std::string> quicker;
  if (job.minimal) quicker.emplace_back("--minimal");
  if (precompiled != nullptr) {
    quicker.push_back("--use-pch=" + precompiled->name());
    quicker.insert(quicker.end(), headerOptions.begin(), headerOptions.end());
  }
  if (!quicker.empty()) {
    output = run(task, quicker, precompiled);
    // As it lies in memory it may be at fault, and not the source.
    lost = precompiled != nullptr && output.status == Status::Crashed;
    if (lost) return output;
    // Its name stands in the log when it was not used after all.
    const bool asMeant = precompiled == nullptr || output.log.find(precompiled->name()) == std::string::npos;
    if (precompiled != nullptr) copies_.metHeaders().note(headers, asMeant);
    // What an error says may depend on how the headers were read, and a ceiling be passed elsewhere.
    const bool again = output.status == Status::Failed || output.status == Status::MemoryExceeded || !asMeant;
    if (!again || output.abandoned) return output;
  }
  return run(task, {}, nullptr);
}

std::shared_ptr<const PrecompiledFile> Compiler::precompile(Task& task, const std::string& key) {
  PrecompiledFiles& kept = task.library.precompiled();
  if (auto file = kept.find(key)) return file;
  CompileJob job;
  job.source = task.job.leading;
  job.fileName = task.job.fileName;
  job.options = task.job.options;
  job.headers = task.job.headers;
  job.memoryBytes = headersMemory;
  // Whoever gives up waiting for his source need not have the compiler left in the middle of its headers.
  const Cancelled closing = [this] { return closing_.load(); };
  Task own{task.library, job, closing, Clock::now() + headersDeadline};
  const auto file = std::make_shared<PrecompiledFile>();
  std::vector<std::string> more{"--create-pch=" + file->name()};
  more.insert(more.end(), headerOptions.begin(), headerOptions.end());
  if (task.job.minimal) more.emplace_back("--minimal");
  const CompileOutput output = run(own, more, file);
  file->seal();
  // What headers say themselves would be missing from the logs of those who use them.
  const bool good = output.status == Status::Compiled && output.log.empty() && file->bytes() > 0;
  if (good) kept.keep(key, file, headerBytes_);
  if (!kept.has(key) && output.status != Status::Cancelled) {
    copies_.metHeaders().refuse(key);
    job.leading = task.job.leading;
    if (task.job.minimal) copies_.metHeaders().expect(keyOf(job));
  }
  return kept.find(key);
}

bool Compiler::prepare(CompileJob job) {
  job.options.insert(job.options.end(), includeOptions_.begin(), includeOptions_.end());
  if (copies_.metHeaders().isRefused(keyOf(job))) job.minimal = false;
  const std::string key = keyOf(job);
  if (!copies_.isRecent() || closing_ || !copies_.metHeaders().expect(key)) return false;
  const Copies::Lent lent = copies_.takeIdle([&](Library& library) { return library.precompiled().has(key) ? 0 : 1; });
  if (lent.get() == nullptr) return false;
  const Cancelled never = [] { return false; };
  Task task{*lent.get(), job, never, {}};
  if (precompile(task, key) != nullptr) return true;
  if (!job.minimal || task.library.spoiled) return false;
  job.minimal = false;
  return precompile(task, keyOf(job)) != nullptr;
}

CompileOutput Compiler::run(Task& task, const std::vector<std::string>& more,
                            std::shared_ptr<const PrecompiledFile> precompiled) {
  CompileOutput output;
  CompileJob job = task.job;
  job.options.insert(job.options.end(), more.begin(), more.end());
  job.precompiled = std::move(precompiled);
  const auto attempt = std::make_shared<Attempt>(task.library, std::move(job));
  Runner& runner = task.library.runner();
  runner.begin([attempt] { return warpsmith::nvrtc::run(*attempt); });
  bool done = false;
  while (!done && !task.cancelled() && Clock::now() < task.deadline) {
    done = attempt->waitUntil(std::min(Clock::now() + tick, task.deadline));
  }
  if (!done) {
    attempt->stop = task.cancelled() ? Status::Cancelled : Status::DeadlinePassed;
    done = attempt->waitUntil(Clock::now() + grace);
  }
  for (const Clock::time_point last = Clock::now() + grace; !done && Clock::now() < last;) {
    leaveCall(runner.thread());
    done = attempt->waitUntil(Clock::now() + tick);
  }
  if (!done) {
    // Nothing more can be done about it.
    runner.leave();
    task.library.spoiled = true;
    output.status = attempt->stop;
    output.abandoned = true;
  } else {
    if (task.library.spoiled) runner.join();
    if (attempt->error) std::rethrow_exception(attempt->error);
    output = std::move(attempt->output);
    if (output.abandoned) task.library.release();
  }
  if (output.abandoned) {
    ++abandoned_;
    ++abandonedOfProcess;
  }
  return output;
}

}  // namespace warpsmith::nvrtc
