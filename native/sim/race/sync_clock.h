#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "sim/lanes.h"

namespace warpsmith::sim {

// What one warp knows of the others' accesses: all that warp w made before `at[w]`.
struct WarpKnowledge {
  std::vector<std::uint32_t> at;
};

// What is known of other units (clusters, mostly single blocks) of the grid: all accesses of unit u before known[u].
using UnitKnowledge = std::unordered_map<std::uint32_t, std::uint32_t>;

// Who is ordered behind whom within a unit: a block, or a cluster of blocks. Time counts synchronisations; an access is
// stamped with the time it was made at. A warp that releases does so at a new time, so that all its earlier accesses
// have smaller stamps; whoever acquires then knows it up to that time.
//
// Lanes of one warp are told apart as well: they are ordered by __syncwarp and by the block's barriers, not by running
// in step. Where exact bookkeeping would cost too much this errs towards calling accesses ordered.
class SyncClock {
 public:
  // A new unit of so many warps. Times go on from the last unit's, so that old stamps mean "before this unit".
  void start(std::uint32_t warps);

  std::uint32_t now() const { return now_; }
  std::uint32_t startedAt() const { return startedAt_; }
  // Accesses stamped before it are ordered before all that follows.
  std::uint32_t syncedAt() const { return syncedAt_; }
  // All synchronisation so far was by barriers of the whole unit.
  bool simple() const { return simple_; }
  // Time is nearly used up: shadows are cleared and time begins anew with the next unit.
  bool nearlyFull() const { return now_ > mostTime - (1u << 18); }
  void restart() { now_ = 0; }

  // Whether an access at `time` by `otherLane` of `otherWarp` comes before what `lane` of `warp` does now.
  bool ordered(std::uint32_t warp, unsigned lane, std::uint32_t otherWarp, unsigned otherLane, bool otherMany,
               std::uint32_t time) const {
    if (time < syncedAt_) return true;
    if (warp != otherWarp) return time < knowledge_[warp].at[otherWarp];
    if (lane == otherLane && !otherMany) return true;
    if (time < knowledge_[warp].at[warp]) return true;
    return time < (otherMany ? leastKnown(warp, lane) : laneKnows(warp, lane, otherLane));
  }

  void barrierOfAll();
  // A barrier that `from` arrived at and `to` waited for.
  void barrierOfSome(const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to);
  void barrierOfLanes(std::uint32_t warp, LaneMask lanes, LaneMask live);
  void fence(std::uint32_t warp);
  // The time up to which the warp's last fence, if there was one, covers its accesses; 0 otherwise.
  std::uint32_t fencedAt(std::uint32_t warp) const { return fencedAt_[warp]; }

  // Through a variable in shared memory (an atomic, an mbarrier).
  void release(std::uint32_t warp, WarpKnowledge& variable, bool ofFence);
  void acquire(std::uint32_t warp, const WarpKnowledge& variable);

  std::uint32_t tick() { return ++now_ < mostTime ? now_ : (now_ = mostTime); }

  // Stamps hold this many bits of time.
  static constexpr unsigned timeBits = 20;
  static constexpr std::uint32_t mostTime = (1u << timeBits) - 1;

 private:
  // What lanes know of each other, where a __syncwarp of some of them made a difference.
  struct LaneKnowledge {
    std::uint32_t of[warpSize][warpSize] = {};
  };
  std::uint32_t laneKnows(std::uint32_t warp, unsigned lane, unsigned other) const {
    return lanes_[warp] ? lanes_[warp]->of[lane][other] : 0;
  }
  std::uint32_t leastKnown(std::uint32_t warp, unsigned lane) const;

  std::uint32_t now_ = 0;
  std::uint32_t startedAt_ = 0;
  std::uint32_t syncedAt_ = 0;
  bool simple_ = true;
  std::vector<WarpKnowledge> knowledge_;
  std::vector<std::unique_ptr<LaneKnowledge>> lanes_;
  std::vector<std::uint32_t> fencedAt_;
};

}  // namespace warpsmith::sim
