#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace warpsmith {

// Threads that begin tasks in the order they were posted; with one, the default, a task begins when the one before it
// has ended. GPU work and compiles have threads of their own, so that neither the event loop nor libuv's pool waits for
// a slow kernel. The destructor finishes what was posted; tasks never own their queue.
class WorkQueue {
 public:
  explicit WorkQueue(unsigned threads = 1);
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // Tasks must not throw.
  void post(std::function<void()> task);

 private:
  void serve();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

// Threads for a queue whose tasks keep a core busy each: as many as the machine has cores, at most 16.
unsigned coreThreads();

}  // namespace warpsmith
