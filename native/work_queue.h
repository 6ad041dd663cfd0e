#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace warpsmith {

// Threads that begin tasks in the order they were posted; one, unless more are asked for. GPU work and compiles have
// threads of their own, so that neither the event loop nor libuv's pool waits for a slow kernel. The destructor
// finishes what was posted; tasks never own their queue.
class WorkQueue {
 public:
  // Each of at most `threads` is started when a task is posted that no other is free for.
  explicit WorkQueue(std::size_t threads = 1) : most_(threads) {}
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // Tasks must not throw.
  void post(std::function<void()> task);

 private:
  void serve();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::size_t free_ = 0;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

// Threads for a queue whose tasks keep a core busy each: as many as the machine has cores, at most 16.
std::size_t coreThreads();

}  // namespace warpsmith
