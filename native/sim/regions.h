#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/allocation.h"
#include "sim/mapped.h"

namespace warpsmith::sim {

// Who last wrote and last read a granule of global memory: the unit (block or cluster) of the grid, plus one, above the
// stamp within that unit.
struct GlobalCell {
  std::uint64_t write;
  std::uint64_t read;
  std::uint32_t writeOp;  // Op::id
  std::uint32_t readOp;
};

// A stretch of global memory that a launch may touch.
struct Region {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint8_t* data = nullptr;
  std::uint8_t* written = nullptr;  // a bit a byte; null: all of it was written
  GlobalCell* cells = nullptr;      // a cell a granule; null: races are not looked for here
  bool writable = false;
  std::string name;
};

// All that a launch may touch of global memory, by address.
class Regions {
 public:
  void add(Region region);
  // Makes cells for the writable regions. `granule` is the narrowest access of the launch in bytes, a power of two.
  void watchRaces(unsigned granuleShift);

  unsigned granuleShift() const { return granuleShift_; }

  const Region* find(std::uint64_t address) const {
    for (const Region& region : regions_) {
      if (address - region.begin < region.end - region.begin) return &region;
    }
    return nullptr;
  }
  // The region nearest to an address that is in none.
  const Region* nearest(std::uint64_t address) const;

 private:
  std::vector<Region> regions_;
  std::vector<Mapped> cells_;
  unsigned granuleShift_ = 2;
};

}  // namespace warpsmith::sim
