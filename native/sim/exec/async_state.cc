#include "sim/exec/async_state.h"

#include <string>

#include "sim/grid.h"
#include "sim/report.h"

namespace warpsmith::sim {

void reportUnfinished(MemoryBarrier& barrier) {
  bool any = false;
  for (const auto& work : barrier.work) {
    if (!work->underWay() || !work->warp.block.grid.strict) continue;
    any = true;
    reportLeftover(work->warp, work->op, work->lane,
                   "Nobody waited for the mbarrier that this completes on before the block ended.");
  }
  if (any || barrier.transactions == 0 || !barrier.expectedAt || !barrier.expectedBy->block.grid.strict) return;
  reportLeftover(
      *barrier.expectedBy, *barrier.expectedAt, barrier.expectedLane,
      "The block ended while its mbarrier expected " + std::to_string(barrier.transactions) + " more bytes.");
}

void AsyncState::finishGroups(Warp& warp, unsigned lane) {
  const auto found = bulk.find(warp.index * warpSize + lane);
  if (found == bulk.end()) return;
  const auto finish = [&](BulkGroup& group) {
    for (BulkTransfer& transfer : group.transfers) {
      // Once it has read its source it needs nothing of the block any more.
      if (!transfer.wasRead() && warp.block.grid.strict) {
        reportLeftover(warp, transfer.op, lane,
                       "The thread exits without having waited for this copy to read its source.");
      }
      transfer.read();
      transfer.write();
    }
    grouped -= group.transfers.size();
  };
  for (BulkGroup& group : found->second.groups) finish(group);
  finish(found->second.open);
  bulk.erase(found);
}

void AsyncState::exiting(Warp& warp, const Op&, LaneMask lanes) {
  Block& block = warp.block;
  forEachLane(lanes, [&](unsigned lane) {
    finishGroups(warp, lane);
    const std::uint32_t thread = warp.index * warpSize + lane;
    if (thread >= clusterArrivals.size() || !clusterArrivals[thread].op || !block.grid.strict) return;
    reportLeftover(warp, *clusterArrivals[thread].op, lane,
                   "The thread exits without having waited at the cluster's barrier that it arrived at.");
  });
  if (block.liveThreads > countLanes(lanes)) return;
  for (auto& [offset, barrier] : barriers) reportUnfinished(barrier);
}

}  // namespace warpsmith::sim
