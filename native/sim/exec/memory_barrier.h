#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/exec/async_operand.h"
#include "sim/race/stamp.h"
#include "sim/race/sync_clock.h"

// mbarrier objects: what they count, and what is under way that will complete on them.
namespace warpsmith::sim {

// Work that no thread waits for but through an mbarrier. It is put off until somebody asks for the mbarrier's phase, so
// that whoever doesn't ask sees what was there before.
class AsyncWork {
 public:
  AsyncWork(Warp& byWarp, const Op& ofOp, unsigned byLane) : warp(byWarp), op(ofOp), lane(byLane) {}
  virtual ~AsyncWork() = default;
  AsyncWork(const AsyncWork&) = delete;
  AsyncWork& operator=(const AsyncWork&) = delete;

  // Does it and tells the mbarrier. False after a finding that ends the launch.
  virtual bool perform(const SharedPlace& barrier) = 0;
  // False when there is nothing left to do but to tell.
  virtual bool underWay() const { return true; }

  Warp& warp;
  const Op& op;
  const unsigned lane;
};

struct MemoryBarrier {
  std::uint32_t phase = 0;
  std::uint32_t pending = 0;   // arrivals that the phase still needs
  std::uint32_t expected = 0;  // arrivals of a whole phase
  std::int64_t transactions = 0;
  std::uint64_t word = 0;  // what stands in shared memory for it
  Stamp initialised = 0;   // by whom, and when
  // What those who arrived in this phase have made known, and what the phases that are complete did.
  WarpKnowledge arriving;
  WarpKnowledge arrived;
  // The same for arrivals from other blocks of the cluster: times of their clocks and of the owner's.
  struct Remote {
    std::uint32_t rank = 0;
    std::uint32_t time = 0;
    std::uint32_t ownerTime = 0;
  };
  std::vector<Remote> remoteArriving;
  std::vector<Remote> remoteArrived;
  std::vector<std::unique_ptr<AsyncWork>> work;
  bool polled = false;  // in vain, while work is under way
  // Who expected transactions last.
  Warp* expectedBy = nullptr;
  const Op* expectedAt = nullptr;
  unsigned expectedLane = 0;

  std::uint32_t parity() const { return phase & 1; }
};

constexpr std::uint32_t mostArrivals = (1u << 20) - 1;

// How an arrival is meant.
struct Arrival {
  std::uint32_t count = 1;
  bool drop = false;  // the phases that follow expect so many fewer
  bool noComplete = false;
  bool releases = true;
};

// The mbarrier at a place; null after a finding: there is none.
MemoryBarrier* barrierAt(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place);
// As a thread's own access: bounds, alignment and races are looked at too.
MemoryBarrier* accessBarrier(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, Access access);

// Puts the state into shared memory, after a change of it.
void storeBarrier(const SharedPlace& place, MemoryBarrier& barrier);

// Each returns false after a finding that ends the launch.
bool arriveAt(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, MemoryBarrier& barrier,
              const Arrival& arrival);
bool expectTransactions(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, MemoryBarrier& barrier,
                        std::uint32_t count);
bool completeTransactions(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, MemoryBarrier& barrier,
                          std::uint32_t count);
// What the warp did so far is known to those who wait for the phase.
void releaseTo(Warp& warp, const SharedPlace& place, MemoryBarrier& barrier);
bool performWork(const SharedPlace& place, MemoryBarrier& barrier);
// Performs it when the block's mbarriers have too much of it.
bool limitWork(const SharedPlace& place, MemoryBarrier& barrier);

// For st.async and red.async, after the store: `address` is the mbarrier's operand, in shared::cluster or generic.
bool completeTransaction(Warp& warp, const Op& op, unsigned lane, Window window, std::uint64_t address,
                         std::uint32_t bytes);

}  // namespace warpsmith::sim
