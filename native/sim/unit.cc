#include <string>

#include "sim/block.h"
#include "sim/grid.h"
#include "sim/report.h"

namespace warpsmith::sim {

namespace {

// Warp-instructions that a warp runs before the next one of its block gets a turn.
constexpr std::uint64_t warpQuantum = 1u << 14;

// So many polls of barriers in shared memory that nobody arrives at, one after another, and they never will be
// complete.
constexpr std::uint64_t mostFailedPolls = 1u << 16;

std::string threadsText(std::uint32_t count) { return std::to_string(count) + (count == 1 ? " thread" : " threads"); }

}  // namespace

Unit::Unit(Grid& ofGrid) : grid(ofGrid) {
  for (std::uint32_t rank = 0; rank < grid.blocksPerUnit; ++rank) {
    blocks.push_back(std::make_unique<Block>(grid, *this, rank));
  }
}

Unit::~Unit() = default;

void Unit::start(std::uint64_t at) {
  index = at;
  clusterArrived = 0;
  clusterPhase = 0;
  failedPolls = 0;
  halted = false;
  const Index3& shape = grid.clusterShape;
  const Index3& all = grid.launch.grid;
  const Index3 clusters{all[0] / shape[0], all[1] / shape[1], all[2] / shape[2]};
  const auto cx = static_cast<std::uint32_t>(at % clusters[0]);
  const auto cy = static_cast<std::uint32_t>(at / clusters[0] % clusters[1]);
  const auto cz = static_cast<std::uint32_t>(at / clusters[0] / clusters[1]);
  for (std::uint32_t rank = 0; rank < blocks.size(); ++rank) {
    const Index3 block{cx * shape[0] + rank % shape[0], cy * shape[1] + rank / shape[0] % shape[1],
                       cz * shape[2] + rank / shape[0] / shape[1]};
    const std::uint64_t linear = block[0] + std::uint64_t(all[0]) * (block[1] + std::uint64_t(all[1]) * block[2]);
    blocks[rank]->start(linear, block);
  }
}

std::uint32_t Unit::liveThreads() const {
  std::uint32_t sum = 0;
  for (const auto& block : blocks) sum += block->liveThreads;
  return sum;
}

std::size_t Unit::hostBytes() const {
  std::size_t sum = 0;
  for (const auto& block : blocks) sum += block->hostBytes();
  return sum;
}

Unit::State Unit::run(std::uint64_t quantum) {
  std::uint64_t used = 0;
  for (;;) {
    bool any = false;
    bool polling = true;
    std::uint64_t before = 0;
    std::uint64_t after = 0;
    for (auto& block : blocks) {
      if (block->done()) continue;
      before += block->work;
      any = block->runOnce(warpQuantum, polling) || any;
      after += block->work;
      if (halted || grid.stopped()) return State::stopped;
    }
    if (liveThreads() == 0) return State::done;
    if (!any) {
      if (settlePending()) continue;
      bool released = false;
      for (auto& block : blocks) {
        for (auto& warp : block->warps) {
          if (warp->done()) continue;
          if (warp->releaseMeetings()) {
            warp->wakeLaneWaiters();
            released = true;
          }
        }
      }
      if (released) continue;
      reportStuck();
      return State::stopped;
    }
    used += after - before;
    if (polling && failedPolls > mostFailedPolls) {
      reportStuck();
      return State::stopped;
    }
    // Polls of an mbarrier are answered here; others wait for other units.
    if (polling && failedPolls == 0) return State::polling;
    if (used >= quantum) return State::running;
  }
}

bool Unit::settlePending() {
  bool any = false;
  for (auto& block : blocks) {
    for (auto& state : block->states) any = (state && state->settle()) || any;
  }
  return any;
}

void Unit::reportPolling() {
  for (auto& block : blocks) {
    for (auto& warp : block->warps) {
      if (warp->done() || !warp->anyReady()) continue;
      sim::reportPolling(*warp);
      return;
    }
  }
}

void Unit::settleClusterBarrier() {
  if (clusterArrived == 0 || clusterArrived < liveThreads()) return;
  clusterArrived = 0;
  ++clusterPhase;
  failedPolls = 0;
  for (auto& block : blocks) {
    if (block->done()) continue;
    block->clock.barrierOfAll();
    block->clusterSyncedAt = block->clock.now();
    for (auto& warp : block->warps) {
      for (Split& split : warp->splits()) {
        if (split.state == SplitState::waitingForCluster) split.state = SplitState::ready;
      }
    }
  }
}

bool Unit::reportStuck() {
  // Name a thread that waits, and where the others are.
  struct Waiting {
    Warp* warp = nullptr;
    const Split* split = nullptr;
  };
  Waiting first;
  Waiting other;
  std::uint32_t atFirst = 0;
  std::uint32_t elsewhere = 0;
  std::uint32_t exited = 0;
  for (auto& block : blocks) {
    exited += grid.threadsPerBlock - block->liveThreads;
    for (auto& warp : block->warps) {
      for (const Split& split : warp->splits()) {
        if (!first.warp) first = {warp.get(), &split};
        const bool same = split.pc == first.split->pc && split.frame == first.split->frame;
        (same ? atFirst : elsewhere) += countLanes(split.lanes);
        if (!same && !other.warp) other = {warp.get(), &split};
      }
    }
  }
  if (!first.warp) return false;
  // The place that fewer threads reached is the one that is wrong.
  const bool swap = other.warp && (elsewhere < atFirst || first.split->state == SplitState::ready);
  const Waiting& named = swap && other.split->state != SplitState::ready ? other : first;
  std::string message = threadsText(named.split == first.split ? atFirst : elsewhere) +
                        " of the block wait here for others that never come";
  const Waiting& far = named.split == first.split ? other : first;
  if (far.warp) {
    Place place;
    const FunctionCode& code = *far.warp->frameOf(*far.split).code;
    const std::uint32_t at = far.split->pc < code.ops.size() ? far.split->pc : 0;
    grid.locate(code, code.ops[at].instruction, place);
    message += "; " + threadsText(named.split == first.split ? elsewhere : atFirst) + " stand at ";
    message += place.line ? "line " + std::to_string(place.line) : "another instruction";
  }
  if (exited > 0) message += "; " + threadsText(exited) + " have exited";
  reportWaiting(*named.warp, *named.split, message + ".");
  return true;
}

}  // namespace warpsmith::sim
