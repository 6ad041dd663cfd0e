#include "sim/exec/matrix.h"
#include "sim/exec/matrix_operands.h"

// movmatrix (PTX ISA, Warp-level matrix transpose instruction): an 8 x 8 matrix of 16-bit elements, two a lane.
namespace warpsmith::sim {

namespace {

Step transpose(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const std::uint32_t* from = warp.in32(op.a);
  std::uint32_t elements[8][8];
  for (unsigned lane = 0; lane < warpSize; ++lane) {
    elements[lane / 4][lane % 4 * 2] = from[lane] & 0xffffu;
    elements[lane / 4][lane % 4 * 2 + 1] = from[lane] >> 16;
  }
  std::uint32_t* to = warp.row(op.d);
  for (unsigned lane = 0; lane < warpSize; ++lane) {
    to[lane] = elements[lane % 4 * 2][lane / 4] | elements[lane % 4 * 2 + 1][lane / 4] << 16;
  }
  return Step::next;
}

}  // namespace

bool decodeMovmatrix(Decoder& decoder, Op& op) {
  if (!decoder.has("m8n8") || !decoder.has("trans") || !decoder.has("b16")) return false;
  op.kind = OpClass::exchange;
  op.run = transpose;
  return decoder.destination(0, 32, op.d) && decoder.source(1, 32, op.a);
}

}  // namespace warpsmith::sim
