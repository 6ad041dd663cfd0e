#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "cuda/graph.h"
#include "cuda/launch.h"
#include "cuda/memory.h"

namespace warpsmith::cuda {

// What a device can be asked to do, in order, on its one stream. Offsets and sizes in bytes.
struct SetBytes {
  std::shared_ptr<DeviceMemory> memory;
  std::size_t offset;
  std::size_t bytes;
  // Little endian, from `offset` on; the last word may be cut off.
  std::uint32_t word;
};

struct Upload {
  std::shared_ptr<DeviceMemory> to;
  std::size_t offset;
  const void* from;
  std::size_t bytes;
};

struct Download {
  std::shared_ptr<DeviceMemory> from;
  std::size_t offset;
  void* to;
  std::size_t bytes;
};

struct CopyOnDevice {
  std::shared_ptr<DeviceMemory> from;
  std::size_t fromOffset;
  std::shared_ptr<DeviceMemory> to;
  std::size_t toOffset;
  std::size_t bytes;
};

// Launches between two events, one by one or as a graph; neither times the events themselves.
struct Timed {
  std::vector<Launch> launches;
  std::shared_ptr<const Graph> graph;
};

using Command = std::variant<SetBytes, Upload, Download, CopyOnDevice, Launch, Timed>;

}  // namespace warpsmith::cuda
