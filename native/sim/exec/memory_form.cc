#include "sim/exec/memory_form.h"

#include <algorithm>
#include <mutex>

#include "sim/block.h"

namespace warpsmith::sim {

namespace {

bool startsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

bool isCacheModifier(std::string_view part) {
  static constexpr std::string_view operators[] = {"ca", "cg", "cs", "lu", "cv", "wb", "wt", "nc", "unified"};
  if (std::find(std::begin(operators), std::end(operators), part) != std::end(operators)) return true;
  return startsWith(part, "L1::") || startsWith(part, "L2::") || part == "level";
}

bool isScope(std::string_view part) { return part == "cta" || part == "cluster" || part == "gpu" || part == "sys"; }

}  // namespace

bool readMemoryForm(Decoder& decoder, MemoryForm& form, std::initializer_list<std::string_view> known) {
  for (std::size_t i = 1; i < decoder.parts().size(); ++i) {
    const std::string_view part = decoder.parts()[i];
    if (part == "global" || part == "const") {
      form.window = Window::global;
    } else if (part == "shared" || part == "shared::cta") {
      form.window = Window::shared;
    } else if (part == "shared::cluster") {
      form.window = Window::cluster;
    } else if (part == "local") {
      form.window = Window::local;
    } else if (startsWith(part, "param")) {
      form.window = Window::parameter;
    } else if (part == "volatile" || part == "relaxed" || part == "mmio") {
      form.strong = true;
    } else if (part == "acquire") {
      form.strong = form.acquires = true;
    } else if (part == "release") {
      form.strong = form.releases = true;
    } else if (part == "acq_rel") {
      form.strong = form.acquires = form.releases = true;
    } else if (part == "v2" || part == "v4" || part == "v8") {
      form.vector = static_cast<unsigned>(part[1] - '0');
    } else if (part == "weak" || part == "async" || isScope(part) || isCacheModifier(part)) {
      continue;
    } else if (std::find(known.begin(), known.end(), part) == known.end()) {
      bool isType = false;
      for (const ptx::Type type : decoder.types()) isType = isType || ptx::nameOf(type) == part;
      if (!isType) return false;
    }
  }
  return true;
}

void computeAddresses(const Warp& warp, const AddressForm& form, Addresses& addresses) {
  const auto offset = static_cast<std::uint64_t>(form.offset);
  if (form.isFrame) {
    for (auto& at : addresses.at) at = warp.localBase() + offset;
  } else if (form.narrow) {
    const std::uint32_t* base = warp.in32(form.base);
    for (unsigned lane = 0; lane < warpSize; ++lane)
      addresses.at[lane] = static_cast<std::uint32_t>(base[lane] + offset);
  } else {
    const std::uint64_t* base = warp.in64(form.base);
    for (unsigned lane = 0; lane < warpSize; ++lane) addresses.at[lane] = base[lane] + offset;
  }
}

namespace {

std::uint32_t sectorsOf(const Addresses& addresses, LaneMask active, std::uint32_t bytes) {
  std::uint64_t ids[warpSize * 2];
  unsigned count = 0;
  bool ascending = true;
  forEachLane(active, [&](unsigned lane) {
    const std::uint64_t first = addresses.at[lane] >> 5;
    const std::uint64_t last = (addresses.at[lane] + bytes - 1) >> 5;
    for (std::uint64_t id = first; id <= last && id - first < 2; ++id) {
      ascending = ascending && (count == 0 || ids[count - 1] <= id);
      if (count == 0 || ids[count - 1] != id) ids[count++] = id;
    }
  });
  if (ascending) return count;
  std::sort(ids, ids + count);
  return static_cast<std::uint32_t>(std::unique(ids, ids + count) - ids);
}

// Passes that the 32 banks of 4 bytes need beyond the first for one request, or for each part of it: wide accesses are
// served 128 bytes at a time (CUDA C++ Programming Guide, "Shared Memory").
std::uint32_t conflictsOf(const Addresses& addresses, LaneMask active, std::uint32_t bytes) {
  const unsigned lanesPerPass = bytes <= 4 ? 32 : bytes <= 8 ? 16 : 8;
  std::uint32_t conflicts = 0;
  for (unsigned from = 0; from < warpSize; from += lanesPerPass) {
    const LaneMask part = active & (lanesPerPass == 32 ? allLanes : ((LaneMask{1} << lanesPerPass) - 1) << from);
    if (part == 0) continue;
    std::uint64_t least = ~std::uint64_t{0};
    std::uint64_t most = 0;
    forEachLane(part, [&](unsigned lane) {
      least = std::min(least, addresses.at[lane]);
      most = std::max(most, addresses.at[lane] + bytes);
    });
    // Within 128 bytes every word has a bank of its own.
    if ((most + 3) / 4 - least / 4 <= 32) continue;
    std::uint64_t words[32][8];
    std::uint8_t used[32] = {};
    std::uint32_t worst = 1;
    const unsigned wordsEach = bytes < 4 ? 1 : bytes / 4;
    forEachLane(part, [&](unsigned lane) {
      for (unsigned w = 0; w < wordsEach; ++w) {
        const std::uint64_t word = addresses.at[lane] / 4 + w;
        const unsigned bank = word % 32;
        bool seen = false;
        for (unsigned i = 0; i < used[bank] && i < 8; ++i) seen = seen || words[bank][i] == word;
        if (seen) continue;
        if (used[bank] < 8) words[bank][used[bank]] = word;
        worst = std::max<std::uint32_t>(worst, ++used[bank]);
      }
    });
    conflicts += worst - 1;
  }
  return conflicts;
}

}  // namespace

void countRequest(Warp& warp, bool shared, bool store, const Addresses& addresses, std::uint32_t bytes) {
  Counters& counters = warp.counters();
  const std::uint64_t all = std::uint64_t(countLanes(warp.active)) * bytes;
  if (shared) {
    ++(store ? counters.sharedStoreRequests : counters.sharedLoadRequests);
    (store ? counters.sharedStoreBytes : counters.sharedLoadBytes) += all;
    counters.sharedBankConflicts += conflictsOf(addresses, warp.active, bytes);
  } else {
    ++(store ? counters.globalStoreRequests : counters.globalLoadRequests);
    (store ? counters.globalStoreBytes : counters.globalLoadBytes) += all;
    (store ? counters.globalStoreSectors : counters.globalLoadSectors) += sectorsOf(addresses, warp.active, bytes);
  }
}

void synchroniseAt(Warp& warp, Window window, std::uint64_t address, bool reads, bool writes, bool releases) {
  Block& block = warp.block;
  Grid& grid = block.grid;
  if (!grid.races) return;
  const bool shared = window == Window::shared || address - sharedWindow < windowBytes;
  SyncClock& clock = block.clock;
  const std::uint32_t fenced = clock.fencedAt(warp.index);
  if (writes && (releases || fenced != 0)) {
    const std::uint32_t time = releases ? clock.tick() : fenced;
    clock.release(warp.index, block.variables[address], !releases);
    if (!shared) {
      const std::lock_guard<std::mutex> lock(grid.variables.mutex);
      UnitKnowledge& known = grid.variables.known[address];
      for (const auto& [unit, at] : block.units) known[unit] = std::max(known[unit], at);
      auto& mine = known[static_cast<std::uint32_t>(block.unit.index)];
      mine = std::max(mine, time);
      grid.variables.any.store(true, std::memory_order_relaxed);
    }
  }
  if (!reads) return;
  if (!block.variables.empty()) {
    const auto found = block.variables.find(address);
    if (found != block.variables.end()) clock.acquire(warp.index, found->second);
  }
  if (!shared && grid.variables.any.load(std::memory_order_relaxed)) {
    const std::lock_guard<std::mutex> lock(grid.variables.mutex);
    const auto found = grid.variables.known.find(address);
    if (found == grid.variables.known.end()) return;
    for (const auto& [unit, at] : found->second) {
      auto& known = block.units[unit];
      known = std::max(known, at);
    }
  }
}

}  // namespace warpsmith::sim
