#include "sim/access.h"

#include <cstring>
#include <string>

#include "sim/report.h"

namespace warpsmith::sim {

namespace {

std::string text(std::uint64_t value) { return std::to_string(value); }

bool aligned(Warp& warp, const Op& op, unsigned lane, std::uint64_t offset, std::uint32_t bytes,
             const Touched& touched) {
  if ((offset & (bytes - 1)) == 0) return true;
  reportAccess(warp, op, lane, FindingKind::misaligned, touched,
               "An access of " + text(bytes) + " bytes must be at a multiple of " + text(bytes) + ".", true);
  return false;
}

Touched touchedRegion(const Region& region, std::uint64_t address, std::uint64_t bytes, Access access) {
  Touched touched;
  touched.space = "global";
  touched.buffer = region.name;
  touched.offset = static_cast<std::int64_t>(address - region.begin);
  touched.bytes = static_cast<std::uint32_t>(bytes);
  touched.bufferBytes = region.end - region.begin;
  touched.access = access;
  return touched;
}

void reportOutside(Warp& warp, const Op& op, unsigned lane, std::uint64_t address, std::uint64_t bytes, Access access) {
  const Region* near = warp.block.grid.regions.nearest(address);
  Touched touched;
  touched.space = "global";
  touched.bytes = static_cast<std::uint32_t>(bytes);
  touched.access = access;
  std::string message;
  const std::uint64_t mostFar = std::uint64_t{1} << 36;
  if (address < 0x10000) {
    touched.offset = static_cast<std::int64_t>(address);
    message = "The address " + text(address) + " is that of a null pointer.";
  } else if (near && (address - near->begin < mostFar + (near->end - near->begin) || near->begin - address < mostFar)) {
    touched = touchedRegion(*near, address, bytes, access);
    message = touched.offset < 0 ? text(static_cast<std::uint64_t>(-touched.offset)) + " bytes before its start."
                                 : text(static_cast<std::uint64_t>(touched.offset) + bytes - touched.bufferBytes) +
                                       " bytes past its end.";
  } else {
    touched.offset = static_cast<std::int64_t>(address);
    message = "The address is near no buffer of this launch.";
  }
  reportAccess(warp, op, lane, FindingKind::outOfBounds, touched, message, true);
}

const Region* regionOf(Warp& warp, const Op& op, unsigned lane, std::uint64_t address, std::uint64_t bytes,
                       Access access) {
  const Region* region = warp.block.grid.regions.find(address);
  if (!region || address + bytes > region->end) {
    reportOutside(warp, op, lane, address, bytes, access);
    return nullptr;
  }
  if (access != Access::read && !region->writable) {
    reportAccess(warp, op, lane, FindingKind::writeToInput, touchedRegion(*region, address, bytes, access),
                 "It may only be read.", true);
    return nullptr;
  }
  return region;
}

Touched touchedShared(Block& block, std::uint64_t offset, std::uint64_t bytes, Access access) {
  Touched touched;
  touched.space = "shared";
  touched.offset = static_cast<std::int64_t>(offset);
  touched.bytes = static_cast<std::uint32_t>(bytes);
  touched.bufferBytes = block.sharedBytes;
  touched.access = access;
  const Block::SharedPart* best = nullptr;
  std::uint64_t least = ~std::uint64_t{0};
  for (const auto& part : block.sharedParts) {
    const std::uint64_t distance = offset < part.begin ? part.begin - offset
                                   : offset < part.end ? 0
                                                       : offset - part.end + 1;
    if (distance < least) {
      least = distance;
      best = &part;
    }
  }
  if (best && least < (1u << 20)) {
    touched.buffer = best->name;
    touched.offset = static_cast<std::int64_t>(offset) - best->begin;
    touched.bufferBytes = best->end - best->begin;
  }
  return touched;
}

bool insideShared(Warp& warp, const Op& op, unsigned lane, Block& block, std::uint64_t offset, std::uint64_t bytes,
                  Access access) {
  const Block::SharedPart* part =
      offset < block.sharedBytes ? block.sharedPart(static_cast<std::uint32_t>(offset)) : nullptr;
  if (part && offset + bytes <= part->end) return true;
  reportAccess(warp, op, lane, FindingKind::outOfBounds, touchedShared(block, offset, bytes, access),
               block.sharedParts.empty() ? "The block has no shared memory." : "", true);
  return false;
}

// Distributed shared memory: accesses of one block to another's are told apart by the cluster's barrier alone.
std::uint8_t* reachRemote(Warp& warp, const Op& op, unsigned lane, std::uint32_t rank, std::uint64_t offset,
                          std::uint32_t bytes, AccessKind kind) {
  Unit& unit = warp.block.unit;
  if (rank >= unit.blocks.size()) {
    Touched touched;
    touched.space = "shared";
    touched.offset = static_cast<std::int64_t>(offset);
    touched.bytes = bytes;
    touched.access = kind.access;
    reportAccess(warp, op, lane, FindingKind::outOfBounds, touched,
                 "Expected a block of the cluster below " + text(unit.blocks.size()) + " but found " + text(rank) + ".",
                 true);
    return nullptr;
  }
  Block& owner = *unit.blocks[rank];
  const Touched touched = touchedShared(owner, offset, bytes, kind.access);
  if (!aligned(warp, op, lane, offset, bytes, touched)) return nullptr;
  if (!insideShared(warp, op, lane, owner, offset, bytes, kind.access)) return nullptr;
  if (owner.done()) {
    reportAccess(warp, op, lane, FindingKind::outOfBounds, touched,
                 "The block whose shared memory it is has already ended.", true);
    return nullptr;
  }
  Grid& grid = warp.block.grid;
  if (!grid.strict || !grid.races) return owner.shared + offset;
  const unsigned shift = grid.granuleShiftShared;
  const bool writes = kind.access != Access::read;
  for (std::uint32_t g = static_cast<std::uint32_t>(offset >> shift); g <= (offset + bytes - 1) >> shift; ++g) {
    const Stamp write = owner.sharedWrites[g];
    if (!writes && write < stampBefore(owner.clock.startedAt())) {
      const auto known = owner.remote.find(g);
      if (known == owner.remote.end() || !known->second.write) {
        reportAccess(warp, op, lane, FindingKind::uninitialisedRead, touched, "Nobody wrote it before.", false);
        break;
      }
    }
    const bool weak = !kind.strong;
    if (weak && timeOf(write) >= owner.clusterSyncedAt && write >= stampBefore(owner.clock.startedAt()) &&
        (write & stampAtomic) == 0) {
      reportRace(warp, op, lane, touched, owner.linear, write, true, owner.sharedWriteOps[g]);
      break;
    }
    const Stamp read = owner.sharedReads[g];
    if (weak && writes && timeOf(read) >= owner.clusterSyncedAt && read >= stampBefore(owner.clock.startedAt()) &&
        (read & stampAtomic) == 0) {
      reportRace(warp, op, lane, touched, owner.linear, read, false, owner.sharedReadOps[g]);
      break;
    }
    if (weak) {
      auto& access = owner.remote[g];
      access.time = owner.clock.now();
      access.block = warp.block.linear;
      access.thread = warp.index * warpSize + lane;
      access.op = op.id;
      access.write = access.write || writes;
    } else if (writes) {
      // Written, by an access that does not race.
      owner.remote[g].write = true;
    }
  }
  return owner.shared + offset;
}

}  // namespace

void watchShared(Warp& warp, const Op& op, unsigned lane, std::uint32_t offset, std::uint32_t bytes, AccessKind kind) {
  Block& block = warp.block;
  const SyncClock& clock = block.clock;
  const unsigned shift = block.grid.granuleShiftShared;
  const std::uint32_t thread = warp.index * warpSize + lane;
  const Stamp mine = stampOf(clock.now(), thread) | (kind.strong ? stampAtomic : 0);
  const Stamp synced = stampBefore(clock.syncedAt());
  const bool writes = kind.access != Access::read;
  const bool harmless = kind.value && std::memcmp(kind.value, block.shared + offset, bytes) == 0;
  for (std::uint32_t g = offset >> shift; g <= (offset + bytes - 1) >> shift; ++g) {
    const Stamp write = block.sharedWrites[g];
    if (write >= synced && !harmless && !(kind.strong && (write & stampAtomic) != 0) &&
        !clock.ordered(warp.index, lane, warpOf(write), laneOf(write), (write & stampMany) != 0, timeOf(write))) {
      reportRace(warp, op, lane, touchedShared(block, offset, bytes, kind.access), block.linear, write, true,
                 block.sharedWriteOps[g]);
    }
    const Stamp read = block.sharedReads[g];
    if (writes && read >= synced && !harmless) {
      const bool strong = kind.strong && (read & stampAtomic) != 0;
      if (!strong &&
          !clock.ordered(warp.index, lane, warpOf(read), laneOf(read), (read & stampMany) != 0, timeOf(read))) {
        reportRace(warp, op, lane, touchedShared(block, offset, bytes, kind.access), block.linear, read, false,
                   block.sharedReadOps[g]);
      } else if (!strong && clock.simple() && !kind.strong && warpOf(read) == warp.index &&
                 (block.sharedReaders[g] & ~(1u << warp.index)) != 0) {
        // Only the last reader's stamp is kept; the others' warps are known.
        const auto other = static_cast<std::uint32_t>(__builtin_ctz(block.sharedReaders[g] & ~(1u << warp.index)));
        reportRace(warp, op, lane, touchedShared(block, offset, bytes, kind.access), block.linear,
                   stampOf(timeOf(read), other * warpSize), false, block.sharedReadOps[g]);
      }
    }
    if (!block.remote.empty()) {
      const auto remote = block.remote.find(g);
      if (remote != block.remote.end() && remote->second.time >= block.clusterSyncedAt && remote->second.time != 0 &&
          !kind.strong && (writes || remote->second.write)) {
        const Block::RemoteAccess& other = remote->second;
        reportRace(warp, op, lane, touchedShared(block, offset, bytes, kind.access), other.block,
                   stampOf(other.time, other.thread), other.write, other.op);
      }
    }
    if (writes && harmless && write >= stampBefore(clock.startedAt())) continue;
    if (writes) {
      block.sharedWrites[g] = mine;
      block.sharedWriteOps[g] = op.id;
    } else {
      const bool again = read >= synced;
      const bool many = again && warpOf(read) == warp.index && threadOf(read) != thread && timeOf(read) == clock.now();
      block.sharedReads[g] = mine | (many ? stampMany : 0);
      block.sharedReadOps[g] = op.id;
      block.sharedReaders[g] = (again ? block.sharedReaders[g] : 0) | 1u << warp.index;
    }
  }
}

void watchGlobal(Warp& warp, const Op& op, unsigned lane, const Region& region, std::uint64_t offset,
                 std::uint32_t bytes, AccessKind kind) {
  Block& block = warp.block;
  const SyncClock& clock = block.clock;
  const unsigned shift = block.grid.regions.granuleShift();
  const std::uint64_t unit = block.unit.index + 1;
  const std::uint32_t thread = warp.index * warpSize + lane;
  const std::uint64_t mine = unit << 32 | stampOf(clock.now(), thread) | (kind.strong ? stampAtomic : 0);
  const bool writes = kind.access != Access::read;
  // To be asked once the stamps are read: whose stamp is there has stored its value before, and it may be the same one.
  const auto harmless = [&] { return kind.value && std::memcmp(kind.value, region.data + offset, bytes) == 0; };
  // Whether an earlier access conflicts with this one. Blocks of one cluster share a unit and are not told apart.
  const auto unordered = [&](std::uint64_t cell) {
    if (cell == 0 || harmless()) return false;
    const auto stamp = static_cast<Stamp>(cell);
    if (kind.strong && (stamp & stampAtomic) != 0) return false;
    const std::uint64_t other = cell >> 32 & 0x7fffffff;
    if (other == unit) {
      if (block.unit.blocks.size() > 1) return false;
      return !clock.ordered(warp.index, lane, warpOf(stamp), laneOf(stamp), (stamp & stampMany) != 0, timeOf(stamp));
    }
    const auto known = block.units.find(static_cast<std::uint32_t>(other - 1));
    return known == block.units.end() || timeOf(stamp) >= known->second;
  };
  const auto complain = [&](std::uint64_t cell, bool wrote, std::uint32_t by) {
    const std::uint64_t other = (cell >> 32 & 0x7fffffff) - 1;
    const std::uint64_t otherBlock = other == block.unit.index ? block.linear : other * block.grid.blocksPerUnit;
    reportRace(warp, op, lane, touchedRegion(region, region.begin + offset, bytes, kind.access), otherBlock,
               static_cast<Stamp>(cell), wrote, by);
  };
  for (std::uint64_t g = offset >> shift; g <= (offset + bytes - 1) >> shift; ++g) {
    GlobalCell& cell = region.cells[g];
    const std::uint64_t write = __atomic_load_n(&cell.write, __ATOMIC_ACQUIRE);
    if (unordered(write)) complain(write, true, cell.writeOp);
    const std::uint64_t read = __atomic_load_n(&cell.read, __ATOMIC_RELAXED);
    if (writes) {
      if (unordered(read)) complain(read, false, cell.readOp);
      continue;
    }
    const bool many = (read >> 32 & 0x7fffffff) == unit && warpOf(static_cast<Stamp>(read)) == warp.index &&
                      threadOf(static_cast<Stamp>(read)) != thread && timeOf(static_cast<Stamp>(read)) == clock.now();
    __atomic_store_n(&cell.read, mine | (many ? stampMany : 0), __ATOMIC_RELAXED);
    cell.readOp = op.id;
  }
  if (!writes) return;
  const bool same = harmless();
  if (kind.value) std::memcpy(region.data + offset, kind.value, bytes);
  for (std::uint64_t g = offset >> shift; g <= (offset + bytes - 1) >> shift; ++g) {
    GlobalCell& cell = region.cells[g];
    if (same && __atomic_load_n(&cell.write, __ATOMIC_RELAXED) != 0) continue;
    __atomic_store_n(&cell.write, mine, __ATOMIC_RELEASE);
    cell.writeOp = op.id;
  }
}

std::uint8_t* reachGlobal(Warp& warp, const Op& op, unsigned lane, std::uint64_t address, std::uint32_t bytes,
                          AccessKind kind) {
  const Region* region = regionOf(warp, op, lane, address, bytes, kind.access);
  if (!region) return nullptr;
  const std::uint64_t offset = address - region->begin;
  if ((address & (bytes - 1)) != 0) {
    aligned(warp, op, lane, address, bytes, touchedRegion(*region, address, bytes, kind.access));
    return nullptr;
  }
  if (warp.block.grid.strict) {
    if (region->written) {
      if (kind.access != Access::write && !allWritten(region->written, offset, bytes)) {
        reportAccess(warp, op, lane, FindingKind::uninitialisedRead,
                     touchedRegion(*region, address, bytes, kind.access), "Nobody wrote it before.", false);
      }
    }
    if (region->cells) watchGlobal(warp, op, lane, *region, offset, bytes, kind);
  }
  // What the project's own kernels write counts as well: they fill what a candidate then reads.
  if (region->written && kind.access != Access::read) setWritten(region->written, offset, bytes);
  return region->data + offset;
}

std::uint8_t* reachShared(Warp& warp, const Op& op, unsigned lane, std::uint64_t offset, std::uint32_t bytes,
                          AccessKind kind) {
  Block& block = warp.block;
  if (offset >> rankShift != 0 && offset < windowBytes) {
    const auto rank = static_cast<std::uint32_t>(offset >> rankShift) - 1;
    if (rank != block.rank) return reachRemote(warp, op, lane, rank, offset & rankedOffset, bytes, kind);
    offset &= rankedOffset;
  }
  if (!insideShared(warp, op, lane, block, offset, bytes, kind.access)) return nullptr;
  if ((offset & (bytes - 1)) != 0) {
    aligned(warp, op, lane, offset, bytes, touchedShared(block, offset, bytes, kind.access));
    return nullptr;
  }
  if (block.grid.strict) {
    if (kind.access != Access::write) {
      const Stamp first = stampBefore(block.clock.startedAt());
      const unsigned shift = block.grid.granuleShiftShared;
      for (std::uint64_t g = offset >> shift; g <= (offset + bytes - 1) >> shift; ++g) {
        if (block.sharedWrites[g] >= first) continue;
        const auto remote = block.remote.find(static_cast<std::uint32_t>(g));
        if (remote != block.remote.end() && remote->second.write) continue;
        reportAccess(warp, op, lane, FindingKind::uninitialisedRead, touchedShared(block, offset, bytes, kind.access),
                     "Nobody wrote it before.", false);
        break;
      }
    }
    if (block.grid.races) {
      watchShared(warp, op, lane, static_cast<std::uint32_t>(offset), bytes, kind);
    } else if (kind.access != Access::read) {
      const unsigned shift = block.grid.granuleShiftShared;
      for (std::uint64_t g = offset >> shift; g <= (offset + bytes - 1) >> shift; ++g) {
        block.sharedWrites[g] = stampOf(block.clock.now(), 0);
      }
    }
  }
  return block.shared + offset;
}

std::uint8_t* reachLocal(Warp& warp, const Op& op, unsigned lane, std::uint64_t offset, std::uint32_t bytes,
                         AccessKind kind) {
  Block& block = warp.block;
  const CallFrame& frame = warp.frame();
  const std::uint32_t end = frame.localBase + frame.code->localBytes;
  Touched touched;
  touched.space = "local";
  touched.offset = static_cast<std::int64_t>(offset);
  touched.bytes = bytes;
  touched.access = kind.access;
  touched.bufferBytes = end;
  for (const auto& variable : frame.code->locals) {
    const std::uint64_t begin = frame.localBase + variable.offset;
    if (variable.variable && offset >= begin && offset <= begin + variable.bytes) {
      touched.buffer = std::string(variable.variable->name);
      touched.offset = static_cast<std::int64_t>(offset - begin);
      touched.bufferBytes = variable.bytes;
    }
  }
  bool inside = offset < frame.localBase || frame.depth > 0;
  for (const auto& variable : frame.code->locals) {
    const std::uint64_t begin = frame.localBase + variable.offset;
    inside =
        inside || (offset >= begin && offset <= begin + variable.bytes && offset + bytes <= begin + variable.bytes);
  }
  // An offset may be anything: near 2^64 its sum with `bytes` is small.
  if (!inside || offset > end || offset + bytes > end) {
    reportAccess(warp, op, lane, FindingKind::outOfBounds, touched, "", true);
    return nullptr;
  }
  if ((offset & (bytes - 1)) != 0) {
    aligned(warp, op, lane, offset, bytes, touched);
    return nullptr;
  }
  const std::uint32_t thread = warp.index * warpSize + lane;
  if (block.grid.strict) {
    std::uint8_t* written = block.localWrittenOf(thread);
    if (kind.access != Access::write && !allWritten(written, offset, bytes)) {
      reportAccess(warp, op, lane, FindingKind::uninitialisedRead, touched, "Nobody wrote it before.", false);
    }
    if (kind.access != Access::read) setWritten(written, offset, bytes);
  }
  return block.localOf(thread) + offset;
}

std::uint8_t* reach(Warp& warp, const Op& op, unsigned lane, Window window, std::uint64_t address, std::uint32_t bytes,
                    AccessKind kind) {
  switch (window) {
    case Window::shared:
    case Window::cluster:
      return reachShared(warp, op, lane, address, bytes, kind);
    case Window::local:
      return reachLocal(warp, op, lane, address, bytes, kind);
    default:
      break;
  }
  if (address < sharedWindow) return reachGlobal(warp, op, lane, address, bytes, kind);
  if (address - sharedWindow < windowBytes) return reachShared(warp, op, lane, address - sharedWindow, bytes, kind);
  if (address - localWindow < windowBytes) return reachLocal(warp, op, lane, address - localWindow, bytes, kind);
  if (address - parameterWindow < windowBytes) {
    const std::uint64_t offset = address - parameterWindow;
    auto& parameters = warp.block.grid.parameters;
    Touched touched;
    touched.space = "parameter";
    touched.offset = static_cast<std::int64_t>(offset);
    touched.bytes = bytes;
    touched.access = kind.access;
    bool inside = false;
    for (const PlacedVariable& parameter : warp.block.grid.code.parameters) {
      if (offset < parameter.offset) break;
      touched.buffer = std::string(parameter.variable->name);
      touched.offset = static_cast<std::int64_t>(offset - parameter.offset);
      touched.bufferBytes = parameter.bytes;
      inside = offset + bytes <= parameter.offset + parameter.bytes;
    }
    if (!inside) {
      reportAccess(warp, op, lane, FindingKind::outOfBounds, touched, "", true);
      return nullptr;
    }
    if (kind.access != Access::read) {
      reportAccess(warp, op, lane, FindingKind::writeToInput, touched, "A kernel's parameters may only be read.", true);
      return nullptr;
    }
    if (!aligned(warp, op, lane, offset, bytes, touched)) return nullptr;
    return parameters.data() + offset;
  }
  return reachGlobal(warp, op, lane, address, bytes, kind);
}

std::uint8_t* reachMany(Warp& warp, const Op& op, unsigned lane, Window window, std::uint64_t address,
                        std::uint64_t bytes, std::uint32_t alignment, Access access) {
  Block& block = warp.block;
  const bool shared = window == Window::shared || window == Window::cluster || address - sharedWindow < windowBytes;
  if (!shared) {
    const Region* region = regionOf(warp, op, lane, address, bytes, access);
    if (!region) return nullptr;
    const Touched touched = touchedRegion(*region, address, bytes, access);
    if ((address & (alignment - 1)) != 0) {
      reportAccess(warp, op, lane, FindingKind::misaligned, touched,
                   "It must be at a multiple of " + text(alignment) + ".", true);
      return nullptr;
    }
    const std::uint64_t offset = address - region->begin;
    if (block.grid.strict && region->written) {
      if (access != Access::write) {
        bool all = true;
        for (std::uint64_t i = 0; i < bytes && all; i += 8) {
          all = allWritten(region->written, offset + i, static_cast<std::uint32_t>(bytes - i < 8 ? bytes - i : 8));
        }
        if (!all)
          reportAccess(warp, op, lane, FindingKind::uninitialisedRead, touched, "Not all of it was written before.",
                       false);
      }
      if (access != Access::read) {
        for (std::uint64_t i = 0; i < bytes; ++i) setWritten(region->written, offset + i, 1);
      }
    }
    return region->data + offset;
  }
  std::uint64_t offset = address >= sharedWindow ? address - sharedWindow : address;
  Block* owner = &block;
  if (offset >> rankShift != 0) {
    const auto rank = static_cast<std::uint32_t>(offset >> rankShift) - 1;
    offset &= rankedOffset;
    if (rank >= block.unit.blocks.size()) {
      Touched touched;
      touched.space = "shared";
      touched.access = access;
      reportAccess(
          warp, op, lane, FindingKind::outOfBounds, touched,
          "Expected a block of the cluster below " + text(block.unit.blocks.size()) + " but found " + text(rank) + ".",
          true);
      return nullptr;
    }
    owner = block.unit.blocks[rank].get();
  }
  const Touched touched = touchedShared(*owner, offset, bytes, access);
  if ((offset & (alignment - 1)) != 0) {
    reportAccess(warp, op, lane, FindingKind::misaligned, touched,
                 "It must be at a multiple of " + text(alignment) + ".", true);
    return nullptr;
  }
  if (!insideShared(warp, op, lane, *owner, offset, bytes, access)) return nullptr;
  if (block.grid.strict && bytes > 0) {
    const unsigned shift = block.grid.granuleShiftShared;
    for (std::uint64_t g = offset >> shift; g <= (offset + bytes - 1) >> shift; ++g) {
      if (access != Access::write && owner->sharedWrites[g] < stampBefore(owner->clock.startedAt())) {
        const auto remote = owner->remote.find(static_cast<std::uint32_t>(g));
        if (remote == owner->remote.end() || !remote->second.write) {
          reportAccess(warp, op, lane, FindingKind::uninitialisedRead, touched, "Not all of it was written before.",
                       false);
          break;
        }
      }
      // Ordered by the barrier or group that the copy completes on, which whoever uses the bytes must wait for.
      if (access != Access::read) owner->sharedWrites[g] = stampBefore(owner->clock.startedAt()) | stampAtomic;
    }
  }
  return owner->shared + offset;
}

}  // namespace warpsmith::sim
