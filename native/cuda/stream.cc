#include "cuda/stream.h"

#include <utility>

namespace warpsmith::cuda {

Stream::Stream(std::shared_ptr<Context> context) : context_(std::move(context)) {
  const CurrentContext current(*context_);
  context_->driver().check(context_->driver().streamCreate(&handle_, StreamNonBlocking), "cuStreamCreate");
}

Stream::~Stream() {
  giveBack(*context_, [this](const Driver& driver) { driver.streamDestroy(handle_); });
}

Event::Event(const Context& context, EventFlags flags) : context_(context) {
  context_.driver().check(context_.driver().eventCreate(&handle_, flags), "cuEventCreate");
}

Event::~Event() {
  if (handle_ == nullptr) return;
  giveBack(context_, [this](const Driver& driver) { driver.eventDestroy(handle_); });
}

void Event::record(StreamHandle stream) const {
  context_.driver().check(context_.driver().eventRecord(handle_, stream), "cuEventRecord");
}

bool Event::done() const {
  const Result result = context_.driver().eventQuery(handle_);
  if (result == NotReady) return false;
  context_.driver().check(result, "The launched work");
  return true;
}

double Event::elapsedMs(const Event& later) const {
  float ms = 0;
  context_.driver().check(context_.driver().eventElapsedTime(&ms, handle_, later.handle_), "cuEventElapsedTime");
  return static_cast<double>(ms);
}

}  // namespace warpsmith::cuda
