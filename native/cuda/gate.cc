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
}

Gate::~Gate() {
  if (context_->lost()) return;
  ContextHandle popped = nullptr;
  context_->driver().ctxPushCurrent(context_->handle());
  context_->driver().memFreeHost(flag_);
  context_->driver().ctxPopCurrent(&popped);
}

void Gate::close(StreamHandle stream) {
  ++generation_;
  // With unified addressing, which every 64-bit Linux has, this memory has the same address on both sides.
  const auto address = reinterpret_cast<DeviceAddress>(flag_);
  const Result result = context_->driver().streamWaitValue32(stream, address, generation_, WaitValueAtLeast);
  context_->driver().check(result, "cuStreamWaitValue32");
}

void Gate::open() noexcept { flag_->store(generation_, std::memory_order_release); }

}  // namespace warpsmith::cuda
