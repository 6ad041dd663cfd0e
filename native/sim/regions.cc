#include "sim/regions.h"

#include <algorithm>
#include <utility>

namespace warpsmith::sim {

void Regions::add(Region region) {
  regions_.push_back(std::move(region));
  std::sort(regions_.begin(), regions_.end(), [](const Region& a, const Region& b) { return a.begin < b.begin; });
}

void Regions::watchRaces(unsigned granuleShift) {
  granuleShift_ = granuleShift;
  for (Region& region : regions_) {
    if (!region.writable) continue;
    const std::size_t granules = ((region.end - region.begin) >> granuleShift) + 2;
    cells_.emplace_back(granules * sizeof(GlobalCell));
    region.cells = reinterpret_cast<GlobalCell*>(cells_.back().data());
  }
}

const Region* Regions::nearest(std::uint64_t address) const {
  const Region* best = nullptr;
  std::uint64_t least = ~std::uint64_t{0};
  for (const Region& region : regions_) {
    const std::uint64_t distance = address < region.begin ? region.begin - address
                                   : address < region.end ? 0
                                                          : address - region.end;
    if (distance < least) {
      least = distance;
      best = &region;
    }
  }
  return best;
}

}  // namespace warpsmith::sim
