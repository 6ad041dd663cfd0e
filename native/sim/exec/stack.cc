#include <algorithm>

#include "sim/block.h"
#include "sim/decoder.h"
#include "sim/exec/families.h"
#include "sim/grid.h"

namespace warpsmith::sim {

namespace {

// A frame below another has a higher place in local memory here; what is left behind it falls as the stack pointer of
// the hardware does.
template <bool wide>
Step stackSave(Warp& warp, const Op& op) {
  const std::uint32_t used = warp.calleeLocalBase();
  const std::uint32_t left = warp.block.grid.stackBytes - std::min(used, warp.block.grid.stackBytes);
  forEachLane(warp.active, [&](unsigned lane) {
    if (wide) {
      warp.row64(op.d)[lane] = left;
    } else {
      warp.row(op.d)[lane] = left;
    }
  });
  return Step::next;
}

}  // namespace

bool decodeStack(Decoder& decoder, Op& op) {
  const bool wide = decoder.has("u64");
  if (!wide && !decoder.has("u32")) return false;
  op.kind = OpClass::move;
  op.run = wide ? stackSave<true> : stackSave<false>;
  return decoder.operands() == 1 && decoder.destination(0, wide ? 64 : 32, op.d);
}

}  // namespace warpsmith::sim
