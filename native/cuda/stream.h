#pragma once

#include <memory>

#include "cuda/context.h"

namespace warpsmith::cuda {

// A stream, and an event, each destroyed with its object unless the context was lost. The context must be current.
class Stream {
 public:
  explicit Stream(std::shared_ptr<Context> context);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  StreamHandle handle() const noexcept { return handle_; }

 private:
  std::shared_ptr<Context> context_;
  StreamHandle handle_ = nullptr;
};

class Event {
 public:
  explicit Event(const Context& context, EventFlags flags = EventDefault);
  ~Event();
  Event(Event&& other) noexcept : context_(other.context_), handle_(other.handle_) { other.handle_ = nullptr; }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  Event& operator=(Event&&) = delete;

  void record(StreamHandle stream) const;
  // Whether all work before the event is done; throws when that work failed.
  bool done() const;
  // Milliseconds from this event to a later one; both must be done.
  double elapsedMs(const Event& later) const;

 private:
  const Context& context_;
  EventHandle handle_ = nullptr;
};

}  // namespace warpsmith::cuda
