#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace warpsmith::nvrtc {

// The region that a compile with precompiled headers works in. NVRTC lays it out anew each time, in some 2000 pieces of
// 64 KiB that it maps from a file of zeros and from the file with the headers, and takes it down at the end. Each page
// of that costs a fault, and a message to all cores on which other copies compile: two copies were slower than one. So
// the region stays, and the pieces are copied.
class HeaderMemory {
 public:
  // The compiler has mapped a region, all of it zeros.
  void begin(void* region, std::size_t bytes);
  bool isInside(const void* at, std::size_t bytes) const noexcept;
  bool isWhole(const void* at, std::size_t bytes) const noexcept;

  // Makes a piece zeros.
  void clear(void* at, std::size_t bytes);
  // Makes a piece what stands in a file; false when that can't be read.
  bool fill(void* at, std::size_t bytes, int file, off_t offset);

 private:
  static constexpr std::size_t pageBytes = 4096;

  // Marks a piece as written to; whether a part of it was before.
  bool use(const void* at, std::size_t bytes);

  std::uintptr_t begin_ = 0;
  // For each page, whether it may be anything but zeros.
  std::vector<bool> used_;
};

}  // namespace warpsmith::nvrtc
