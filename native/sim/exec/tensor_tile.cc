#include "sim/exec/tensor_tile.h"

#include <algorithm>
#include <iterator>

#include "cuda/types.h"
#include "sim/allocation.h"

namespace warpsmith::sim {

namespace {

// By the driver's number; those behind them round to tf32 or flush what is subnormal.
constexpr ptx::Type elementTypes[] = {ptx::Type::u8,  ptx::Type::u16, ptx::Type::u32, ptx::Type::s32, ptx::Type::u64,
                                      ptx::Type::s64, ptx::Type::f16, ptx::Type::f32, ptx::Type::f64, ptx::Type::bf16};

// CUDA driver API, cuTensorMapEncodeTiled: boxDim; and shared memory of compute capability 9.0.
constexpr std::uint32_t mostTileElements = 256;
constexpr std::uint64_t mostTileBytes = 227 << 10;

bool isFloat(ptx::Type type) {
  return type == ptx::Type::f16 || type == ptx::Type::bf16 || type == ptx::Type::f32 || type == ptx::Type::f64;
}

}  // namespace

std::uint32_t TensorTile::rows() const {
  std::uint32_t product = 1;
  for (unsigned d = 1; d < rank; ++d) product *= count[d];
  return product;
}

bool makeTile(const TensorMap& map, TensorTile& tile) {
  tile.rank = static_cast<unsigned>(map.shape.size());
  if (tile.rank == 0 || tile.rank > mostTensorRank || map.box.size() != tile.rank ||
      map.stridesBytes.size() + 1 < tile.rank || map.type >= std::size(elementTypes) ||
      map.interleave != cuda::InterleaveNone || map.swizzle > cuda::Swizzle128 || map.fill > cuda::FillNan) {
    return false;
  }
  tile.type = elementTypes[map.type];
  tile.elementBytes = ptx::bytesOf(tile.type);
  tile.base = map.allocation->address();
  tile.swizzle = map.swizzle;
  tile.fillsNan = map.fill == cuda::FillNan && isFloat(tile.type);
  for (unsigned d = 0; d < tile.rank; ++d) {
    tile.shape[d] = map.shape[d];
    tile.strides[d] = d == 0 ? tile.elementBytes : map.stridesBytes[d - 1];
    // The innermost dimension's stride is ignored (CUDA driver API, cuTensorMapEncodeTiled).
    tile.step[d] = d == 0 || d >= map.elementStrides.size() ? 1 : std::max(map.elementStrides[d], 1u);
    tile.count[d] = (map.box[d] + tile.step[d] - 1) / tile.step[d];
    if (tile.count[d] == 0) return false;
  }
  // The driver makes no other maps, and a box must fit into shared memory.
  std::uint64_t bytes = tile.pitch();
  for (unsigned d = 0; d < tile.rank; ++d) {
    if (tile.count[d] > mostTileElements) return false;
    if (d > 0) bytes *= tile.count[d];
    if (bytes > mostTileBytes) return false;
  }
  return tile.rowBytes() % 16 == 0 && tile.rowBytes() <= tile.pitch();
}

void fillOutside(const TensorTile& tile, std::uint8_t* data, std::uint32_t bytes) {
  // The NaN that an H100 fills in, of whatever width.
  constexpr std::uint8_t nan[2] = {0xf7, 0x7f};
  for (std::uint32_t i = 0; i < bytes; ++i) data[i] = tile.fillsNan ? nan[i & 1] : std::uint8_t{0};
}

}  // namespace warpsmith::sim
