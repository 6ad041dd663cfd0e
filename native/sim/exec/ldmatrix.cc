#include <cstring>
#include <memory>

#include "sim/block.h"
#include "sim/exec/matrix.h"
#include "sim/exec/matrix_operands.h"
#include "sim/grid.h"

// ldmatrix (PTX ISA, Warp-level matrix load instruction): 8 x 8 matrices of 16-bit elements, 16 bytes a row. Lane 8i +
// r holds the address of row r of matrix i. Lane l gets elements 2 (l % 4) and the next of row l / 4; transposed, of
// column l / 4.
namespace warpsmith::sim {

namespace {

struct LoadDetail : OpDetail {
  MatrixAddress address;
  std::vector<Slot> to;
  bool transposed = false;
};

Step load(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const auto& detail = op.as<LoadDetail>();
  const auto matrices = static_cast<unsigned>(detail.to.size());
  std::uint64_t addresses[warpSize];
  std::uint16_t elements[4][8][8];
  for (unsigned lane = 0; lane < matrices * 8; ++lane) {
    addresses[lane] = addressOfLane(warp, detail.address, lane);
    const std::uint8_t* from = reach(warp, op, lane, detail.address.window, addresses[lane], 16, {});
    if (!from) return Step::stop;
    std::memcpy(elements[lane / 8][lane % 8], from, 16);
  }
  for (unsigned i = 0; i < matrices; ++i) {
    std::uint32_t* row = warp.row(detail.to[i]);
    for (unsigned lane = 0; lane < warpSize; ++lane) {
      const unsigned major = lane / 4;
      const unsigned minor = lane % 4 * 2;
      const auto& matrix = elements[i];
      const std::uint32_t low = detail.transposed ? matrix[minor][major] : matrix[major][minor];
      const std::uint32_t high = detail.transposed ? matrix[minor + 1][major] : matrix[major][minor + 1];
      row[lane] = high << 16 | low;
    }
  }
  countMatrixAccess(warp, isShared(detail.address, addresses[0]), true, addresses, matrices * 8, 16);
  return warp.block.grid.stopped() ? Step::stop : Step::next;
}

}  // namespace

bool decodeLdmatrix(Decoder& decoder, Op& op) {
  const unsigned matrices = decoder.has("x4") ? 4 : decoder.has("x2") ? 2 : decoder.has("x1") ? 1 : 0;
  if (matrices == 0 || !decoder.has("m8n8") || !decoder.has("b16") || decoder.operands() != 2) return false;
  auto detail = std::make_unique<LoadDetail>();
  detail->transposed = decoder.has("trans");
  if (!vectorDestinations(decoder, decoder.operand(0), 32, matrices, detail->to)) return false;
  if (!matrixAddress(decoder, decoder.operand(1), detail->address)) return false;
  decoder.program().noteAccess(true, false, 16);
  op.detail = decoder.keep(std::move(detail));
  op.kind = OpClass::load;
  op.run = load;
  return true;
}

}  // namespace warpsmith::sim
