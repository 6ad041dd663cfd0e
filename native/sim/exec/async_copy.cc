#include "sim/exec/async_copy.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "sim/exec/async_state.h"
#include "sim/exec/families.h"
#include "sim/report.h"

namespace warpsmith::sim {

namespace {

// Copies or groups of a thread that may wait to be done: the oldest of more of them are done, as they may be on a GPU.
constexpr std::size_t mostUnderWay = 1024;

CopyState& copyState(Block& block) {
  auto& state = block.state<CopyState>(Block::Family::copies);
  if (state.threads.empty()) state.threads.resize(block.warps.size() * warpSize);
  return state;
}

ThreadCopies& copiesOf(Warp& warp, unsigned lane) {
  return copyState(warp.block).threads[warp.index * warpSize + lane];
}

// op.b: how many bytes to read, or as a predicate whether none (op.x).
struct CopyDetail : OpDetail {
  LaneAddress to;
  LaneAddress from;
  std::uint32_t bytes = 0;
  bool limited = false;  // by op.b
  bool skips = false;    // by op.x
  bool skipNegated = false;
};

// The copy may write at any time from now on: whoever else uses these bytes must be ordered around all of it. Bytes
// that nobody has written stay so until the copy is waited for.
void watchIssue(Warp& warp, const Op& op, unsigned lane, std::uint32_t offset, std::uint32_t bytes) {
  Block& block = warp.block;
  if (!block.grid.races) return;
  const unsigned shift = block.grid.granuleShiftShared;
  const std::uint32_t first = offset >> shift;
  const std::uint32_t last = (offset + bytes - 1) >> shift;
  std::array<Stamp, 16> before{};
  for (std::uint32_t g = first; g <= last; ++g) before[g - first] = block.sharedWrites[g];
  watchShared(warp, op, lane, offset, bytes, {Access::write, false, nullptr});
  const Stamp start = stampBefore(block.clock.startedAt());
  const Stamp underWay = stampUnderWay(warp.index * warpSize + lane);
  for (std::uint32_t g = first; g <= last; ++g) {
    block.sharedWrites[g] = before[g - first] < start ? before[g - first] : underWay;
    block.sharedWriteOps[g] = op.id;
  }
}

// What the copy itself then does is checked as an access of now.
void endUnderWay(Warp& warp, unsigned lane, std::uint32_t offset, std::uint32_t bytes) {
  Block& block = warp.block;
  if (!block.grid.races) return;
  const unsigned shift = block.grid.granuleShiftShared;
  const std::uint32_t thread = warp.index * warpSize + lane;
  for (std::uint32_t g = offset >> shift; g <= (offset + bytes - 1) >> shift; ++g) {
    if (isUnderWay(block.sharedWrites[g])) block.sharedWrites[g] = stampOf(block.clock.now(), thread);
  }
}

// Where a lane's copy reads from; `fine` is false after a finding that ends the launch.
const std::uint8_t* sourceOf(Warp& warp, const Op& op, unsigned lane, const CopyDetail& detail, std::uint64_t address,
                             std::uint32_t bytes, bool& fine) {
  if (bytes == 0) return nullptr;
  const std::uint8_t* data =
      bytes == detail.bytes ? reach(warp, op, lane, Window::global, address, bytes, {Access::read, false, nullptr})
                            : reachMany(warp, op, lane, Window::global, address, bytes, detail.bytes, Access::read);
  fine = data != nullptr;
  return data;
}

void countGlobal(Warp& warp, std::array<std::uint64_t, warpSize>& sectors, unsigned count, std::uint64_t bytes) {
  Counters& counters = warp.counters();
  std::sort(sectors.begin(), sectors.begin() + count);
  const auto end = std::unique(sectors.begin(), sectors.begin() + count);
  counters.globalLoadRequests += count > 0 ? 1 : 0;
  counters.globalLoadSectors += static_cast<std::uint64_t>(end - sectors.begin());
  counters.globalLoadBytes += bytes;
  counters.asyncCopyBytes += bytes;
}

Step copy(Warp& warp, const Op& op) {
  const auto& detail = op.as<CopyDetail>();
  CopyState& state = copyState(warp.block);
  LaneMask skipped = 0;
  if (detail.skips) {
    skipped = op.x == noIndex ? allLanes : warp.predicate(op.x);
    if (detail.skipNegated) skipped = ~skipped;
  }
  bool fine = true;
  std::array<std::uint64_t, warpSize> sectors{};
  unsigned count = 0;
  std::uint64_t total = 0;
  forEachLane(warp.active, [&](unsigned lane) {
    if (!fine) return;
    SharedPlace to;
    fine = findShared(warp, op, lane, detail.to.window, detail.to.at(warp, lane), to) &&
           checkShared(warp, op, lane, to, detail.bytes, detail.bytes, Access::write);
    if (!fine) return;
    std::uint32_t bytes = detail.limited ? warp.in32(op.b)[lane] : detail.bytes;
    if ((skipped >> lane & 1) != 0) bytes = 0;
    if (bytes > detail.bytes) {
      report(warp, op, lane, FindingKind::trap,
             "Expected a source of at most " + std::to_string(detail.bytes) + " bytes but found " +
                 std::to_string(bytes) + ".",
             true);
      fine = false;
      return;
    }
    const std::uint64_t address = detail.from.at(warp, lane);
    const std::uint8_t* from = sourceOf(warp, op, lane, detail, address, bytes, fine);
    if (!fine) return;
    if (bytes > 0) {
      sectors[count++] = address >> 5;
      total += bytes;
    }
    watchIssue(warp, op, lane, to.offset, detail.bytes);
    ThreadCopies& thread = state.threads[warp.index * warpSize + lane];
    thread.copies.push_back(
        {&op, from, to.offset, static_cast<std::uint8_t>(detail.bytes), static_cast<std::uint8_t>(bytes)});
    if (thread.copies.size() > mostUnderWay) fine = state.perform(warp, lane, thread.performed + mostUnderWay / 2);
  });
  countGlobal(warp, sectors, count, total);
  return fine ? Step::next : Step::stop;
}

Step commit(Warp& warp, const Op&) {
  CopyState& state = copyState(warp.block);
  forEachLane(warp.active, [&](unsigned lane) {
    ThreadCopies& thread = state.threads[warp.index * warpSize + lane];
    thread.groups.push_back(thread.issued());
    // The oldest becomes part of the next.
    if (thread.groups.size() > mostUnderWay) thread.groups.pop_front();
  });
  return Step::next;
}

// op.x: how many groups may stay under way.
Step waitGroup(Warp& warp, const Op& op) {
  CopyState& state = copyState(warp.block);
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    ThreadCopies& thread = state.threads[warp.index * warpSize + lane];
    while (fine && thread.groups.size() > op.x) {
      const std::uint64_t end = thread.groups.front();
      thread.groups.pop_front();
      fine = state.perform(warp, lane, end);
    }
  });
  return fine ? Step::next : Step::stop;
}

