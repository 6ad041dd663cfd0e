#include "sim/exec/memory_barrier.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "sim/exec/async_state.h"
#include "sim/report.h"

namespace warpsmith::sim {

namespace {

constexpr std::int64_t mostTransactions = (1 << 20) - 1;

void complete(const SharedPlace& place, MemoryBarrier& barrier) {
  if (barrier.pending != 0 || barrier.transactions != 0) return;
  ++barrier.phase;
  barrier.pending = barrier.expected;
  barrier.arrived = barrier.arriving;
  barrier.remoteArrived = barrier.remoteArriving;
  barrier.polled = false;
  barrier.expectedAt = nullptr;
  place.owner->unit.failedPolls = 0;
}

bool trap(Warp& warp, const Op& op, unsigned lane, const std::string& message) {
  report(warp, op, lane, FindingKind::trap, message, true);
  return false;
}

bool transact(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, MemoryBarrier& barrier,
              std::int64_t change) {
  barrier.transactions += change;
  if (barrier.transactions > mostTransactions || barrier.transactions < -mostTransactions) {
    return trap(warp, op, lane,
                "The mbarrier's count of transactions would be " + std::to_string(barrier.transactions) +
                    "; it may be -1048575 to 1048575.");
  }
  place.owner->unit.failedPolls = 0;
  return true;
}

Touched touchedBarrier(const SharedPlace& place, Access access) {
  Touched touched;
  touched.space = "shared";
  touched.offset = place.offset;
  touched.bytes = 8;
  touched.bufferBytes = place.owner->sharedBytes;
  touched.access = access;
  if (const auto* part = place.owner->sharedPart(place.offset)) {
    touched.buffer = part->name;
    touched.offset = std::int64_t(place.offset) - part->begin;
    touched.bufferBytes = part->end - part->begin;
  }
  return touched;
}

void reportNone(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, const char* message) {
  reportAccess(warp, op, lane, FindingKind::uninitialisedRead, touchedBarrier(place, Access::atomic), message, true);
}

// Whoever uses an mbarrier must be ordered behind its initialisation. Shared memory's own stamps don't tell: the uses
// themselves are strong accesses, and the last of them is all that is known there.
void watchInitialisation(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place,
                         const MemoryBarrier& barrier, Access access) {
  const Block& block = warp.block;
  if (!block.grid.races) return;
  const Stamp by = barrier.initialised;
  const bool ordered = place.owner == &block
                           ? block.clock.ordered(warp.index, lane, warpOf(by), laneOf(by), false, timeOf(by))
                           : timeOf(by) < place.owner->clusterSyncedAt;
  if (!ordered) reportRace(warp, op, lane, touchedBarrier(place, access), place.owner->linear, by, true);
}

}  // namespace

// Its layout is nobody's business but must change with the state: the mbarrier counts as overwritten when it differs.
void storeBarrier(const SharedPlace& place, MemoryBarrier& barrier) {
  barrier.word = std::uint64_t(barrier.parity()) << 63 |
                 (static_cast<std::uint64_t>(barrier.transactions) & 0x1fffff) << 41 |
                 std::uint64_t(barrier.expected) << 20 | barrier.pending;
  std::memcpy(place.data(), &barrier.word, sizeof barrier.word);
}

MemoryBarrier* barrierAt(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place) {
  auto& barriers = asyncState(*place.owner).barriers;
  const auto found = barriers.find(place.offset);
  if (found == barriers.end()) {
    reportNone(warp, op, lane, place, "No mbarrier was initialised here.");
    return nullptr;
  }
  if (std::memcmp(place.data(), &found->second.word, sizeof found->second.word) != 0) {
    reportNone(warp, op, lane, place, "The mbarrier that was here has been overwritten.");
    return nullptr;
  }
  return &found->second;
}

MemoryBarrier* accessBarrier(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, Access access) {
  if (!checkShared(warp, op, lane, place, 8, 8, access)) return nullptr;
  MemoryBarrier* barrier = barrierAt(warp, op, lane, place);
  if (!barrier || !reach(warp, op, lane, Window::cluster, place.address(), 8, {access, true, nullptr})) return nullptr;
  watchInitialisation(warp, op, lane, place, *barrier, access);
  return barrier;
}

bool arriveAt(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, MemoryBarrier& barrier,
              const Arrival& arrival) {
  if (arrival.count == 0 || arrival.count > barrier.pending) {
    return trap(warp, op, lane,
                "It arrives " + std::to_string(arrival.count) + " times at an mbarrier whose phase expects " +
                    std::to_string(barrier.pending) + " more of " + std::to_string(barrier.expected) + " arrivals.");
  }
  if (arrival.releases) releaseTo(warp, place, barrier);
  barrier.pending -= arrival.count;
  if (arrival.drop) barrier.expected -= std::min(arrival.count, barrier.expected);
  place.owner->unit.failedPolls = 0;
  if (arrival.noComplete && barrier.pending == 0 && barrier.transactions == 0) {
    return trap(warp, op, lane, "An arrival with .noComplete may not complete the phase.");
  }
  complete(place, barrier);
  storeBarrier(place, barrier);
  return true;
}

bool expectTransactions(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, MemoryBarrier& barrier,
                        std::uint32_t count) {
  if (!transact(warp, op, lane, place, barrier, count)) return false;
  barrier.expectedBy = &warp;
  barrier.expectedAt = &op;
  barrier.expectedLane = lane;
  complete(place, barrier);
  storeBarrier(place, barrier);
  return true;
}

bool completeTransactions(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, MemoryBarrier& barrier,
                          std::uint32_t count) {
  if (!transact(warp, op, lane, place, barrier, -std::int64_t(count))) return false;
  complete(place, barrier);
  storeBarrier(place, barrier);
  return true;
}

void releaseTo(Warp& warp, const SharedPlace& place, MemoryBarrier& barrier) {
  if (!warp.block.grid.races) return;
  if (place.owner == &warp.block) {
    warp.block.clock.release(warp.index, barrier.arriving, false);
    return;
  }
  const MemoryBarrier::Remote now{warp.block.rank, warp.block.clock.tick(), place.owner->clock.tick()};
  for (auto& remote : barrier.remoteArriving) {
    if (remote.rank != now.rank) continue;
    remote = now;
    return;
  }
  barrier.remoteArriving.push_back(now);
}

bool performWork(const SharedPlace& place, MemoryBarrier& barrier) {
  std::vector<std::unique_ptr<AsyncWork>> work;
  work.swap(barrier.work);
  barrier.polled = false;
  for (const auto& each : work) {
    if (!each->perform(place)) return false;
  }
  return true;
}

bool limitWork(const SharedPlace& place, MemoryBarrier& barrier) {
  constexpr std::size_t mostWork = 1u << 14;
  const bool tooMuch = barrier.work.size() > mostWork / asyncState(*place.owner).barriers.size();
  return !tooMuch || performWork(place, barrier);
}

bool completeTransaction(Warp& warp, const Op& op, unsigned lane, Window window, std::uint64_t address,
                         std::uint32_t bytes) {
  SharedPlace place;
  if (!findShared(warp, op, lane, window, address, place)) return false;
  MemoryBarrier* barrier = accessBarrier(warp, op, lane, place, Access::atomic);
  if (!barrier) return false;
  releaseTo(warp, place, *barrier);
  return completeTransactions(warp, op, lane, place, *barrier, bytes);
}

}  // namespace warpsmith::sim
