#include <memory>
#include <string>
#include <utility>

#include "sim/exec/async_state.h"
#include "sim/exec/families.h"
#include "sim/exec/memory_barrier.h"
#include "sim/report.h"

// The mbarrier instructions (PTX ISA, Parallel Synchronization and Communication Instructions: mbarrier).
namespace warpsmith::sim {

namespace {

// op.d: the state or count that is returned. op.b: the count, state or parity given. op.x: predicate of a wait.
struct BarrierDetail : OpDetail {
  LaneAddress address;
  Arrival arrival;
  bool counts = false;   // op.b holds how many arrivals
  bool expects = false;  // op.b holds how many transactions
  bool byParity = false;
  bool acquires = true;
};

std::uint64_t stateOf(const MemoryBarrier& barrier) { return barrier.word; }
std::uint32_t parityOf(std::uint64_t state) { return static_cast<std::uint32_t>(state >> 63); }
std::uint32_t pendingOf(std::uint64_t state) { return static_cast<std::uint32_t>(state & mostArrivals); }

// Calls body(lane, place) for the lanes in turn, as long as it returns true.
template <class Body>
Step forEachPlace(Warp& warp, const Op& op, Body body) {
  const auto& detail = op.as<BarrierDetail>();
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    if (!fine) return;
    SharedPlace place;
    fine = findShared(warp, op, lane, detail.address.window, detail.address.at(warp, lane), place) && body(lane, place);
  });
  return fine ? Step::next : Step::stop;
}

Step init(Warp& warp, const Op& op) {
  const std::uint32_t* count = warp.in32(op.b);
  return forEachPlace(warp, op, [&](unsigned lane, const SharedPlace& place) {
    if (count[lane] == 0 || count[lane] > mostArrivals) {
      report(warp, op, lane, FindingKind::trap,
             "Expected an mbarrier of 1 to 1048575 arrivals but found " + std::to_string(count[lane]) + ".", true);
      return false;
    }
    // No strong access: those that use the mbarrier must be ordered behind this.
    if (!checkShared(warp, op, lane, place, 8, 8, Access::write) ||
        !reach(warp, op, lane, Window::cluster, place.address(), 8, {Access::write, false, nullptr})) {
      return false;
    }
    MemoryBarrier& barrier = asyncState(*place.owner).barriers[place.offset];
    reportUnfinished(barrier);
    barrier = MemoryBarrier{};
    barrier.pending = barrier.expected = count[lane];
    barrier.initialised = stampOf(place.owner->clock.now(), warp.index * warpSize + lane);
    storeBarrier(place, barrier);
    return true;
  });
}

Step invalidate(Warp& warp, const Op& op) {
  return forEachPlace(warp, op, [&](unsigned lane, const SharedPlace& place) {
    if (!checkShared(warp, op, lane, place, 8, 8, Access::write)) return false;
    MemoryBarrier* barrier = barrierAt(warp, op, lane, place);
    if (!barrier || !reach(warp, op, lane, Window::cluster, place.address(), 8, {Access::write, false, nullptr})) {
      return false;
    }
    reportUnfinished(*barrier);
    asyncState(*place.owner).barriers.erase(place.offset);
    return true;
  });
}

Step arrive(Warp& warp, const Op& op) {
  const auto& detail = op.as<BarrierDetail>();
  const std::uint32_t* given = warp.in32(op.b);
  std::uint64_t* state = warp.row64(op.d);
  // Lanes of one instruction release together: what they did before it is the same.
  const MemoryBarrier* released = nullptr;
  return forEachPlace(warp, op, [&](unsigned lane, const SharedPlace& place) {
    MemoryBarrier* barrier = accessBarrier(warp, op, lane, place, Access::atomic);
    if (!barrier) return false;
    const std::uint64_t before = stateOf(*barrier);
    if (detail.expects && !expectTransactions(warp, op, lane, place, *barrier, given[lane])) return false;
    Arrival arrival = detail.arrival;
    if (detail.counts) arrival.count = given[lane];
    arrival.releases = arrival.releases && barrier != released;
    released = barrier;
    if (!arriveAt(warp, op, lane, place, *barrier, arrival)) return false;
    state[lane] = before;
    return true;
  });
}

Step expect(Warp& warp, const Op& op) {
  const std::uint32_t* count = warp.in32(op.b);
  return forEachPlace(warp, op, [&](unsigned lane, const SharedPlace& place) {
    MemoryBarrier* barrier = accessBarrier(warp, op, lane, place, Access::atomic);
    return barrier && expectTransactions(warp, op, lane, place, *barrier, count[lane]);
  });
}

Step completeTx(Warp& warp, const Op& op) {
  const std::uint32_t* count = warp.in32(op.b);
  return forEachPlace(warp, op, [&](unsigned lane, const SharedPlace& place) {
    MemoryBarrier* barrier = accessBarrier(warp, op, lane, place, Access::atomic);
    return barrier && completeTransactions(warp, op, lane, place, *barrier, count[lane]);
  });
}

