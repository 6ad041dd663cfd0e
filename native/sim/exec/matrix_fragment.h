#pragma once

#include <cstdint>
#include <vector>

#include "sim/op.h"
#include "sim/warp.h"

namespace warpsmith::sim {

// Which element of a tile each lane holds in which part of which register.
struct Fragment {
  unsigned rows = 0;
  unsigned columns = 0;
  unsigned bits = 32;  // of an element as it lies in a register
  unsigned registers = 0;
  unsigned perRegister = 1;       // elements
  std::vector<std::uint16_t> at;  // [register][element][lane]: row * columns + column

  unsigned size() const { return rows * columns; }
  unsigned registerBits() const { return bits == 64 ? 64 : 32; }
};

// A is M x K, B is K x N, C and D are M x N. `registers` beyond what the tile takes repeat it. These are made once for
// each shape and live for ever.
const Fragment& fragmentOfA(unsigned m, unsigned k, unsigned bits, unsigned registers = 0);
const Fragment& fragmentOfB(unsigned k, unsigned n, unsigned bits, unsigned registers = 0);
const Fragment& fragmentOfC(unsigned m, unsigned n, unsigned bits);
// The transposed fragment of an A of n x k, as a B, and that of a C of n x m.
const Fragment& fragmentOfBLikeA(unsigned k, unsigned n, unsigned bits, unsigned registers = 0);
const Fragment& transposedFragmentOfC(unsigned m, unsigned n, unsigned bits);

// mma.m8n8k4 of f16: four products of 8 x 8, one above the other, each of four lanes and the four 16 behind them.
const Fragment& quadFragmentOfA(bool columnMajor);
const Fragment& quadFragmentOfB(bool rowMajor);
const Fragment& quadFragmentOfC(unsigned bits);

// A tile's elements from the lanes' registers, and into them. Codes are an element's bits.
void takeCodes(const Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, std::uint32_t* codes);
void putCodes(Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, const std::uint32_t* codes);
void takeDoubles(const Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, double* values);
void putDoubles(Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, const double* values);

}  // namespace warpsmith::sim
