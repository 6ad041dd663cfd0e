#include "cuda/context.h"

#include <utility>

#include "error.h"

namespace warpsmith::cuda {

Context::Context(std::shared_ptr<const Driver> driver, int ordinal) : driver_(std::move(driver)) {
  device_ = driver_->device(ordinal);
  driver_->check(driver_->primaryCtxRetain(&handle_, device_), "cuDevicePrimaryCtxRetain");
}

Context::~Context() {
  if (!lost_) driver_->primaryCtxRelease(device_);
}

void Context::markLost(const std::string& reason) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (reason_.empty()) reason_ = reason;
  lost_ = true;
}

std::string Context::lostReason() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return reason_;
}

CurrentContext::CurrentContext(const Context& context) : context_(context) {
  if (context_.lost()) {
    throw Error("device-lost",
                "This process lost the GPU to an earlier fault: " + context_.lostReason() + " Start a new process.");
  }
  context_.driver().check(context_.driver().ctxPushCurrent(context_.handle()), "cuCtxPushCurrent");
}

CurrentContext::~CurrentContext() {
  ContextHandle popped = nullptr;
  context_.driver().ctxPopCurrent(&popped);
}

}  // namespace warpsmith::cuda
