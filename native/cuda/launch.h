#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "cuda/memory.h"
#include "cuda/module.h"

namespace warpsmith::cuda {

using Dim3 = std::array<unsigned, 3>;

// A kernel's arguments by value, and the device memory that their addresses point into.
class Arguments {
 public:
  // Copies the value. Each copy is aligned to 128 bytes, which is what tensor maps want.
  void add(const void* value, std::size_t bytes);
  void keepAlive(std::shared_ptr<DeviceMemory> memory) { memory_.push_back(std::move(memory)); }

  std::size_t count() const noexcept { return sizes_.size(); }
  std::size_t bytesOf(std::size_t index) const { return sizes_[index]; }
  // Pointers for cuLaunchKernelEx, valid while this object lives unchanged.
  std::vector<void*> pointers();

 private:
  struct alignas(128) Block {
    std::array<unsigned char, 128> bytes;
  };
  std::vector<Block> storage_;
  std::vector<std::size_t> firstBlock_;
  std::vector<std::size_t> sizes_;
  std::vector<std::shared_ptr<DeviceMemory>> memory_;
};

struct Launch {
  std::shared_ptr<Kernel> kernel;
  Dim3 grid{1, 1, 1};
  Dim3 block{1, 1, 1};
  // Zero in x: no cluster.
  Dim3 cluster{0, 0, 0};
  unsigned sharedBytes = 0;
  bool cooperative = false;
  Arguments arguments;
};

// Throws Error("bad-plan") when count or sizes of the arguments are not the kernel's own: the driver would read past
// the end of what it was given.
void checkArguments(const Launch& launch);

// Enqueues; the kernel's context must be current.
void enqueue(Launch& launch, StreamHandle stream);

}  // namespace warpsmith::cuda
