#include "sim/counters.h"

#include <cstddef>

namespace warpsmith::sim {

void Counters::add(const Counters& other) {
  static_assert(sizeof(Counters) % sizeof(std::uint64_t) == 0, "Counters are 64-bit numbers and nothing else.");
  auto* to = reinterpret_cast<std::uint64_t*>(this);
  const auto* from = reinterpret_cast<const std::uint64_t*>(&other);
  for (std::size_t i = 0; i < sizeof(Counters) / sizeof(std::uint64_t); ++i) to[i] += from[i];
}

}  // namespace warpsmith::sim
