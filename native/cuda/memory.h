#pragma once

#include <cstddef>
#include <memory>

#include "cuda/context.h"

namespace warpsmith::cuda {

// Device memory, freed with the object.
class DeviceMemory {
 public:
  // Throws Error("device-out-of-memory") with what was asked for and what is free.
  DeviceMemory(std::shared_ptr<Context> context, std::size_t bytes);
  ~DeviceMemory();
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  DeviceAddress address() const noexcept { return address_; }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::shared_ptr<Context> context_;
  std::size_t bytes_;
  DeviceAddress address_ = 0;
};

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
