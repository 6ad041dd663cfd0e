#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "cuda/context.h"
#include "descriptor.h"

namespace warpsmith::cuda {

// Where memory lies in an allocation that other processes can map.
struct SharedPlace {
  // Of the allocation; no other of this process ever has it.
  std::uint64_t id;
  // Of the allocation.
  std::size_t bytes;
  std::size_t offset;
};

// A stretch of device memory, whoever owns it; it is valid while the object lives.
class DeviceMemory {
 public:
  virtual ~DeviceMemory() = default;
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  DeviceAddress address() const noexcept { return address_; }
  std::size_t bytes() const noexcept { return bytes_; }

  // Both throw Error("native") for memory that other processes can't map: all but guarded memory and its parts.
  virtual SharedPlace sharedPlace() const;
  // The whole allocation, for cuMemImportFromShareableHandle.
  virtual Descriptor exported() const;

 protected:
  explicit DeviceMemory(std::size_t bytes) : bytes_(bytes) {}

  DeviceAddress address_ = 0;
  std::size_t bytes_;
};

// An allocation of its own, freed with the object.
class AllocatedMemory final : public DeviceMemory {
 public:
  // Throws Error("device-out-of-memory") with what was asked for and what is free.
  AllocatedMemory(std::shared_ptr<Context> context, std::size_t bytes);
  ~AllocatedMemory() override;

 private:
  std::shared_ptr<Context> context_;
};

// A part of other memory, which lives as long as this does.
class MemorySlice final : public DeviceMemory {
 public:
  // The part must lie inside.
  MemorySlice(std::shared_ptr<DeviceMemory> whole, std::size_t offset, std::size_t bytes)
      : DeviceMemory(bytes), whole_(std::move(whole)) {
    address_ = whole_->address() + offset;
  }

  SharedPlace sharedPlace() const override;
  Descriptor exported() const override { return whole_->exported(); }

 private:
  std::shared_ptr<DeviceMemory> whole_;
};

// Throws for every result but Success, with what is free when memory was not enough for `bytes`.
void checkMemory(const Driver& driver, Result result, const char* call, std::size_t bytes);

// Host memory that somebody else owns, page-locked for the GPU while the object lives.
class PinnedMemory {
 public:
  PinnedMemory(std::shared_ptr<Context> context, void* start, std::size_t bytes);
  ~PinnedMemory();
  PinnedMemory(const PinnedMemory&) = delete;
  PinnedMemory& operator=(const PinnedMemory&) = delete;

 private:
  std::shared_ptr<Context> context_;
  void* start_;
};

}  // namespace warpsmith::cuda
