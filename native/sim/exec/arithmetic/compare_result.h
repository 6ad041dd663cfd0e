// What setp does with a comparison's results.

#pragma once

#include "sim/numeric/bits.h"
#include "sim/warp.h"

namespace warpsmith::sim {
namespace {

// op.x of a comparison: 0 for one that only sets the predicate op.d, else what else there is. The combined predicate is
// op.c, the second destination op.y.
constexpr u32 combineAnd = 1;
constexpr u32 combineOr = 2;
constexpr u32 combineXor = 3;
constexpr u32 combineMask = 3;
constexpr u32 combineNegated = 4;
constexpr u32 pairOfResults = 8;

// As they stand in a Slot and a predicate's index.
WARPSMITH_LANE Slot asSlot(u32 predicate) { return static_cast<Slot>(predicate); }
WARPSMITH_LANE u32 asPredicate(Slot slot) { return static_cast<u32>(slot); }

WARPSMITH_LANE LaneMask combined(Warp& warp, const Op& op, LaneMask lanes) {
  const u32 index = asPredicate(op.c);
  LaneMask with = index == noIndex ? allLanes : warp.predicate(index);
  if ((op.x & combineNegated) != 0) with = ~with;
  switch (op.x & combineMask) {
    case combineAnd:
      return lanes & with;
    case combineOr:
      return lanes | with;
    case combineXor:
      return lanes ^ with;
    default:
      return lanes;
  }
}

WARPSMITH_LANE void finishComparison(Warp& warp, const Op& op, LaneMask lanes) {
  if (op.x == 0) {
    warp.setPredicate(asPredicate(op.d), lanes);
    return;
  }
  const LaneMask first = combined(warp, op, lanes);
  const LaneMask second = combined(warp, op, ~lanes);
  warp.setPredicate(asPredicate(op.d), first);
  if ((op.x & pairOfResults) != 0) warp.setPredicate(op.y, second);
}

}  // namespace
}  // namespace warpsmith::sim
