#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/access.h"
#include "sim/block.h"
#include "sim/decoder.h"
#include "sim/warp.h"

// What the asynchronous families share: addresses by lane, and places in the shared memory of a cluster's blocks.
namespace warpsmith::sim {

struct LaneAddress {
  AddressOperand operand;
  Window window = Window::generic;

  std::uint64_t at(const Warp& warp, unsigned lane) const {
    if (operand.narrow) return warp.in32(operand.base)[lane] + static_cast<std::uint32_t>(operand.offset);
    return warp.in64(operand.base)[lane] + static_cast<std::uint64_t>(operand.offset);
  }
};

bool decodeAddress(Decoder& decoder, std::size_t operand, Window window, LaneAddress& address);

// Bytes of shared memory, and whose.
struct SharedPlace {
  Block* owner = nullptr;
  std::uint32_t offset = 0;

  // As an address of shared::cluster.
  std::uint64_t address() const { return (std::uint64_t(owner->rank) + 1) << rankShift | offset; }
  std::uint8_t* data() const { return owner->shared + offset; }
};

// Where in shared memory an address points. False after a finding: it is none of shared memory.
bool findShared(Warp& warp, const Op& op, unsigned lane, Window window, std::uint64_t address, SharedPlace& place);

// Bounds and alignment of what will be accessed later. False after a finding.
bool checkShared(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, std::uint32_t bytes,
                 std::uint32_t alignment, Access access);
bool checkGlobal(Warp& warp, const Op& op, unsigned lane, std::uint64_t address, std::uint64_t bytes,
                 std::uint32_t alignment, Access access);

// Global memory that was checked before.
std::uint8_t* globalData(Warp& warp, std::uint64_t address);

// 32-byte sectors that a stretch of global memory touches.
inline std::uint64_t sectorsOf(std::uint64_t address, std::uint64_t bytes) {
  return bytes == 0 ? 0 : ((address + bytes - 1) >> 5) - (address >> 5) + 1;
}

}  // namespace warpsmith::sim
