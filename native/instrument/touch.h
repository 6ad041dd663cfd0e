#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ptx/module.h"

namespace warpsmith::instrument {

enum class Access : std::uint8_t { read, write, atomic };

// The state space that an address is of, as the instruction says it.
enum class Window : std::uint8_t { generic, global, shared, cluster, local, constant, parameter };

// Memory that one thread touches through one address of an instruction.
struct Touch {
  // The operand that holds the address: [base+value] or a register. Never a pointer to a temporary.
  const ptx::Operand* address = nullptr;
  Window window = Window::generic;
  Access access = Access::read;
  // Bytes from the address on that are touched, where `size` does not say it; with `rows`, bytes of one row.
  std::uint32_t bytes = 0;
  // What the address must be a multiple of, a power of two.
  std::uint32_t alignment = 1;
  // A 32-bit register or integer with the number of bytes; 0 bytes touch nothing. Null for a fixed width. Where `bytes`
  // is not 0 as well, it is the most that `size` may say (cp.async).
  const ptx::Operand* size = nullptr;
  // What `size` must be a multiple of, a power of two.
  std::uint32_t sizeMultiple = 1;
  // Matrix loads and stores: so many rows of `bytes` bytes, `stride` (a register or integer) elements of
  // `elementBytes` bytes apart; a null stride means rows that follow each other.
  std::uint32_t rows = 1;
  const ptx::Operand* stride = nullptr;
  std::uint32_t elementBytes = 1;
  // Elements that share their `elementBytes`: 8 for matrices of bits, 2 for s4 and u4.
  std::uint32_t elementsShare = 1;
  // Threads of the warp whose address counts: 8 for ldmatrix.x1. 32 for nearly all.
  std::uint32_t lanes = 32;
  // The operand that names the tensor map whose box this is; null for what is no box.
  const ptx::Operand* box = nullptr;
  // A predicate that says that nothing is touched (cp.async with ignore-src); null for none.
  const ptx::Operand* ignored = nullptr;
};

// A matrix in shared memory whose place a matrix descriptor says (wgmma): `rows` of M or N, and 32 bytes along K.
struct DescribedMatrix {
  const ptx::Operand* descriptor = nullptr;  // a 64-bit register
  std::uint32_t rows = 0;
  bool transposed = false;  // 16 bytes that lie together are of one place along K, not of one row; 16-bit elements only
  char name = 'A';
};

// A copy, or a prefetch, that goes by a tensor map, and what it wants the map to be.
struct TensorCopy {
  const ptx::Operand* map = nullptr;        // the operand that names the map; null for what is no such copy
  const ptx::Operand* innermost = nullptr;  // the coordinate that counts elements that lie together
  std::uint32_t rank = 0;
  bool tiled = true;           // or else in one of the im2col modes
  std::string_view reduction;  // "add" and the like; empty for what only copies
};

struct Touches {
  std::vector<Touch> list;
  std::vector<DescribedMatrix> matrices;
  // The operand that names the tensor map by which the instruction writes to global memory; null when it does not.
  const ptx::Operand* writtenMap = nullptr;
  TensorCopy tensor;
  // What can't be checked of this instruction, half a sentence without its place: "textures and surfaces".
  // Empty when everything is.
  std::string unchecked;
};

// What an instruction touches besides registers, kernel parameters and the parameters of calls. Prefetches touch
// nothing: the hardware ignores those that miss. The operands are `instruction`'s own.
// Widths, alignments and operands as the PTX ISA 9.0 states them.
Touches touchesOf(const ptx::Instruction& instruction, const ptx::Function& function);

}  // namespace warpsmith::instrument
