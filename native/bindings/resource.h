#pragma once

#include <napi.h>

#include <memory>
#include <utility>

#include "bindings/wrap.h"
#include "work_queue.h"

namespace warpsmith::bindings {

// A native object that lives on a device's thread: used there and destroyed there. `release` is what the script calls
// to give it back at once; otherwise the garbage collector does.
template <typename T>
class OnQueue {
 public:
  OnQueue(std::shared_ptr<T> object, std::shared_ptr<WorkQueue> queue)
      : object_(std::move(object)), queue_(std::move(queue)) {}
  OnQueue(OnQueue&&) noexcept = default;
  OnQueue(const OnQueue&) = delete;
  OnQueue& operator=(const OnQueue&) = delete;
  OnQueue& operator=(OnQueue&&) = delete;
  ~OnQueue() { release(); }

  // The object, or a script error when it was given back already.
  const std::shared_ptr<T>& get(Napi::Env env) const {
    if (!object_) throw Napi::Error::New(env, "Expected a live device object but found one that was freed.");
    return object_;
  }
  WorkQueue& queue() const noexcept { return *queue_; }
  const std::shared_ptr<WorkQueue>& sharedQueue() const noexcept { return queue_; }

  void release() noexcept {
    if (!object_) return;
    // The task holds the last reference of this owner and drops it on the queue's thread.
    queue_->post([object = std::move(object_)]() mutable { object.reset(); });
    object_.reset();
  }

 private:
  std::shared_ptr<T> object_;
  std::shared_ptr<WorkQueue> queue_;
};

}  // namespace warpsmith::bindings
