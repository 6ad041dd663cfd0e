#pragma once

#include <cstdint>
#include <string>

#include "sim/warp.h"

namespace warpsmith::sim {

// printf as the device knows it: `format` and `values` are generic addresses, values lie aligned to their size, 32-bit
// ones as 4 bytes. Returns the number of arguments, as the device's printf does, or -1 without a format.
std::int32_t printFormatted(Warp& warp, const Op& op, unsigned lane, std::uint64_t format, std::uint64_t values);

// A NUL-terminated text at a generic address.
std::string readText(Warp& warp, const Op& op, unsigned lane, std::uint64_t address);

}  // namespace warpsmith::sim