void acquireFrom(Warp& warp, const MemoryBarrier& barrier) {
  Block& block = warp.block;
  if (!block.grid.races) return;
  block.clock.acquire(warp.index, barrier.arrived);
  for (const auto& remote : barrier.remoteArrived) {
    Block& other = *block.unit.blocks[remote.rank];
    if (other.clusterSyncedAt < remote.time) other.clusterSyncedAt = remote.time;
    if (block.clusterSyncedAt < remote.ownerTime) block.clusterSyncedAt = remote.ownerTime;
  }
}

Step wait(Warp& warp, const Op& op) {
  const auto& detail = op.as<BarrierDetail>();
  LaneMask complete = 0;
  std::uint64_t lastAddress = 0;
  std::uint32_t lastParity = 2;
  bool lastComplete = false;
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    if (!fine) return;
    const std::uint32_t parity = detail.byParity ? warp.in32(op.b)[lane] & 1 : parityOf(warp.in64(op.b)[lane]);
    const std::uint64_t address = detail.address.at(warp, lane);
    if (address != lastAddress || parity != lastParity) {
      SharedPlace place;
      MemoryBarrier* barrier = nullptr;
      fine = findShared(warp, op, lane, detail.address.window, address, place);
      if (fine && place.owner != &warp.block) {
        report(warp, op, lane, FindingKind::trap, "Only mbarriers of the thread's own block can be waited for.", true);
        fine = false;
      }
      fine = fine && (barrier = accessBarrier(warp, op, lane, place, Access::read)) != nullptr;
      if (fine && barrier->parity() == parity && !barrier->work.empty()) {
        // The first time it fails, as it may: a kernel that does not ask again sees that nothing has come yet.
        if (barrier->polled) {
          fine = performWork(place, *barrier);
        } else {
          barrier->polled = true;
        }
      }
      if (!fine) return;
      lastAddress = address;
      lastParity = parity;
      lastComplete = barrier->parity() != parity;
      if (lastComplete && detail.acquires) acquireFrom(warp, *barrier);
    }
    if (lastComplete) complete |= 1u << lane;
  });
  if (!fine) return Step::stop;
  const LaneMask active = warp.active;
  warp.setPredicate(op.x, complete);
  if (complete == 0) ++warp.block.unit.failedPolls;
  return complete == active ? Step::next : Step::yielded;
}

Step pendingCount(Warp& warp, const Op& op) {
  const std::uint64_t* state = warp.in64(op.a);
  std::uint32_t* count = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) { count[lane] = pendingOf(state[lane]); });
  return Step::next;
}

bool decodeArrive(Decoder& decoder, Op& op, BarrierDetail& detail) {
  detail.arrival.drop = decoder.parts()[1] == "arrive_drop";
  detail.arrival.noComplete = decoder.has("noComplete");
  detail.arrival.releases = !decoder.has("relaxed");
  detail.expects = decoder.has("expect_tx");
  detail.counts = !detail.expects && decoder.operands() == 3;
  op.run = arrive;
  if (decoder.operands() < 2 || decoder.operands() > 3 || (detail.expects && decoder.operands() != 3)) return false;
  if (decoder.operands() == 3 && !decoder.source(2, 32, op.b)) return false;
  return decoder.destination(0, 64, op.d) && decodeAddress(decoder, 1, detail.address.window, detail.address);
}

bool decodeWait(Decoder& decoder, Op& op, BarrierDetail& detail) {
  detail.byParity = decoder.has("parity");
  detail.acquires = !decoder.has("relaxed");
  op.run = wait;
  // A fourth operand says how long it may wait, which is not to be seen.
  if (decoder.operands() < 3 || decoder.operands() > 4) return false;
  return decoder.predicate(decoder.operand(0), op.x) &&
         decodeAddress(decoder, 1, detail.address.window, detail.address) &&
         decoder.source(2, detail.byParity ? 32 : 64, op.b);
}

}  // namespace

bool decodeMemoryBarrier(Decoder& decoder, Op& op) {
  if (decoder.parts().size() < 2) return false;
  const std::string_view name = decoder.parts()[1];
  op.kind = OpClass::synchronisation;
  if (name == "pending_count") {
    op.run = pendingCount;
    return decoder.destination(0, 32, op.d) && decoder.source(1, 64, op.a);
  }
  auto detail = std::make_unique<BarrierDetail>();
  detail->address.window = decoder.has("shared::cluster")                        ? Window::cluster
                           : decoder.has("shared") || decoder.has("shared::cta") ? Window::shared
                                                                                 : Window::generic;
  bool fine = false;
  if (name == "arrive" || name == "arrive_drop") {
    fine = decodeArrive(decoder, op, *detail);
  } else if (name == "test_wait" || name == "try_wait") {
    fine = decodeWait(decoder, op, *detail);
  } else {
    if (name == "init") op.run = init;
    if (name == "inval") op.run = invalidate;
    if (name == "expect_tx") op.run = expect;
    if (name == "complete_tx") op.run = completeTx;
    fine = op.run && decodeAddress(decoder, 0, detail->address.window, detail->address) &&
           (name == "inval" || decoder.source(1, 32, op.b));
  }
  op.detail = decoder.keep(std::move(detail));
  return fine;
}

}  // namespace warpsmith::sim
