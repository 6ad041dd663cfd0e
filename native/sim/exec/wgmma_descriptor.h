#pragma once

#include <cstdint>

namespace warpsmith::sim {

// A matrix in shared memory (PTX ISA, Asynchronous Warpgroup Level Matrix Shared Memory Layout, Matrix Descriptor). All
// but the base offset are in units of 16 bytes there, and in bytes here.
struct MatrixDescriptor {
  std::uint32_t start = 0;
  std::uint32_t leading = 0;  // leading dimension byte offset
  std::uint32_t stride = 0;   // stride dimension byte offset
  std::uint32_t baseOffset = 0;
  std::uint32_t swizzle = 0;  // bytes: 0, 32, 64 or 128

  explicit MatrixDescriptor(std::uint64_t bits)
      : start(field(bits, 0)),
        leading(field(bits, 16)),
        stride(field(bits, 32)),
        baseOffset(static_cast<std::uint32_t>(bits >> 49 & 7)),
        swizzle(bits >> 62 == 0 ? 0 : 256u >> (bits >> 62)) {}

  // Where 16 bytes that lie together stand; `row` counts along M or N and `column` along K, in elements. They are the
  // elements from there along K, or (`transposed`, which is M- or N-major) along M or N. An element has `bytes` bytes.
  std::uint32_t addressOf(unsigned row, unsigned column, unsigned bytes, bool transposed) const {
    const unsigned unit = 16 / bytes;  // elements of a chunk
    const unsigned chunksOfAtom = swizzle == 0 ? 1 : swizzle / 16;
    std::uint32_t at = start;
    if (!transposed) {
      // Eight rows of an atom, an atom's width apart; atoms down the rows `stride` apart. Without a swizzle, chunks
      // along K are `leading` apart; with one they lie side by side.
      const unsigned chunk = column / unit;
      at += row / 8 * stride + row % 8 * chunksOfAtom * 16 + chunk * (swizzle == 0 ? leading : 16);
    } else {
      // Eight steps along K of an atom, each as wide as the atom. Without a swizzle the offsets change roles.
      const unsigned chunk = row / unit;
      const std::uint32_t alongRows = swizzle == 0 ? stride : leading;
      const std::uint32_t alongK = swizzle == 0 ? leading : stride;
      at += chunk / chunksOfAtom * alongRows + chunk % chunksOfAtom * 16 + column / 8 * alongK +
            column % 8 * chunksOfAtom * 16;
    }
    return swizzled(at);
  }

 private:
  static std::uint32_t field(std::uint64_t bits, unsigned at) {
    return static_cast<std::uint32_t>(bits >> at & 0x3fff) << 4;
  }

  // Bits 4 to 6 of the address are mixed with bits 7 to 9: as many as the swizzle has chunks. The base offset says
  // where the pattern begins when that is at no multiple of its size.
  std::uint32_t swizzled(std::uint32_t at) const {
    if (swizzle == 0) return at;
    const std::uint32_t mask = swizzle / 16 - 1;
    return at ^ (((at >> 7) - baseOffset) & mask) << 4;
  }
};

}  // namespace warpsmith::sim
