#pragma once

#include <pthread.h>

#include <functional>
#include <memory>

namespace warpsmith::nvrtc {

// A thread with as much stack as NVRTC needs, which does one piece of work after the other. It is kept between two,
// because starting one and touching its stack anew costs a compile of a small kernel some of its time, and several
// threads at once that map and unmap wait for each other. The thread outlives this object unless it was joined.
class Runner {
 public:
  // Throws Error("native") when the system has no thread left.
  Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Begins `work` when the piece before is done. It must not throw, and says whether the thread goes on.
  void begin(std::function<bool()> work);

  pthread_t thread() const noexcept { return thread_; }
  // Waits for a thread whose last work said that it does not go on.
  void join() noexcept { pthread_join(thread_, nullptr); }
  // Leaves a thread to itself that does not come back from its work.
  void leave() noexcept { pthread_detach(thread_); }

 private:
  struct Inbox;
  static void* serve(void* argument);

  // Shared with the thread.
  std::shared_ptr<Inbox> inbox_;
  pthread_t thread_{};
};

}  // namespace warpsmith::nvrtc
