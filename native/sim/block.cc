#include "sim/block.h"

#include <algorithm>

#include "sim/grid.h"
#include "sim/op.h"

namespace warpsmith::sim {

Block::Block(Grid& ofGrid, Unit& ofUnit, std::uint32_t inCluster) : grid(ofGrid), unit(ofUnit), rank(inCluster) {
  // Static variables in the order of their offsets, then the dynamic part, which all `extern` arrays share.
  std::string dynamicName;
  std::uint32_t dynamicAt = grid.program.staticShared();
  for (const PlacedVariable& placed : grid.program.shared()) {
    if (placed.variable->isExtern || placed.bytes == 0) {
      dynamicName = std::string(placed.variable->name);
      continue;
    }
    const auto begin = static_cast<std::uint32_t>(placed.offset);
    sharedParts.push_back(
        {begin, begin + static_cast<std::uint32_t>(placed.bytes), std::string(placed.variable->name)});
  }
  if (grid.launch.sharedBytes > 0) {
    sharedParts.push_back({dynamicAt, dynamicAt + grid.launch.sharedBytes, dynamicName});
  }
  std::sort(sharedParts.begin(), sharedParts.end(),
            [](const SharedPart& a, const SharedPart& b) { return a.begin < b.begin; });
  sharedBytes = dynamicAt + grid.launch.sharedBytes;
  sharedMemory_ = Mapped(sharedBytes + 256);
  shared = sharedMemory_.data();
  granules_ = (sharedBytes >> grid.granuleShiftShared) + 64;
  if (grid.strict) {
    shadowMemory_ = Mapped(std::size_t(granules_) * 20);
    sharedWrites = reinterpret_cast<Stamp*>(shadowMemory_.data());
    sharedReads = sharedWrites + granules_;
    sharedReaders = sharedReads + granules_;
    sharedWriteOps = sharedReaders + granules_;
    sharedReadOps = sharedWriteOps + granules_;
  }
  const std::uint32_t count = (grid.threadsPerBlock + warpSize - 1) / warpSize;
  // Of whole warps: instructions of a warp may name any of its lanes.
  localMemory_ = Mapped(std::size_t(count) * warpSize * localStride);
  local = localMemory_.data();
  localWrittenMemory_ = Mapped(std::size_t(count) * warpSize * (localStride / 8));
  localWritten = localWrittenMemory_.data();
  for (std::uint32_t i = 0; i < count; ++i) warps.push_back(std::make_unique<Warp>(*this, i, 0));
}

Block::~Block() = default;

std::size_t Block::hostBytes() const {
  std::size_t bytes = sharedMemory_.size() + shadowMemory_.size();
  for (const auto& warp : warps) bytes += warp->registerBytes();
  return bytes + std::size_t(std::max(deepestLocal, grid.code.localBytes)) * grid.threadsPerBlock;
}

void Block::start(std::uint64_t linearIndex, const Index3& at) {
  linear = linearIndex;
  index = at;
  liveThreads = grid.threadsPerBlock;
  if (clock.nearlyFull()) {
    shadowMemory_.clear();
    clock.restart();
  }
  clock.start(static_cast<std::uint32_t>(warps.size()));
  clusterSyncedAt = clock.now();
  units.clear();
  variables.clear();
  remote.clear();
  if (grid.code.localBytes > 0 || grid.program.callsFunctions()) localWrittenMemory_.clear();
  for (auto& barrier : barriers) barrier = Barrier{};
  for (auto& state : states) state.reset();
  for (std::size_t i = 0; i < warps.size(); ++i) {
    const std::size_t left = grid.threadsPerBlock - i * warpSize;
    warps[i]->start(grid.code, left >= warpSize ? allLanes : (LaneMask{1} << left) - 1);
  }
}

const Block::SharedPart* Block::sharedPart(std::uint32_t offset) const {
  for (const SharedPart& part : sharedParts) {
    if (offset - part.begin < part.end - part.begin) return &part;
  }
  return nullptr;
}

Index3 Block::threadIndex(std::uint32_t warp, unsigned lane) const {
  const std::uint32_t thread = warp * warpSize + lane;
  const Index3& shape = grid.launch.block;
  return {thread % shape[0], thread / shape[0] % shape[1], thread / shape[0] / shape[1]};
}

bool Block::runOnce(std::uint64_t quantum, bool& polling) {
  bool any = false;
  for (auto& warp : warps) {
    if (warp->done() || !warp->anyReady()) continue;
    any = true;
    const WarpState state = warp->run(quantum);
    if (state == WarpState::stopped) {
      unit.halted = true;
      return false;
    }
    if (state != WarpState::polling) polling = false;
  }
  return any;
}

void Block::threadsExited(std::uint32_t, LaneMask lanes) {
  liveThreads -= countLanes(lanes);
  for (std::uint32_t id = 0; id < barriers.size(); ++id) {
    if (barriers[id].inUse()) settleBarrier(id);
  }
  unit.settleClusterBarrier();
}

void Block::settleBarrier(std::uint32_t id) {
  Barrier& barrier = barriers[id];
  if (!barrier.inUse()) return;
  // Threads that have exited count as arrived where no number is given.
  const std::uint32_t expected = barrier.expected == 0 ? liveThreads : barrier.expected;
  if (barrier.arrived < expected) return;
  // Whoever only arrives goes on without the others.
  if (barrier.arrived >= liveThreads && barrier.waitingWarps.size() == barrier.arrivedWarps.size()) {
    clock.barrierOfAll();
  } else {
    clock.barrierOfSome(barrier.arrivedWarps, barrier.waitingWarps);
  }
  barrier.resultVotes = barrier.votes;
  barrier.resultArrived = barrier.arrived;
  barrier.arrived = barrier.votes = barrier.expected = 0;
  barrier.arrivedWarps.clear();
  barrier.waitingWarps.clear();
  wakeWaiters(id);
}

void Block::wakeWaiters(std::uint32_t id) {
  for (auto& warp : warps) {
    for (Split& split : warp->splits()) {
      if (split.state == SplitState::waitingForBlock && split.barrier == id) {
        split.state = SplitState::ready;
        split.released = true;
      }
    }
  }
}

}  // namespace warpsmith::sim
