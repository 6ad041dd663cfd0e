#include "ptx/locations.h"

namespace warpsmith::ptx {
namespace {

// Where a call at one place is inlined into itself, each .loc would make the chain longer: beyond this it ends.
constexpr std::uint32_t deepest = 64;

Location placeOf(const Location& location) { return {location.file, location.line, location.column, none, {}}; }

}  // namespace

std::size_t Locations::Hash::operator()(const Location& location) const noexcept {
  constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15u;
  constexpr unsigned half = 32;
  std::uint64_t hash = location.file;
  for (const std::uint32_t part : {location.line, location.column, location.inlinedAt}) {
    hash = (hash ^ part) * multiplier;
    hash ^= hash >> half;
  }
  return static_cast<std::size_t>(hash);
}

bool Locations::Equal::operator()(const Location& a, const Location& b) const noexcept {
  return a.file == b.file && a.line == b.line && a.column == b.column && a.inlinedAt == b.inlinedAt &&
         a.functionName == b.functionName;
}

std::uint32_t Locations::intern(const Location& location) {
  const auto next = static_cast<std::uint32_t>(module_.locations.size());
  const auto [found, isNew] = known_.try_emplace(location, next);
  if (isNew) {
    module_.locations.push_back(location);
    depths_.push_back(location.inlinedAt == none ? 0 : depths_[location.inlinedAt] + 1);
  }
  return found->second;
}

std::uint32_t Locations::add(const Location& location, const Location* callSite) {
  Location whole = location;
  whole.inlinedAt = none;
  if (callSite != nullptr) {
    const Location place = placeOf(*callSite);
    const auto found = latest_.find(place);
    const bool usable = found != latest_.end() && depths_[found->second] < deepest;
    whole.inlinedAt = usable ? found->second : intern(place);
  }
  const std::uint32_t index = intern(whole);
  latest_[placeOf(location)] = index;
  return index;
}

}  // namespace warpsmith::ptx
