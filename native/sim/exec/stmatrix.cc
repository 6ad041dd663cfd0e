#include <memory>

#include "sim/block.h"
#include "sim/exec/matrix.h"
#include "sim/exec/matrix_operands.h"
#include "sim/grid.h"

// stmatrix (PTX ISA, Warp-level matrix store instruction): the reverse of ldmatrix.
namespace warpsmith::sim {

namespace {

struct StoreDetail : OpDetail {
  MatrixAddress address;
  std::vector<Slot> from;
  bool transposed = false;
};

Step store(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const auto& detail = op.as<StoreDetail>();
  const auto matrices = static_cast<unsigned>(detail.from.size());
  std::uint64_t addresses[warpSize];
  std::uint16_t elements[4][8][8];
  for (unsigned i = 0; i < matrices; ++i) {
    const std::uint32_t* row = warp.in32(detail.from[i]);
    for (unsigned lane = 0; lane < warpSize; ++lane) {
      const unsigned major = lane / 4;
      const unsigned minor = lane % 4 * 2;
      auto& matrix = elements[i];
      (detail.transposed ? matrix[minor][major] : matrix[major][minor]) = static_cast<std::uint16_t>(row[lane]);
      (detail.transposed ? matrix[minor + 1][major] : matrix[major][minor + 1]) =
          static_cast<std::uint16_t>(row[lane] >> 16);
    }
  }
  for (unsigned lane = 0; lane < matrices * 8; ++lane) {
    addresses[lane] = addressOfLane(warp, detail.address, lane);
    const auto& row = elements[lane / 8][lane % 8];
    AccessKind kind;
    kind.access = Access::write;
    kind.value = row;
    std::uint8_t* to = reach(warp, op, lane, detail.address.window, addresses[lane], 16, kind);
    if (!to) return Step::stop;
    __builtin_memcpy(to, row, 16);
  }
  countMatrixAccess(warp, isShared(detail.address, addresses[0]), false, addresses, matrices * 8, 16);
  return warp.block.grid.stopped() ? Step::stop : Step::next;
}

}  // namespace

bool decodeStmatrix(Decoder& decoder, Op& op) {
  const unsigned matrices = decoder.has("x4") ? 4 : decoder.has("x2") ? 2 : decoder.has("x1") ? 1 : 0;
  if (matrices == 0 || !decoder.has("m8n8") || !decoder.has("b16") || decoder.operands() != 2) return false;
  auto detail = std::make_unique<StoreDetail>();
  detail->transposed = decoder.has("trans");
  if (!matrixAddress(decoder, decoder.operand(0), detail->address)) return false;
  if (!vectorSources(decoder, decoder.operand(1), 32, matrices, detail->from)) return false;
  decoder.program().noteAccess(true, false, 16);
  op.detail = decoder.keep(std::move(detail));
  op.kind = OpClass::store;
  op.run = store;
  return true;
}

}  // namespace warpsmith::sim
