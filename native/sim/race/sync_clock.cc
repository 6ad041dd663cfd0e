#include "sim/race/sync_clock.h"

#include <algorithm>

namespace warpsmith::sim {

namespace {

void join(WarpKnowledge& into, const WarpKnowledge& from) {
  if (into.at.size() < from.at.size()) into.at.resize(from.at.size(), 0);
  for (std::size_t i = 0; i < from.at.size(); ++i) into.at[i] = std::max(into.at[i], from.at[i]);
}

}  // namespace

void SyncClock::start(std::uint32_t warps) {
  startedAt_ = tick();
  syncedAt_ = tick();
  simple_ = true;
  knowledge_.resize(warps);
  for (auto& knowledge : knowledge_) knowledge.at.assign(warps, 0);
  lanes_.clear();
  lanes_.resize(warps);
  fencedAt_.assign(warps, 0);
}

void SyncClock::barrierOfAll() { syncedAt_ = tick(); }

void SyncClock::barrierOfSome(const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to) {
  simple_ = false;
  const std::uint32_t time = tick();
  WarpKnowledge all;
  all.at.assign(knowledge_.size(), 0);
  for (const std::uint32_t warp : from) {
    join(all, knowledge_[warp]);
    all.at[warp] = time;
  }
  for (const std::uint32_t warp : to) join(knowledge_[warp], all);
}

void SyncClock::barrierOfLanes(std::uint32_t warp, LaneMask lanes, LaneMask live) {
  const std::uint32_t time = tick();
  if ((live & ~lanes) == 0) {
    knowledge_[warp].at[warp] = time;
    return;
  }
  if (!lanes_[warp]) lanes_[warp] = std::make_unique<LaneKnowledge>();
  auto& known = lanes_[warp]->of;
  // Each of them then knows what any of them did.
  for (unsigned other = 0; other < warpSize; ++other) {
    std::uint32_t latest = (lanes >> other & 1) != 0 ? time : 0;
    forEachLane(lanes, [&](unsigned lane) { latest = std::max(latest, known[lane][other]); });
    forEachLane(lanes, [&](unsigned lane) { known[lane][other] = latest; });
  }
}

std::uint32_t SyncClock::leastKnown(std::uint32_t warp, unsigned lane) const {
  if (!lanes_[warp]) return 0;
  std::uint32_t least = ~0u;
  for (unsigned other = 0; other < warpSize; ++other) {
    if (other != lane) least = std::min(least, lanes_[warp]->of[lane][other]);
  }
  return least;
}

void SyncClock::fence(std::uint32_t warp) { fencedAt_[warp] = tick(); }

void SyncClock::release(std::uint32_t warp, WarpKnowledge& variable, bool ofFence) {
  const std::uint32_t time = ofFence ? fencedAt_[warp] : tick();
  if (time == 0) return;
  simple_ = false;
  join(variable, knowledge_[warp]);
  variable.at[warp] = std::max(variable.at[warp], time);
}

void SyncClock::acquire(std::uint32_t warp, const WarpKnowledge& variable) {
  if (variable.at.empty()) return;
  join(knowledge_[warp], variable);
}

}  // namespace warpsmith::sim
