#pragma once

#include <array>
#include <cstdint>

#include "ptx/module.h"
#include "sim/command.h"

namespace warpsmith::sim {

constexpr unsigned mostTensorRank = 5;

// The box of a tensor map: which elements of global memory one tensor copy moves, and how they lie in shared memory.
struct TensorTile {
  unsigned rank = 0;
  ptx::Type type = ptx::Type::other;
  std::uint32_t elementBytes = 0;
  std::uint64_t base = 0;
  std::array<std::uint64_t, mostTensorRank> shape{};
  std::array<std::uint64_t, mostTensorRank> strides{};  // bytes
  std::array<std::uint32_t, mostTensorRank> count{};    // elements of the tile
  std::array<std::uint32_t, mostTensorRank> step{};     // between them, in elements of the tensor
  std::uint32_t swizzle = 0;
  bool fillsNan = false;

  std::uint32_t rowBytes() const { return count[0] * elementBytes; }
  // From row to row in shared memory. An H100 lays rows that are shorter than the swizzle out at its width.
  std::uint32_t pitch() const { return swizzle == 0 ? rowBytes() : 16u << swizzle; }
  std::uint32_t rows() const;
  std::uint32_t bytes() const { return rows() * rowBytes(); }
  std::uint32_t sharedBytes() const { return rows() * pitch(); }
};

// The innermost coordinate must be at a multiple of so many bytes: an H100 calls others an illegal instruction.
constexpr std::int64_t coordinateAlignment = 16;

// False for a map whose mode the simulator does not know.
bool makeTile(const TensorMap& map, TensorTile& tile);

// Where a byte of shared memory lands: chunks of 16 bytes change places within a line by the number of the line.
inline std::uint32_t swizzled(std::uint32_t offset, std::uint32_t mode) {
  constexpr std::uint32_t bits[] = {0, 0x10, 0x30, 0x70};
  return offset ^ (offset >> 3 & bits[mode & 3]);
}

// Calls body(row's offset in the tile, first, past the last element inside the tensor, address of the first) for every
// row; first == last where none is.
template <class Body>
void forEachRow(const TensorTile& tile, const std::array<std::int32_t, mostTensorRank>& at, Body body) {
  const std::int64_t inner = at[0];
  const auto width = static_cast<std::int64_t>(tile.shape[0]);
  const std::int64_t count = tile.count[0];
  const std::int64_t first = inner < 0 ? (-inner < count ? -inner : count) : 0;
  const std::int64_t last = width - inner < count ? width - inner : count;
  std::array<std::uint32_t, mostTensorRank> index{};
  std::uint32_t offset = 0;
  for (;;) {
    bool inside = first < last;
    // Of rows outside the tensor it may be anything.
    std::uint64_t address = tile.base + static_cast<std::uint64_t>(inner + first) * tile.elementBytes;
    for (unsigned d = 1; d < tile.rank; ++d) {
      const std::int64_t i = std::int64_t(at[d]) + std::int64_t(index[d]) * tile.step[d];
      inside = inside && i >= 0 && static_cast<std::uint64_t>(i) < tile.shape[d];
      address += static_cast<std::uint64_t>(i) * tile.strides[d];
    }
    if (inside) {
      body(offset, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last), address);
    } else {
      body(offset, 0u, 0u, std::uint64_t{0});
    }
    offset += tile.rowBytes();
    unsigned d = 1;
    for (; d < tile.rank; ++d) {
      if (++index[d] < tile.count[d]) break;
      index[d] = 0;
    }
    if (d >= tile.rank) return;
  }
}

// Bytes that stand for elements outside the tensor.
void fillOutside(const TensorTile& tile, std::uint8_t* data, std::uint32_t bytes);

}  // namespace warpsmith::sim
