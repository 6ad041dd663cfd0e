#include "sim/exec/async_operand.h"
#include "sim/exec/async_state.h"
#include "sim/exec/families.h"
#include "sim/report.h"

// The cluster's barrier, and addresses of its blocks' shared memory.
namespace warpsmith::sim {

namespace {

// op.x of barrier.cluster: whether all of the warp's threads execute it together.
bool takePart(Warp& warp, const Op& op, LaneMask& lanes) {
  lanes = warp.active;
  return op.x == 0 || warp.gather(op, warp.live, lanes);
}

ClusterArrival& arrivalOf(Warp& warp, unsigned lane) {
  auto& arrivals = asyncState(warp.block).clusterArrivals;
  if (arrivals.empty()) arrivals.resize(warp.block.warps.size() * warpSize);
  return arrivals[warp.index * warpSize + lane];
}

Step arrive(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!takePart(warp, op, lanes)) return Step::wait;
  Unit& unit = warp.block.unit;
  bool fine = true;
  forEachLane(lanes, [&](unsigned lane) {
    ClusterArrival& arrival = arrivalOf(warp, lane);
    if (arrival.op && fine) {
      report(warp, op, lane, FindingKind::trap,
             "The thread arrives at the cluster's barrier without having waited at it since it last arrived.", true);
      fine = false;
    }
    arrival = {&op, unit.clusterPhase};
  });
  if (!fine) return Step::stop;
  if (op.x != 0) warp.passGathered(lanes);
  unit.clusterArrived += countLanes(lanes);
  unit.failedPolls = 0;
  unit.settleClusterBarrier();
  return Step::next;
}

Step wait(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!takePart(warp, op, lanes)) return Step::wait;
  const std::uint32_t phase = warp.block.unit.clusterPhase;
  bool fine = true;
  bool complete = true;
  forEachLane(lanes, [&](unsigned lane) {
    const ClusterArrival& arrival = arrivalOf(warp, lane);
    if (!arrival.op && fine) {
      report(warp, op, lane, FindingKind::trap,
             "The thread waits at the cluster's barrier without having arrived at it.", true);
      fine = false;
    }
    complete = complete && arrival.phase != phase;
  });
  if (!fine) return Step::stop;
  if (!complete) {
    warp.current().state = SplitState::waitingForCluster;
    return Step::wait;
  }
  forEachLane(lanes, [&](unsigned lane) { arrivalOf(warp, lane).op = nullptr; });
  if (op.x != 0) warp.passGathered(lanes);
  return Step::next;
}

// The place of an operand of mapa and getctarank: op.x says whether it is generic.
std::uint64_t offsetOf(const Op& op, std::uint64_t address) { return op.x != 0 ? address - sharedWindow : address; }

bool isShared(Warp& warp, const Op& op, unsigned lane, std::uint64_t address) {
  if (offsetOf(op, address) < windowBytes) return true;
  report(warp, op, lane, FindingKind::outOfBounds, "The address is none of shared memory.", true);
  return false;
}

template <bool wide>
std::uint64_t addressIn(const Warp& warp, Slot slot, unsigned lane) {
  return wide ? warp.in64(slot)[lane] : warp.in32(slot)[lane];
}

template <bool wide>
Step mapAddress(Warp& warp, const Op& op) {
  const std::uint32_t* rank = warp.in32(op.b);
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    const std::uint64_t address = addressIn<wide>(warp, op.a, lane);
    fine = fine && isShared(warp, op, lane, address);
    if (!fine) return;
    if (rank[lane] >= warp.block.unit.blocks.size()) {
      Touched touched;
      touched.space = "shared";
      reportAccess(warp, op, lane, FindingKind::outOfBounds, touched,
                   "Expected a block of the cluster below " + std::to_string(warp.block.unit.blocks.size()) +
                       " but found " + std::to_string(rank[lane]) + ".",
                   true);
      fine = false;
      return;
    }
    const std::uint64_t mapped = (std::uint64_t(rank[lane]) + 1) << rankShift | (offsetOf(op, address) & rankedOffset);
    if (wide) {
      warp.row64(op.d)[lane] = mapped + (op.x != 0 ? sharedWindow : 0);
    } else {
      warp.row(op.d)[lane] = static_cast<std::uint32_t>(mapped);
    }
  });
  return fine ? Step::next : Step::stop;
}

template <bool wide>
Step rankOf(Warp& warp, const Op& op) {
  std::uint32_t* rank = warp.row(op.d);
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    const std::uint64_t address = addressIn<wide>(warp, op.a, lane);
    fine = fine && isShared(warp, op, lane, address);
    if (!fine) return;
    const std::uint64_t above = offsetOf(op, address) >> rankShift;
    rank[lane] = above == 0 ? warp.block.rank : static_cast<std::uint32_t>(above) - 1;
  });
  return fine ? Step::next : Step::stop;
}

}  // namespace

bool decodeCluster(Decoder& decoder, Op& op) {
  const auto& parts = decoder.parts();
  if (decoder.root() == "barrier") {
    if (parts.size() < 3 || parts[1] != "cluster" || decoder.operands() != 0) return false;
    op.kind = OpClass::synchronisation;
    op.x = decoder.has("aligned") ? 1 : 0;
    if (parts[2] == "arrive") op.run = arrive;
    if (parts[2] == "wait") op.run = wait;
    return op.run != nullptr;
  }
  const bool wide = decoder.has("u64");
  op.kind = OpClass::integer;
  op.x = decoder.has("shared::cluster") ? 0 : 1;
  if (!wide && (op.x != 0 || !decoder.has("u32"))) return false;
  if (decoder.root() == "mapa") {
    op.run = wide ? mapAddress<true> : mapAddress<false>;
    return decoder.destination(0, wide ? 64 : 32, op.d) && decoder.source(1, wide ? 64 : 32, op.a) &&
           decoder.source(2, 32, op.b);
  }
  if (decoder.root() != "getctarank") return false;
  op.run = wide ? rankOf<true> : rankOf<false>;
  return decoder.destination(0, 32, op.d) && decoder.source(1, wide ? 64 : 32, op.a);
}

}  // namespace warpsmith::sim
