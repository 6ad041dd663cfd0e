#pragma once

#include <cstdint>

#include "sim/race/sync_clock.h"

namespace warpsmith::sim {

// Who touched a granule of memory, and when: 20 bits of time, whether several lanes of the warp did in one instruction,
// whether it was an atomic (or volatile) access, and the thread. Zero: nobody. Greater means later.
using Stamp = std::uint32_t;

constexpr unsigned stampThreadBits = 10;
constexpr Stamp stampAtomic = 1u << stampThreadBits;
constexpr Stamp stampMany = 2u << stampThreadBits;
constexpr unsigned stampTimeShift = stampThreadBits + 2;

inline Stamp stampOf(std::uint32_t time, std::uint32_t thread) { return time << stampTimeShift | thread; }
// An asynchronous copy that a thread began: nobody is ordered behind it until it was waited for.
inline Stamp stampUnderWay(std::uint32_t thread) { return stampOf(SyncClock::mostTime, thread) | stampMany; }
inline bool isUnderWay(Stamp stamp) { return stamp >> stampTimeShift == SyncClock::mostTime; }
inline Stamp stampBefore(std::uint32_t time) { return time << stampTimeShift; }
inline std::uint32_t timeOf(Stamp stamp) { return stamp >> stampTimeShift; }
inline std::uint32_t threadOf(Stamp stamp) { return stamp & ((1u << stampThreadBits) - 1); }
inline std::uint32_t warpOf(Stamp stamp) { return threadOf(stamp) / warpSize; }
inline unsigned laneOf(Stamp stamp) { return threadOf(stamp) % warpSize; }

}  // namespace warpsmith::sim