Step waitAll(Warp& warp, const Op&) {
  CopyState& state = copyState(warp.block);
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    ThreadCopies& thread = state.threads[warp.index * warpSize + lane];
    thread.groups.clear();
    fine = fine && state.perform(warp, lane, thread.issued());
  });
  return fine ? Step::next : Step::stop;
}

// An arrival once all copies that the thread has begun are done.
class CopiesArrival : public AsyncWork {
 public:
  CopiesArrival(Warp& byWarp, const Op& ofOp, unsigned byLane, std::uint64_t end)
      : AsyncWork(byWarp, ofOp, byLane), end_(end) {}

  bool perform(const SharedPlace& place) override {
    if (!copyState(warp.block).perform(warp, lane, end_)) return false;
    MemoryBarrier* barrier = barrierAt(warp, op, lane, place);
    return barrier && arriveAt(warp, op, lane, place, *barrier, Arrival{});
  }
  bool underWay() const override { return copiesOf(warp, lane).performed < end_; }

 private:
  std::uint64_t end_;
};

struct ArriveDetail : OpDetail {
  LaneAddress address;
  bool increments = true;
};

Step arriveBehind(Warp& warp, const Op& op) {
  const auto& detail = op.as<ArriveDetail>();
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    if (!fine) return;
    SharedPlace place;
    MemoryBarrier* barrier = nullptr;
    fine = findShared(warp, op, lane, detail.address.window, detail.address.at(warp, lane), place) &&
           (barrier = accessBarrier(warp, op, lane, place, Access::atomic)) != nullptr;
    if (!fine) return;
    if (detail.increments) {
      if (barrier->pending == mostArrivals) {
        report(warp, op, lane, FindingKind::trap, "The mbarrier's count of arrivals would be more than 1048575.", true);
        fine = false;
        return;
      }
      ++barrier->pending;
      storeBarrier(place, *barrier);
    }
    ThreadCopies& thread = copiesOf(warp, lane);
    thread.handedOver = thread.issued();
    barrier->work.push_back(std::make_unique<CopiesArrival>(warp, op, lane, thread.issued()));
    fine = limitWork(place, *barrier);
  });
  return fine ? Step::next : Step::stop;
}

