#pragma once

#include <cstdint>

#include "sim/block.h"
#include "sim/finding.h"
#include "sim/grid.h"
#include "sim/warp.h"
#include "sim/windows.h"

namespace warpsmith::sim {

// The space that an instruction names. Global, constant and parameter addresses are generic ones.
enum class Window : std::uint8_t { generic, global, shared, local, parameter, cluster };

// How an access counts when races are looked for: two strong ones (atomic, volatile, relaxed …) never race.
// A write of what is there already (`value`, where it is known) harms nobody.
struct AccessKind {
  Access access = Access::read;
  bool strong = false;
  const void* value = nullptr;
};

// Checks one lane's access of `bytes` bytes (alignment, bounds, permission, written before, races), notes it, and
// returns where the bytes are; null after a finding that leaves nothing to access.
std::uint8_t* reach(Warp& warp, const Op& op, unsigned lane, Window window, std::uint64_t address, std::uint32_t bytes,
                    AccessKind kind);

// Like `reach` for an access of another agent on the thread's behalf (a bulk copy): it may be longer than 16 bytes and
// need only be aligned to `alignment`. Races are not looked for.
std::uint8_t* reachMany(Warp& warp, const Op& op, unsigned lane, Window window, std::uint64_t address,
                        std::uint64_t bytes, std::uint32_t alignment, Access access);

// The parts of it, for the quick ways of loads and stores.
std::uint8_t* reachGlobal(Warp& warp, const Op& op, unsigned lane, std::uint64_t address, std::uint32_t bytes,
                          AccessKind kind);
std::uint8_t* reachShared(Warp& warp, const Op& op, unsigned lane, std::uint64_t offset, std::uint32_t bytes,
                          AccessKind kind);
std::uint8_t* reachLocal(Warp& warp, const Op& op, unsigned lane, std::uint64_t offset, std::uint32_t bytes,
                         AccessKind kind);

// Looks for a race of a lane's access to memory, and notes the access.
void watchShared(Warp& warp, const Op& op, unsigned lane, std::uint32_t offset, std::uint32_t bytes, AccessKind kind);
void watchGlobal(Warp& warp, const Op& op, unsigned lane, const Region& region, std::uint64_t offset,
                 std::uint32_t bytes, AccessKind kind);

inline bool allWritten(const std::uint8_t* bits, std::uint64_t offset, std::uint32_t bytes) {
  for (std::uint32_t i = 0; i < bytes; ++i) {
    if ((bits[(offset + i) >> 3] >> ((offset + i) & 7) & 1) == 0) return false;
  }
  return true;
}

// `bytes` is a power of two up to 8 and `offset` a multiple of it, or any number of whole multiples of 8.
inline void setWritten(std::uint8_t* bits, std::uint64_t offset, std::uint32_t bytes) {
  if (bytes >= 8) {
    for (std::uint32_t i = 0; i < bytes; i += 8) bits[(offset + i) >> 3] = 0xff;
    return;
  }
  // Another worker may write the neighbours.
  __atomic_fetch_or(&bits[offset >> 3], static_cast<std::uint8_t>(((1u << bytes) - 1) << (offset & 7)),
                    __ATOMIC_RELAXED);
}

}  // namespace warpsmith::sim
