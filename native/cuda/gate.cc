#include "cuda/gate.h"

#include <new>
#include <utility>

namespace warpsmith::cuda {

Gate::Gate(std::shared_ptr<Context> context) : context_(std::move(context)) {
  const CurrentContext current(*context_);
  void* memory = nullptr;
  context_->driver().check(context_->driver().memHostAlloc(&memory, sizeof *flag_, HostAllocMapped), "cuMemHostAlloc");
  static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t), "the GPU reads it as 32 bits");
  flag_ = new (memory) std::atomic<std::uint32_t>(0);
  watchdog_ = std::thread([this] { watch(); });
}

Gate::~Gate() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  watchdog_.join();
  giveBack(*context_, [this](const Driver& driver) { driver.memFreeHost(flag_); });
}

void Gate::close(StreamHandle stream) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (useless_) return;
    ++generation_;
    closed_ = true;
  }
  wake_.notify_one();
  // With unified addressing, which every 64-bit Linux has, this memory has the same address on both sides.
  const auto address = reinterpret_cast<DeviceAddress>(flag_);
  const Result result = context_->driver().streamWaitValue32(stream, address, generation_, WaitValueAtLeast);
  if (result != Success) open();
  context_->driver().check(result, "cuStreamWaitValue32");
}

void Gate::open() noexcept {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = false;
    flag_->store(generation_, std::memory_order_release);
  }
  wake_.notify_one();
}

void Gate::watch() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!ending_) {
    wake_.wait(lock, [this] { return closed_ || ending_; });
    const std::uint32_t watched = generation_;
    const bool opened = wake_.wait_for(lock, patience, [&] { return !closed_ || ending_ || generation_ != watched; });
    if (!opened) {
      useless_ = true;
      closed_ = false;
      flag_->store(generation_, std::memory_order_release);
    }
  }
}

}  // namespace warpsmith::cuda
