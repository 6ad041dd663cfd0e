#include "nvrtc/runner.h"

#include <sys/mman.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

#include "error.h"

namespace warpsmith::nvrtc {

namespace {

// NVRTC takes some 2.5 KB for each level of nesting in a source. Only what is used counts.
constexpr std::size_t stackBytes = std::size_t{256} << 20;
// What stays between two pieces of work of the stack that one of them has used.
constexpr std::size_t keptStack = std::size_t{1} << 20;

// Gives back what a deeply nested source has used of this thread's stack.
void trimStack() {
  pthread_attr_t attributes;
  void* lowest = nullptr;
  std::size_t bytes = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  pthread_attr_getstack(&attributes, &lowest, &bytes);
  pthread_attr_destroy(&attributes);
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto floor = reinterpret_cast<std::uintptr_t>(lowest);
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  if (here - floor <= keptStack) return;
  madvise(lowest, (here - keptStack) / page * page - floor, MADV_DONTNEED);
}

}  // namespace

struct Runner::Inbox {
  std::mutex mutex;
  std::condition_variable filled;
  std::function<bool()> work;
};

Runner::Runner() : inbox_(std::make_shared<Inbox>()) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stackBytes);
  auto argument = std::make_unique<std::shared_ptr<Inbox>>(inbox_);
  const int failed = pthread_create(&thread_, &attributes, &serve, argument.get());
  pthread_attr_destroy(&attributes);
  if (failed != 0) throw Error("native", "Expected a thread for the compiler, but the system has none left.");
  argument.release();
}

void Runner::begin(std::function<bool()> work) {
  {
    const std::lock_guard<std::mutex> lock(inbox_->mutex);
    inbox_->work = std::move(work);
  }
  inbox_->filled.notify_one();
}

void* Runner::serve(void* argument) {
  const std::unique_ptr<std::shared_ptr<Inbox>> owned(static_cast<std::shared_ptr<Inbox>*>(argument));
  Inbox& inbox = **owned;
  for (bool goesOn = true; goesOn;) {
    std::function<bool()> work;
    {
      std::unique_lock<std::mutex> lock(inbox.mutex);
      inbox.filled.wait(lock, [&] { return static_cast<bool>(inbox.work); });
      work = std::exchange(inbox.work, nullptr);
    }
    goesOn = work();
    if (goesOn) trimStack();
  }
  return nullptr;
}

}  // namespace warpsmith::nvrtc
