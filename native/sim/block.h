#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "sim/counters.h"
#include "sim/grid.h"
#include "sim/lanes.h"
#include "sim/race/stamp.h"
#include "sim/race/sync_clock.h"
#include "sim/warp.h"

namespace warpsmith::sim {

class Unit;

// One of a block's 16 barriers.
struct Barrier {
  std::uint32_t expected = 0;  // threads; 0: all of the block that have not exited
  std::uint32_t arrived = 0;
  std::uint32_t votes = 0;  // threads whose predicate holds, for barrier.red
  std::uint32_t resultVotes = 0;
  std::uint32_t resultArrived = 0;
  std::vector<std::uint32_t> arrivedWarps;
  std::vector<std::uint32_t> waitingWarps;
  bool inUse() const { return arrived > 0; }
};

// What a family of instructions keeps for a block (mbarriers, bulk copies in flight).
struct BlockState {
  virtual ~BlockState() = default;
  // Finishes what is under way, when nothing else can go on. False when there was nothing.
  virtual bool settle() { return false; }
  // Lanes are about to exit, at the instruction that runs.
  virtual void exiting(Warp&, const Op&, LaneMask) {}
};

// A thread block that runs.
class Block {
 public:
  Block(Grid& grid, Unit& unit, std::uint32_t rank);
  ~Block();

  void start(std::uint64_t linearIndex, const Index3& index);

  Grid& grid;
  Unit& unit;
  const std::uint32_t rank;  // in the cluster
  std::uint64_t linear = 0;
  Index3 index{};
  std::vector<std::unique_ptr<Warp>> warps;
  std::uint32_t liveThreads = 0;
  Counters counters;
  SyncClock clock;
  UnitKnowledge units;  // what is known of other units' accesses to global memory
  std::uint32_t clusterSyncedAt = 0;

  // Shared memory: static variables with gaps between them, then the dynamic part.
  struct SharedPart {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string name;
  };
  std::uint8_t* shared = nullptr;
  std::uint32_t sharedBytes = 0;  // gaps included
  const SharedPart* sharedPart(std::uint32_t offset) const;
  std::vector<SharedPart> sharedParts;
  Stamp* sharedWrites = nullptr;  // by granule
  Stamp* sharedReads = nullptr;
  std::uint32_t* sharedWriteOps = nullptr;  // Op::id of those accesses
  std::uint32_t* sharedReadOps = nullptr;
  std::uint32_t* sharedReaders = nullptr;                      // warps that have read since the last barrier of all
  std::unordered_map<std::uint64_t, WarpKnowledge> variables;  // synchronisation variables, by address
  // Accesses of the cluster's other blocks, by granule: the time here, and whether it was a write.
  struct RemoteAccess {
    std::uint32_t time = 0;  // of this block
    bool write = false;
    std::uint64_t block = 0;
    std::uint32_t thread = 0;
    std::uint32_t op = noIndex;
  };
  std::unordered_map<std::uint32_t, RemoteAccess> remote;

  // Local memory of all threads: `localStride` bytes each.
  std::uint8_t* local = nullptr;
  std::uint8_t* localWritten = nullptr;
  static constexpr std::uint32_t localStride = 512 << 10;
  std::uint8_t* localOf(std::uint32_t thread) { return local + std::size_t(thread) * localStride; }
  std::uint8_t* localWrittenOf(std::uint32_t thread) { return localWritten + std::size_t(thread) * (localStride / 8); }

  // Warp-instructions that its warps ran, and for how many more the long ones among them count: looked at to see when
  // others get a turn, and the clock a look. `extraWork` is of the warp that runs.
  std::uint64_t work = 0;
  std::uint64_t extraWork = 0;

  std::uint32_t deepestLocal = 0;  // bytes of it that any thread's calls took
  std::size_t hostBytes() const;   // about what it has taken of the host's memory

  std::array<Barrier, 16> barriers;
  // State of instruction families, made on first use.
  enum class Family : std::uint8_t { copies, bulk, matrix, barriers, count };
  std::array<std::unique_ptr<BlockState>, static_cast<std::size_t>(Family::count)> states;
  template <class State>
  State& state(Family family) {
    auto& slot = states[static_cast<std::size_t>(family)];
    if (!slot) slot = std::make_unique<State>();
    return static_cast<State&>(*slot);
  }

  // Runs each warp that can go on for a while. False when none could. `polling` becomes false when one did more than
  // look whether something has changed.
  bool runOnce(std::uint64_t quantum, bool& polling);
  bool done() const { return liveThreads == 0; }
  void threadsExited(std::uint32_t warp, LaneMask lanes);
  // Completes the barrier if all that it expects have come.
  void settleBarrier(std::uint32_t id);
  void wakeWaiters(std::uint32_t id);

  Index3 threadIndex(std::uint32_t warp, unsigned lane) const;

 private:
  Mapped sharedMemory_;
  Mapped shadowMemory_;
  Mapped localMemory_;
  Mapped localWrittenMemory_;
  std::uint32_t granules_ = 0;
};

// What is scheduled as one: a block, or the blocks of a cluster.
class Unit {
 public:
  explicit Unit(Grid& grid);
  ~Unit();

  void start(std::uint64_t index);
  // polling: all that it does is wait for other units.
  enum class State { running, polling, done, stopped };
  // Runs until it is done, or the quantum of warp-instructions is used up, or it only polls.
  State run(std::uint64_t quantum);

  Grid& grid;
  std::uint64_t index = 0;
  std::vector<std::unique_ptr<Block>> blocks;

  // The cluster's barrier.
  std::uint32_t clusterArrived = 0;
  std::uint32_t clusterPhase = 0;
  std::uint32_t liveThreads() const;
  std::size_t hostBytes() const;
  void settleClusterBarrier();

  // Counts what moves the unit on (arrivals, stores to shared variables …) and polls that failed since.
  std::uint64_t failedPolls = 0;
  bool halted = false;      // a finding ended it
  std::size_t counted = 0;  // of hostBytes, by the worker

  // Finishes asynchronous work that is under way. False when there was none.
  bool settlePending();

  // A finding at one of the loops that poll what nobody writes any more.
  void reportPolling();

 private:
  bool reportStuck();
};

}  // namespace warpsmith::sim
