#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "cuda/memory.h"

namespace warpsmith::cuda {

// Device memory between unmapped addresses: an access that misses it by little faults in hardware instead of reading or
// changing another buffer. It ends, but for at most `guardedAlignment - 1` bytes, where its mapping ends, so that an
// overrun is seen at once; before it lie up to 2 MiB of its own mapping. Another process can map it as well.
class GuardedMemory final : public DeviceMemory {
 public:
  // Throws Error("device-out-of-memory") with what was asked for and what is free.
  GuardedMemory(std::shared_ptr<Context> context, std::size_t bytes);
  ~GuardedMemory() override;

  SharedPlace sharedPlace() const override;
  // Throws Error("native") where the driver does not share memory.
  Descriptor exported() const override;

 private:
  void map();
  // Undoes what `map` did so far; for a lost context nothing.
  void unmap() noexcept;

  std::shared_ptr<Context> context_;
  std::uint64_t id_;
  DeviceAddress reserved_ = 0;
  std::size_t reservedBytes_ = 0;
  DeviceAddress mapped_ = 0;
  std::size_t mappedBytes_ = 0;
};

// What an address of guarded memory is a multiple of, as of cuMemAlloc's.
inline constexpr std::size_t guardedAlignment = 256;

}  // namespace warpsmith::cuda
