#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ptx/module.h"

namespace warpsmith::ptx {

// The places that .loc names, each kept once.
//
// PTX says of an inlined place only where the call stood, not what that call was inlined into. The call's own place was
// named by a .loc before, so the latest one there tells.
class Locations {
 public:
  explicit Locations(Module& module) : module_(module) {}

  // `location.inlinedAt` is ignored; `callSite` is null for what was not inlined. Returns the index.
  std::uint32_t add(const Location& location, const Location* callSite);

 private:
  struct Hash {
    std::size_t operator()(const Location& location) const noexcept;
  };
  struct Equal {
    bool operator()(const Location& a, const Location& b) const noexcept;
  };

  std::uint32_t intern(const Location& location);

  Module& module_;
  std::unordered_map<Location, std::uint32_t, Hash, Equal> known_;
  // By file, line and column alone.
  std::unordered_map<Location, std::uint32_t, Hash, Equal> latest_;
  std::vector<std::uint32_t> depths_;
};

}  // namespace warpsmith::ptx
