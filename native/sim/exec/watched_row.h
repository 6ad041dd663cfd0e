#pragma once

#include <cstdint>

#include "sim/access.h"
#include "sim/warp.h"

namespace warpsmith::sim {

// The quick ways through the checks of access.h. Each returns where the bytes are, or null when something about the
// access needs the slow way (which then says what).

// `lanes` lanes from `first` on, `total` bytes each, one behind another from an aligned address.
std::uint8_t* reachSharedRow(Warp& warp, const Op& op, std::uint64_t offset, std::uint32_t total, bool store,
                             bool strong, unsigned first = 0, unsigned lanes = warpSize);
std::uint8_t* reachGlobalRow(Warp& warp, const Op& op, std::uint64_t address, std::uint32_t total, bool store,
                             bool strong);

// One lane: like reachShared, which it falls back to.
std::uint8_t* reachSharedQuickly(Warp& warp, const Op& op, unsigned lane, std::uint64_t offset, std::uint32_t bytes,
                                 AccessKind kind);

// Other lanes of the warp read what some have just read.
void markReadByMany(Warp& warp, std::uint64_t offset, std::uint32_t bytes = 1);

}  // namespace warpsmith::sim
