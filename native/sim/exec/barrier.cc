#include <memory>
#include <string>

#include "sim/block.h"
#include "sim/exec/families.h"
#include "sim/report.h"

namespace warpsmith::sim {

namespace {

enum class BarrierKind : std::uint8_t { sync, arrive, popc, bitAnd, bitOr };

struct BarrierForm : OpDetail {
  BarrierKind kind = BarrierKind::sync;
  bool aligned = false;
  Slot id = 0;
  Slot threads = 0;
  bool hasThreads = false;
  std::uint32_t predicate = noIndex;
  std::uint32_t condition = noIndex;
  bool negated = false;
};

void give(Warp& warp, const Op& op, const BarrierForm& form, const Barrier& barrier) {
  if (form.kind == BarrierKind::popc) {
    std::uint32_t* d = warp.row(op.d);
    forEachLane(warp.active, [&](unsigned lane) { d[lane] = barrier.resultVotes; });
  } else if (form.kind == BarrierKind::bitAnd || form.kind == BarrierKind::bitOr) {
    const bool value =
        form.kind == BarrierKind::bitOr ? barrier.resultVotes > 0 : barrier.resultVotes == barrier.resultArrived;
    warp.setPredicate(form.predicate, value ? allLanes : 0);
  }
}

Step barrierOfBlock(Warp& warp, const Op& op) {
  const auto& form = op.as<BarrierForm>();
  Block& block = warp.block;
  const unsigned first = static_cast<unsigned>(__builtin_ctz(warp.active));
  const std::uint32_t id = warp.in32(form.id)[first];
  if (id >= block.barriers.size()) {
    report(warp, op, first, FindingKind::barrierDivergence,
           "Expected a barrier below 16 but found " + std::to_string(id) + ".", true);
    return Step::stop;
  }
  Barrier& barrier = block.barriers[id];
  if (warp.current().released) {
    warp.current().released = false;
    give(warp, op, form, barrier);
    return Step::next;
  }
  if (form.aligned) {
    // All lanes of the warp that have not exited must come to this very instruction.
    LaneMask gathered = 0;
    if (!warp.gather(op, warp.live, gathered)) return Step::wait;
    if (gathered != warp.active) {
      warp.joinGathered(gathered);
      warp.active = gathered;
    }
  }
  ++warp.counters().barriers;
  const std::uint32_t threads = form.hasThreads ? warp.in32(form.threads)[first] : 0;
  if (barrier.inUse() && barrier.expected != threads) {
    report(warp, op, first, FindingKind::barrierDivergence,
           "Barrier " + std::to_string(id) + " is under way for " +
               (barrier.expected ? std::to_string(barrier.expected) : std::string("all")) + " threads but " +
               (threads ? std::to_string(threads) : std::string("all")) + " are expected here.",
           true);
    return Step::stop;
  }
  if (form.hasThreads && (threads == 0 || threads % warpSize != 0)) {
    report(warp, op, first, FindingKind::barrierDivergence,
           "Expected a multiple of 32 threads at a barrier but found " + std::to_string(threads) + ".", true);
    return Step::stop;
  }
  const std::size_t most = block.warps.size() * warpSize;
  if (threads > most) {
    report(warp, op, first, FindingKind::barrierDivergence,
           "Expected at most " + std::to_string(most) + " threads at a barrier of this block but found " +
               std::to_string(threads) + ".",
           true);
    return Step::stop;
  }
  barrier.expected = threads;
  // Hardware counts whole warps where a number is given: a warp's lanes that do not exist or have exited count too.
  barrier.arrived += threads != 0 && form.aligned ? warpSize : countLanes(warp.active);
  LaneMask holds = form.condition == noIndex ? 0 : warp.predicate(form.condition);
  if (form.negated) holds = ~holds;
  barrier.votes += countLanes(holds & warp.active);
  barrier.arrivedWarps.push_back(warp.index);
  if (threads != 0 && barrier.arrived > threads) {
    report(warp, op, first, FindingKind::barrierDivergence,
           "Barrier " + std::to_string(id) + " expects " + std::to_string(threads) + " threads and " +
               std::to_string(barrier.arrived) + " have come.",
           true);
    return Step::stop;
  }
  if (form.kind == BarrierKind::arrive) {
    block.settleBarrier(id);
    return Step::next;
  }
  barrier.waitingWarps.push_back(warp.index);
  Split& split = warp.current();
  split.barrier = id;
  split.state = SplitState::waitingForBlock;
  block.settleBarrier(id);
  if (split.state == SplitState::ready) {
    split.released = false;
    give(warp, op, form, barrier);
    return Step::next;
  }
  return Step::wait;
}

// bar.warp.sync: all lanes of the mask, wherever in the code they call it.
Step barrierOfWarp(Warp& warp, const Op& op) {
  const auto& form = op.as<BarrierForm>();
  LaneMask gathered = 0;
  const std::uint32_t* masks = warp.in32(form.id);
  const LaneMask named = masks[__builtin_ctz(warp.active)];
  // Lanes that name others form groups of their own.
  if (const LaneMask same = lanesWith(masks, named, warp.active); same != warp.active) return warp.separate(same);
  if (!warp.gather(op, named, gathered, true)) return Step::wait;
  if (gathered != warp.active) warp.passGathered(gathered);
  if (warp.block.grid.races) warp.block.clock.barrierOfLanes(warp.index, gathered, warp.live);
  return Step::next;
}

}  // namespace

bool decodeBarrier(Decoder& decoder, Op& op) {
  if (decoder.has("cluster")) return decodeCluster(decoder, op);
  auto form = std::make_unique<BarrierForm>();
  op.kind = OpClass::synchronisation;
  if (decoder.has("warp")) {
    op.run = barrierOfWarp;
    const bool fine = decoder.operands() == 1 && decoder.source(0, 32, form->id);
    op.detail = decoder.keep(std::move(form));
    return fine;
  }
  // bar{.cta}.x is barrier{.cta}.x.aligned.
  form->aligned = decoder.root() == "bar" || decoder.has("aligned");
  op.run = barrierOfBlock;
  std::size_t at = 0;
  if (decoder.has("red")) {
    if (decoder.operands() < 3) return false;
    if (decoder.has("popc")) {
      form->kind = BarrierKind::popc;
      if (!decoder.destination(0, 32, op.d)) return false;
    } else {
      form->kind = decoder.has("and") ? BarrierKind::bitAnd : BarrierKind::bitOr;
      if (!decoder.predicate(decoder.operand(0), form->predicate)) return false;
    }
    if (!decoder.condition(decoder.operand(decoder.operands() - 1), form->condition, form->negated)) return false;
    at = 1;
  } else if (decoder.has("arrive")) {
    form->kind = BarrierKind::arrive;
  } else if (!decoder.has("sync")) {
    return false;
  }
  const std::size_t last = decoder.operands() - (decoder.has("red") ? 1 : 0);
  if (at >= last || !decoder.source(at, 32, form->id)) return false;
  if (at + 1 < last) {
    form->hasThreads = true;
    if (!decoder.source(at + 1, 32, form->threads)) return false;
  }
  op.detail = decoder.keep(std::move(form));
  return true;
}

}  // namespace warpsmith::sim
