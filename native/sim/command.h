#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "sim/finding.h"

namespace warpsmith::sim {

class Allocation;
class Kernel;

// A tensor that a launch may touch. Anything else is out of bounds.
struct GuardedBuffer {
  std::shared_ptr<Allocation> allocation;
  std::string name;
  bool writable = false;
};

// A tensor map's fields, innermost dimension first; enums are the driver's numbers (native/cuda/types.h).
struct TensorMap {
  std::shared_ptr<Allocation> allocation;
  std::uint32_t type = 0;
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> stridesBytes;  // of the dimensions after the first
  std::vector<std::uint32_t> box;
  std::vector<std::uint32_t> elementStrides;
  std::uint32_t interleave = 0;
  std::uint32_t swizzle = 0;
  std::uint32_t l2Promotion = 0;
  std::uint32_t fill = 0;
};

struct PointerArgument {
  std::shared_ptr<Allocation> allocation;
  std::size_t offset = 0;
};

// A kernel parameter: a pointer, a tensor map (128 bytes), or the bytes themselves.
using Argument = std::variant<PointerArgument, TensorMap, std::vector<std::uint8_t>>;

struct Launch {
  std::shared_ptr<Kernel> kernel;
  Index3 grid{1, 1, 1};
  Index3 block{1, 1, 1};
  Index3 cluster{0, 0, 0};  // zeros: no cluster asked for
  std::uint32_t sharedBytes = 0;
  bool cooperative = false;
  std::vector<Argument> arguments;
  // A launch of a candidate: strict findings, and these buffers only. Without it the launch is the project's own: it
  // may touch every allocation, and only what would crash is found.
  bool guarded = false;
  std::vector<GuardedBuffer> buffers;
};

// Offsets and sizes in bytes.
struct SetBytes {
  std::shared_ptr<Allocation> allocation;
  std::size_t offset = 0;
  std::size_t bytes = 0;
  std::uint32_t word = 0;  // little endian, from `offset` on; the last one may be cut off
  bool poison = false;     // what is set counts as never written
};

struct Upload {
  std::shared_ptr<Allocation> to;
  std::size_t offset = 0;
  const void* from = nullptr;
  std::size_t bytes = 0;
};

struct Download {
  std::shared_ptr<Allocation> from;
  std::size_t offset = 0;
  void* to = nullptr;
  std::size_t bytes = 0;
};

struct CopyOnDevice {
  std::shared_ptr<Allocation> from;
  std::size_t fromOffset = 0;
  std::shared_ptr<Allocation> to;
  std::size_t toOffset = 0;
  std::size_t bytes = 0;
};

using Command = std::variant<SetBytes, Upload, Download, CopyOnDevice, Launch>;

}  // namespace warpsmith::sim