bool decodeCopy(Decoder& decoder, Op& op) {
  auto detail = std::make_unique<CopyDetail>();
  std::int64_t bytes = 0;
  std::size_t operands = decoder.operands();
  if (operands < 3 || !decoder.literal(decoder.operand(2), bytes)) return false;
  if (bytes != 4 && bytes != 8 && bytes != 16) return false;
  if (decoder.has("cg") && bytes != 16) return false;
  detail->bytes = static_cast<std::uint32_t>(bytes);
  // The last is the cache policy.
  if (decoder.has("L2::cache_hint")) --operands;
  if (operands == 4) {
    if (decoder.registerType(decoder.operand(3)) == ptx::Type::pred) {
      detail->skips = decoder.condition(decoder.operand(3), op.x, detail->skipNegated);
      if (!detail->skips) return false;
    } else {
      detail->limited = decoder.source(3, 32, op.b);
      if (!detail->limited) return false;
    }
  } else if (operands != 3) {
    return false;
  }
  if (!decodeAddress(decoder, 0, Window::shared, detail->to) ||
      !decodeAddress(decoder, 1, Window::global, detail->from)) {
    return false;
  }
  decoder.program().noteAccess(true, true, detail->bytes);
  op.run = copy;
  op.kind = OpClass::load;
  op.detail = decoder.keep(std::move(detail));
  return true;
}

bool decodeArriveBehind(Decoder& decoder, Op& op) {
  auto detail = std::make_unique<ArriveDetail>();
  const bool shared = decoder.has("shared") || decoder.has("shared::cta");
  detail->increments = !decoder.has("noinc");
  if (!decodeAddress(decoder, 0, shared ? Window::shared : Window::generic, detail->address)) return false;
  op.run = arriveBehind;
  op.detail = decoder.keep(std::move(detail));
  return true;
}

}  // namespace

bool CopyState::perform(Warp& warp, unsigned lane, std::uint64_t end) {
  ThreadCopies& thread = threads[warp.index * warpSize + lane];
  if (end <= thread.performed) return true;
  const auto count = static_cast<std::size_t>(end - thread.performed);
  for (std::size_t i = 0; i < count; ++i) {
    const AsyncCopy& each = thread.copies[i];
    endUnderWay(warp, lane, each.to, each.bytes);
    std::uint8_t* to = reachShared(warp, *each.op, lane, each.to, each.bytes, {Access::write, false, nullptr});
    if (!to) return false;
    if (each.fromBytes > 0) std::memcpy(to, each.from, each.fromBytes);
    std::memset(to + each.fromBytes, 0, static_cast<std::size_t>(each.bytes - each.fromBytes));
  }
  thread.copies.erase(thread.copies.begin(), thread.copies.begin() + static_cast<std::ptrdiff_t>(count));
  thread.performed = end;
  return true;
}

void CopyState::exiting(Warp& warp, const Op&, LaneMask lanes) {
  if (!warp.block.grid.strict || threads.empty()) return;
  forEachLane(lanes, [&](unsigned lane) {
    const ThreadCopies& thread = threads[warp.index * warpSize + lane];
    for (std::size_t i = 0; i < thread.copies.size(); ++i) {
      if (thread.performed + i < thread.handedOver) continue;
      reportLeftover(warp, *thread.copies[i].op, lane, "The thread exits without having waited for this copy.");
    }
  });
}

bool decodeAsyncCopy(Decoder& decoder, Op& op) {
  const auto& parts = decoder.parts();
  if (parts.size() < 3) return false;
  if (parts[1] == "reduce" || parts[2] == "bulk") return decodeBulkCopy(decoder, op);
  if (parts[1] != "async") return false;
  const std::string_view name = parts[2];
  if (name == "ca" || name == "cg") return decodeCopy(decoder, op);
  op.kind = OpClass::synchronisation;
  if (name == "mbarrier") return decodeArriveBehind(decoder, op);
  if (name == "commit_group") op.run = commit;
  if (name == "wait_all") op.run = waitAll;
  if (name == "wait_group") {
    std::int64_t left = 0;
    if (decoder.operands() != 1 || !decoder.literal(decoder.operand(0), left) || left < 0) return false;
    op.x = static_cast<std::uint32_t>(left);
    op.run = waitGroup;
  }
  return op.run != nullptr;
}

}  // namespace warpsmith::sim
