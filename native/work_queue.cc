#include "work_queue.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace warpsmith {

WorkQueue::~WorkQueue() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkQueue::post(std::function<void()> task) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(std::move(task));
    if (free_ < tasks_.size() && threads_.size() < most_) {
      try {
        threads_.emplace_back([this] { serve(); });
      } catch (const std::system_error&) {
        // With fewer threads it takes longer.
        if (threads_.empty()) {
          tasks_.pop_back();
          throw;
        }
      }
    }
  }
  wake_.notify_one();
}

void WorkQueue::serve() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      ++free_;
      wake_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
      --free_;
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

std::size_t coreThreads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16); }

}  // namespace warpsmith
