#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "sim/exec/bulk_transfer.h"
#include "sim/exec/memory_barrier.h"

namespace warpsmith::sim {

// Bulk copies of one thread that complete by groups.
struct BulkGroup {
  std::vector<BulkTransfer> transfers;
};

struct BulkThread {
  BulkGroup open;                // not committed
  std::deque<BulkGroup> groups;  // oldest first
};

// A thread's arrival at the cluster's barrier.
struct ClusterArrival {
  const Op* op = nullptr;  // null: it has not arrived since it last waited
  std::uint32_t phase = 0;
};

// What a block's threads have under way: mbarriers, bulk copies, arrivals at the barrier of the cluster.
struct AsyncState : BlockState {
  std::unordered_map<std::uint32_t, MemoryBarrier> barriers;  // by offset
  std::unordered_map<std::uint32_t, BulkThread> bulk;         // by thread
  std::size_t grouped = 0;                                    // transfers that complete by groups
  std::size_t held = 0;                                       // bytes of transfers that were read and not yet written
  std::vector<ClusterArrival> clusterArrivals;                // by thread, as far as any arrived

  void exiting(Warp& warp, const Op& op, LaneMask lanes) override;

 private:
  void finishGroups(Warp& warp, unsigned lane);
};

// Finds what will complete on an mbarrier that nobody waited for, when the mbarrier or its block ends.
void reportUnfinished(MemoryBarrier& barrier);

inline AsyncState& asyncState(Block& block) { return block.state<AsyncState>(Block::Family::bulk); }

}  // namespace warpsmith::sim
