#include "opening.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace warpsmith {

namespace {

// A driver whose GPU is in no order may never come back from being opened.
constexpr std::chrono::seconds patience{10};

struct Openings {
  std::mutex mutex;
  std::condition_variable changed;
  int underWay = 0;
  bool over = false;
};

Openings& openings() {
  // Never destroyed: threads may still ask while the process ends.
  static auto& all = *new Openings;
  return all;
}

// Destroyed before anything that was registered for the process's end: exit() begins with what its thread keeps for
// itself. Handlers of that end would come too late, as those of a library that is being opened were registered later.
struct Awaiting {
  ~Awaiting() {
    std::unique_lock<std::mutex> lock(openings().mutex);
    openings().changed.wait_for(lock, patience, [] { return openings().underWay == 0; });
    // A thread of a worker ends alone.
    if (syscall(SYS_gettid) == getpid()) openings().over = true;
  }
};

}  // namespace

Opening::Opening() {
  std::unique_lock<std::mutex> lock(openings().mutex);
  openings().changed.wait(lock, [] { return !openings().over; });
  ++openings().underWay;
}

Opening::~Opening() {
  const std::lock_guard<std::mutex> lock(openings().mutex);
  --openings().underWay;
  openings().changed.notify_all();
}

void awaitOpeningsAtEnd() {
  thread_local const Awaiting awaiting;
  (void)awaiting;
}

}  // namespace warpsmith
