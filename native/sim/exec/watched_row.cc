#include "sim/exec/watched_row.h"

#include <algorithm>
#include <cstring>

#include "sim/block.h"

namespace warpsmith::sim {

std::uint8_t* reachSharedRow(Warp& warp, const Op& op, std::uint64_t offset, std::uint32_t total, bool store,
                             bool strong, unsigned firstLane, unsigned lanes) {
  Block& block = warp.block;
  const std::uint32_t bytes = total * lanes;
  if (offset >= block.sharedBytes || strong) return nullptr;
  const Block::SharedPart* part = block.sharedPart(static_cast<std::uint32_t>(offset));
  if (!part || offset + bytes > part->end) return nullptr;
  if (!block.grid.strict) return block.shared + offset;
  if (!block.remote.empty()) return nullptr;
  const SyncClock& clock = block.clock;
  const unsigned shift = block.grid.granuleShiftShared;
  const auto first = static_cast<std::uint32_t>(offset >> shift);
  const std::uint32_t count = bytes >> shift;
  const Stamp synced = stampBefore(clock.syncedAt());
  const Stamp started = stampBefore(clock.startedAt());
  Stamp* writes = block.sharedWrites + first;
  Stamp* reads = block.sharedReads + first;
  std::uint32_t* readers = block.sharedReaders + first;
  const bool races = block.grid.races;
  const Stamp mine = stampOf(clock.now(), warp.index * warpSize + firstLane);
  // A granule belongs to the lane whose bytes it holds: `total` is a whole number of granules.
  const unsigned perLane = total >> shift;
  if (store) {
    if (races) {
      Stamp latest = 0;
      for (std::uint32_t i = 0; i < count; ++i) latest = std::max(latest, std::max(writes[i], reads[i]));
      if (latest >= synced) return nullptr;
    }
    std::fill_n(block.sharedWriteOps + first, count, op.id);
    if (perLane == 1) {
      for (std::uint32_t i = 0; i < count; ++i) writes[i] = mine + i;
    } else {
      for (std::uint32_t i = 0; i < count; ++i) writes[i] = mine + i / perLane;
    }
    return block.shared + offset;
  }
  Stamp latest = 0;
  Stamp earliest = ~Stamp{0};
  for (std::uint32_t i = 0; i < count; ++i) {
    latest = std::max(latest, writes[i]);
    earliest = std::min(earliest, writes[i]);
  }
  if (earliest < started) return nullptr;
  if (!races) return block.shared + offset;
  if (latest >= synced) return nullptr;
  const std::uint32_t bit = 1u << warp.index;
  std::fill_n(block.sharedReadOps + first, count, op.id);
  if (perLane == 1) {
    for (std::uint32_t i = 0; i < count; ++i) {
      readers[i] = (reads[i] >= synced ? readers[i] : 0) | bit;
      reads[i] = mine + i;
    }
  } else {
    for (std::uint32_t i = 0; i < count; ++i) {
      readers[i] = (reads[i] >= synced ? readers[i] : 0) | bit;
      reads[i] = mine + i / perLane;
    }
  }
  return block.shared + offset;
}

std::uint8_t* reachSharedQuickly(Warp& warp, const Op& op, unsigned lane, std::uint64_t offset, std::uint32_t bytes,
                                 AccessKind kind) {
  Block& block = warp.block;
  if (offset >= block.sharedBytes || kind.strong || !block.remote.empty() || (offset & (bytes - 1)) != 0) {
    return reachShared(warp, op, lane, offset, bytes, kind);
  }
  const Block::SharedPart* part = block.sharedPart(static_cast<std::uint32_t>(offset));
  if (!part || offset + bytes > part->end) return reachShared(warp, op, lane, offset, bytes, kind);
  if (!block.grid.strict) return block.shared + offset;
  if (!block.grid.races) return reachShared(warp, op, lane, offset, bytes, kind);
  const SyncClock& clock = block.clock;
  const unsigned shift = block.grid.granuleShiftShared;
  const Stamp synced = stampBefore(clock.syncedAt());
  const Stamp started = stampBefore(clock.startedAt());
  const Stamp mine = stampOf(clock.now(), warp.index * warpSize + lane);
  const auto first = static_cast<std::uint32_t>(offset >> shift);
  const auto last = static_cast<std::uint32_t>((offset + bytes - 1) >> shift);
  for (std::uint32_t g = first; g <= last; ++g) {
    const Stamp write = block.sharedWrites[g];
    const Stamp read = block.sharedReads[g];
    const bool quick = kind.access == Access::read ? write >= started && write < synced &&
                                                         (read < synced || warpOf(read) != warp.index || read == mine)
                                                   : write < synced && read < synced;
    if (!quick) return reachShared(warp, op, lane, offset, bytes, kind);
  }
  for (std::uint32_t g = first; g <= last; ++g) {
    if (kind.access == Access::read) {
      block.sharedReaders[g] = (block.sharedReads[g] >= synced ? block.sharedReaders[g] : 0) | 1u << warp.index;
      block.sharedReads[g] = mine;
      block.sharedReadOps[g] = op.id;
    } else {
      block.sharedWrites[g] = mine;
      block.sharedWriteOps[g] = op.id;
    }
  }
  return block.shared + offset;
}

void markReadByMany(Warp& warp, std::uint64_t offset, std::uint32_t bytes) {
  Block& block = warp.block;
  if (!block.grid.races || offset + bytes > block.sharedBytes) return;
  const unsigned shift = block.grid.granuleShiftShared;
  for (std::uint64_t g = offset >> shift; g <= (offset + bytes - 1) >> shift; ++g) block.sharedReads[g] |= stampMany;
}

std::uint8_t* reachGlobalRow(Warp& warp, const Op& op, std::uint64_t address, std::uint32_t total, bool store,
                             bool strong) {
  Block& block = warp.block;
  const std::uint32_t bytes = total * warpSize;
  const Region* region = block.grid.regions.find(address);
  if (!region || address + bytes > region->end || strong || (store && !region->writable)) return nullptr;
  const std::uint64_t offset = address - region->begin;
  if (region->written && (offset & 7) == 0) {
    std::uint8_t* written = region->written + (offset >> 3);
    if (store) {
      std::memset(written, 0xff, bytes >> 3);
    } else if (block.grid.strict) {
      std::uint8_t all = 0xff;
      for (std::uint32_t i = 0; i < bytes >> 3; ++i) all &= written[i];
      if (all != 0xff) return nullptr;
    }
  } else if (region->written && (store || block.grid.strict)) {
    return nullptr;
  }
  if (region->cells) {
    const SyncClock& clock = block.clock;
    const unsigned shift = block.grid.regions.granuleShift();
    const std::uint64_t unit = block.unit.index + 1;
    const std::uint32_t count = bytes >> shift;
    const unsigned perLane = total >> shift;
    const std::uint64_t synced = unit << 32 | stampBefore(clock.syncedAt());
    const std::uint64_t mine = unit << 32 | stampOf(clock.now(), warp.index * warpSize);
    GlobalCell* cells = region->cells + (offset >> shift);
    const auto quiet = [&](std::uint64_t cell) { return cell == 0 || (cell >> 32 == unit && cell < synced); };
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!quiet(cells[i].write) || (store && !quiet(cells[i].read))) return nullptr;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      __atomic_store_n(store ? &cells[i].write : &cells[i].read, mine + i / perLane, __ATOMIC_RELAXED);
      (store ? cells[i].writeOp : cells[i].readOp) = op.id;
    }
  }
  return region->data + offset;
}

}  // namespace warpsmith::sim
