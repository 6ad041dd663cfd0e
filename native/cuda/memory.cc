#include "cuda/memory.h"

#include <utility>

#include "error.h"

namespace warpsmith::cuda {

void checkMemory(const Driver& driver, Result result, const char* call, std::size_t bytes) {
  if (result == OutOfMemory) {
    std::size_t free = 0;
    std::size_t total = 0;
    driver.memGetInfo(&free, &total);
    throw Error("device-out-of-memory",
                "Expected " + std::to_string(bytes) + " bytes of device memory but only " + std::to_string(free) +
                    " of " + std::to_string(total) +
                    " are free. Take a smaller case, or end what else uses this GPU (nvidia-smi).",
                driver.nameOf(result));
  }
  driver.check(result, call);
}

namespace {

[[noreturn]] void refuseToShare() {
  throw Error("native", "Expected guarded device memory to share with another process but found other memory.");
}

}  // namespace

SharedPlace DeviceMemory::sharedPlace() const { refuseToShare(); }

Descriptor DeviceMemory::exported() const { refuseToShare(); }

SharedPlace MemorySlice::sharedPlace() const {
  SharedPlace place = whole_->sharedPlace();
  place.offset += static_cast<std::size_t>(address_ - whole_->address());
  return place;
}

AllocatedMemory::AllocatedMemory(std::shared_ptr<Context> context, std::size_t bytes)
    : DeviceMemory(bytes), context_(std::move(context)) {
  const CurrentContext current(*context_);
  const Driver& driver = context_->driver();
  checkMemory(driver, driver.memAlloc(&address_, bytes == 0 ? 1 : bytes), "cuMemAlloc", bytes);
}

AllocatedMemory::~AllocatedMemory() {
  giveBack(*context_, [this](const Driver& driver) { driver.memFree(address_); });
}

PinnedMemory::PinnedMemory(std::shared_ptr<Context> context, void* start, std::size_t bytes)
    : context_(std::move(context)), start_(start) {
  const CurrentContext current(*context_);
  const Result result = context_->driver().memHostRegister(start, bytes, HostRegisterPortable);
  // Another view of the same memory has locked it, and unlocks it.
  if (result == HostMemoryAlreadyRegistered) {
    start_ = nullptr;
    return;
  }
  context_->driver().check(result, "cuMemHostRegister");
}

PinnedMemory::~PinnedMemory() {
  if (start_ == nullptr) return;
  giveBack(*context_, [this](const Driver& driver) { driver.memHostUnregister(start_); });
}

}  // namespace warpsmith::cuda
