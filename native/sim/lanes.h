#pragma once

#include <cstdint>

namespace warpsmith::sim {

constexpr unsigned warpSize = 32;

// One bit a lane of a warp, lane 0 the least significant.
using LaneMask = std::uint32_t;
constexpr LaneMask allLanes = 0xffffffffu;

// Calls `body(lane)` for each lane of the mask, lowest first.
template <class Body>
inline void forEachLane(LaneMask mask, Body body) {
  while (mask != 0) {
    const unsigned lane = static_cast<unsigned>(__builtin_ctz(mask));
    mask &= mask - 1;
    body(lane);
  }
}

inline unsigned countLanes(LaneMask mask) { return static_cast<unsigned>(__builtin_popcount(mask)); }

// The lanes of a mask whose value is this one.
inline LaneMask lanesWith(const std::uint32_t* values, std::uint32_t value, LaneMask among) {
  LaneMask same = 0;
  for (unsigned lane = 0; lane < warpSize; ++lane) same |= static_cast<LaneMask>(values[lane] == value) << lane;
  return same & among;
}

}  // namespace warpsmith::sim
