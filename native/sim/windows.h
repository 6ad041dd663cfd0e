#pragma once

#include <cstdint>

// Where the spaces lie among generic addresses. Addresses of global, constant and parameter memory are generic ones;
// shared and local ones are offsets into their windows.
namespace warpsmith::sim {

constexpr std::uint64_t globalStart = 0x0000'0100'0000'0000;
constexpr std::uint64_t globalEnd = 0x0000'6000'0000'0000;
constexpr std::uint64_t sharedWindow = 0x0000'7000'0000'0000;
constexpr std::uint64_t localWindow = 0x0000'7100'0000'0000;
constexpr std::uint64_t parameterWindow = 0x0000'7200'0000'0000;
constexpr std::uint64_t functionWindow = 0x0000'7300'0000'0000;
constexpr std::uint64_t windowBytes = std::uint64_t{1} << 32;

// Shared memory of the cluster's other blocks: (rank + 1) << 24 above the offset. Without, it is the block's own.
constexpr unsigned rankShift = 24;
constexpr std::uint64_t rankedOffset = (std::uint64_t{1} << rankShift) - 1;

}  // namespace warpsmith::sim
