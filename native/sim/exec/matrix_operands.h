#pragma once

#include <vector>

#include "sim/access.h"
#include "sim/decoder.h"
#include "sim/warp.h"

namespace warpsmith::sim {

// "m16n8k16".
struct MatrixShape {
  unsigned m = 0;
  unsigned n = 0;
  unsigned k = 0;
};
bool shapeNamed(std::string_view name, MatrixShape& shape);

// The registers of a vector operand, or of a plain register, which must be so many.
bool vectorSources(Decoder& decoder, const ptx::Operand& operand, unsigned bits, unsigned count,
                   std::vector<Slot>& slots);
bool vectorDestinations(Decoder& decoder, const ptx::Operand& operand, unsigned bits, unsigned count,
                        std::vector<Slot>& slots);

// Where an instruction that moves matrices reads or writes.
struct MatrixAddress {
  AddressOperand operand;
  Window window = Window::generic;
};
bool matrixAddress(Decoder& decoder, const ptx::Operand& operand, MatrixAddress& address);
std::uint64_t addressOfLane(const Warp& warp, const MatrixAddress& address, unsigned lane);
// Whether the address is in shared memory.
bool isShared(const MatrixAddress& address, std::uint64_t at);

// All lanes of the warp that have not exited must come to an .aligned instruction. False: wait.
bool gatherWarp(Warp& warp, const Op& op, LaneMask& lanes);

// Counts a request that a warp made of chunks of `bytes` bytes, up to 8 lanes of 16 bytes at a time.
void countMatrixAccess(Warp& warp, bool shared, bool load, const std::uint64_t* addresses, unsigned count,
                       unsigned bytes);

}  // namespace warpsmith::sim
