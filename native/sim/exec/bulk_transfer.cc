#include "sim/exec/bulk_transfer.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "sim/exec/async_state.h"
#include "sim/grid.h"
#include "sim/report.h"

namespace warpsmith::sim {

namespace {

constexpr std::uint32_t chunkBytes = 16;

Touched touchedAt(const SharedPlace& place, std::uint32_t offset, std::uint32_t bytes, Access access) {
  Touched touched;
  touched.space = "shared";
  touched.offset = offset;
  touched.bytes = bytes;
  touched.bufferBytes = place.owner->sharedBytes;
  touched.access = access;
  if (const auto* part = place.owner->sharedPart(offset)) {
    touched.buffer = part->name;
    touched.offset = std::int64_t(offset) - part->begin;
    touched.bufferBytes = part->end - part->begin;
  }
  return touched;
}

// Whether what a thread did before is ordered behind an earlier access to a granule.
bool follows(const Warp& warp, unsigned lane, Stamp earlier) {
  const SyncClock& clock = warp.block.clock;
  return earlier < stampBefore(clock.syncedAt()) ||
         clock.ordered(warp.index, lane, warpOf(earlier), laneOf(earlier), (earlier & stampMany) != 0, timeOf(earlier));
}

}  // namespace

std::uint32_t BulkTransfer::sharedOffset(const SharedPlace& place, std::uint32_t i) const {
  if (!isTensor() || tile.swizzle == 0) return place.offset + i;
  return swizzled(place.offset + i / tile.rowBytes() * tile.pitch() + i % tile.rowBytes(), tile.swizzle);
}

// All of shared memory that is read must have been written before: by whom, the thread that copies must know.
void BulkTransfer::watchSource(const SharedPlace& place) const {
  Block& block = *place.owner;
  if (!block.grid.races || place.owner != &warp.block) return;
  const unsigned shift = block.grid.granuleShiftShared;
  for (std::uint32_t g = place.offset >> shift; g <= (place.offset + sharedBytes() - 1) >> shift; ++g) {
    const Stamp write = block.sharedWrites[g];
    if ((write & stampAtomic) != 0 || follows(warp, lane, write)) {
      // Until it has been read nobody may write it.
      block.sharedReads[g] = stampUnderWay(warp.index * warpSize + lane);
      block.sharedReadOps[g] = op.id;
      continue;
    }
    reportRace(warp, op, lane, touchedAt(place, g << shift, 1u << shift, Access::read), block.linear, write, true,
               block.sharedWriteOps[g]);
    return;
  }
}

// The source was read: by the thread that waits, as far as others are concerned.
void BulkTransfer::endWatch(const SharedPlace& place) const {
  Block& block = *place.owner;
  if (!block.grid.races || place.owner != &warp.block) return;
  const unsigned shift = block.grid.granuleShiftShared;
  for (std::uint32_t g = place.offset >> shift; g <= (place.offset + sharedBytes() - 1) >> shift; ++g) {
    if (isUnderWay(block.sharedReads[g])) {
      block.sharedReads[g] = stampOf(block.clock.now(), warp.index * warpSize + lane);
    }
  }
}

// The copy may write at any time from now on. Bytes that nobody has written stay so until somebody waited for it; what
// stood in the others may not be used any more.
void BulkTransfer::watchDestination(const SharedPlace& place) const {
  Block& block = *place.owner;
  if (!block.grid.races || place.owner != &warp.block || reduction.reduces()) return;
  const unsigned shift = block.grid.granuleShiftShared;
  const Stamp start = stampBefore(block.clock.startedAt());
  const Stamp underWay = stampUnderWay(warp.index * warpSize + lane);
  for (std::uint32_t g = place.offset >> shift; g <= (place.offset + sharedBytes() - 1) >> shift; ++g) {
    const Stamp read = block.sharedReads[g];
    const Stamp write = block.sharedWrites[g];
    const bool behindRead = (read & stampAtomic) != 0 || follows(warp, lane, read);
    if (!behindRead || ((write & stampAtomic) == 0 && !follows(warp, lane, write))) {
      reportRace(warp, op, lane, touchedAt(place, g << shift, 1u << shift, Access::write), block.linear,
                 behindRead ? write : read, behindRead, behindRead ? block.sharedWriteOps[g] : block.sharedReadOps[g]);
      return;
    }
    if (write >= start) block.sharedWrites[g] = underWay;
    block.sharedWriteOps[g] = op.id;
  }
}

// Bytes `begin` to `end` of the source in shared memory.
bool BulkTransfer::checkWritten(std::uint32_t begin, std::uint32_t end) {
  const SharedPlace& place = from.shared;
  const bool moves = isTensor() && tile.swizzle != 0;
  while (begin < end) {
    const std::uint32_t next = moves ? std::min(end, (begin / chunkBytes + 1) * chunkBytes) : end;
    const SharedPlace piece{place.owner, sharedOffset(place, begin)};
    if (!reachMany(warp, op, lane, Window::cluster, piece.address(), next - begin, 1, Access::read)) return false;
    begin = next;
  }
  return true;
}

bool BulkTransfer::checkSource() {
  const std::uint32_t alignment = isTensor() ? 128 : 16;
  Counters& counters = warp.counters();
  bool fine = true;
  switch (from.kind) {
    case BulkEnd::Kind::global:
      counters.globalLoadRequests += 1;
      counters.globalLoadBytes += bytes;
      counters.globalLoadSectors += sectorsOf(from.address, bytes);
      return bytes == 0 || checkGlobal(warp, op, lane, from.address, bytes, alignment, Access::read);
    case BulkEnd::Kind::tile:
      counters.globalLoadRequests += 1;
      forEachRow(tile, at, [&](std::uint32_t, std::uint32_t first, std::uint32_t last, std::uint64_t address) {
        const std::uint32_t count = (last - first) * tile.elementBytes;
        if (!fine || count == 0) return;
        counters.globalLoadBytes += count;
        counters.globalLoadSectors += sectorsOf(address, count);
        fine = checkGlobal(warp, op, lane, address, count, 1, Access::read);
      });
      return fine;
    case BulkEnd::Kind::shared:
      if (bytes == 0) return true;
      if (!checkShared(warp, op, lane, from.shared, sharedBytes(), alignment, Access::read)) return false;
      watchSource(from.shared);
      if (to.kind != BulkEnd::Kind::tile) return checkWritten(0, bytes);
      // What lies outside the tensor is not stored: nobody need have written it.
      forEachRow(tile, at, [&](std::uint32_t row, std::uint32_t first, std::uint32_t last, std::uint64_t) {
        fine = fine && checkWritten(row + first * tile.elementBytes, row + last * tile.elementBytes);
      });
      return fine;
  }
  return false;
}

bool BulkTransfer::checkDestination() {
  const std::uint32_t alignment = isTensor() ? 128 : 16;
  Counters& counters = warp.counters();
  bool fine = true;
  switch (to.kind) {
    case BulkEnd::Kind::global:
      counters.globalStoreRequests += 1;
      counters.globalStoreBytes += bytes;
      counters.globalStoreSectors += sectorsOf(to.address, bytes);
      return bytes == 0 || checkGlobal(warp, op, lane, to.address, bytes, alignment,
                                       reduction.reduces() ? Access::atomic : Access::write);
    case BulkEnd::Kind::tile:
      counters.globalStoreRequests += 1;
      forEachRow(tile, at, [&](std::uint32_t, std::uint32_t first, std::uint32_t last, std::uint64_t address) {
        const std::uint32_t count = (last - first) * tile.elementBytes;
        if (!fine || count == 0) return;
        counters.globalStoreBytes += count;
        counters.globalStoreSectors += sectorsOf(address, count);
        fine = checkGlobal(warp, op, lane, address, count, 1, reduction.reduces() ? Access::atomic : Access::write);
      });
      return fine;
    case BulkEnd::Kind::shared:
      if (bytes == 0) return true;
      if (!checkShared(warp, op, lane, to.shared, sharedBytes(), alignment, Access::write)) return false;
      watchDestination(to.shared);
      return true;
  }
  return false;
}

bool BulkTransfer::check(bool again) {
  if (bytes % 16 != 0 && !isTensor()) {
    report(warp, op, lane, FindingKind::misaligned,
           "Expected a multiple of 16 bytes but found " + std::to_string(bytes) + ".", true);
    return false;
  }
  if ((!again && !checkSource()) || !checkDestination()) return false;
  warp.counters().asyncCopyBytes += bytes;
  return true;
}

void BulkTransfer::read() {
  if (wasRead_) return;
  wasRead_ = true;
  data_.resize(bytes);
  asyncState(warp.block).held += bytes;
  warp.block.extraWork += bytes / 64;
  if (bytes == 0) return;
  switch (from.kind) {
    case BulkEnd::Kind::global:
      std::memcpy(data_.data(), globalData(warp, from.address), bytes);
      break;
    case BulkEnd::Kind::tile:
      fillOutside(tile, data_.data(), bytes);
      forEachRow(tile, at, [&](std::uint32_t row, std::uint32_t first, std::uint32_t last, std::uint64_t address) {
        if (first == last) return;
        std::memcpy(data_.data() + row + first * tile.elementBytes, globalData(warp, address),
                    std::size_t(last - first) * tile.elementBytes);
      });
      break;
    case BulkEnd::Kind::shared: {
      endWatch(from.shared);
      const std::uint8_t* shared = from.shared.owner->shared;
      for (std::uint32_t i = 0; i < bytes; i += chunkBytes) {
        std::memcpy(data_.data() + i, shared + sharedOffset(from.shared, i), std::min(chunkBytes, bytes - i));
      }
      break;
    }
  }
}

void BulkTransfer::store(std::uint8_t* into, const std::uint8_t* data, std::uint32_t count) const {
  if (reduction.reduces()) {
    reduction.apply(into, data, count);
  } else {
    std::memcpy(into, data, count);
  }
}

// What lies between rows was under way as well, and stays what it was.
void BulkTransfer::endDestination(const SharedPlace& place) const {
  Block& block = *place.owner;
  if (!block.grid.races) return;
  const unsigned shift = block.grid.granuleShiftShared;
  for (std::uint32_t g = place.offset >> shift; g <= (place.offset + sharedBytes() - 1) >> shift; ++g) {
    if (isUnderWay(block.sharedWrites[g])) block.sharedWrites[g] = stampBefore(block.clock.startedAt()) | stampAtomic;
  }
}

bool BulkTransfer::write() {
  if (bytes == 0 || std::exchange(wasWritten_, true)) return true;
  const Access access = reduction.reduces() ? Access::atomic : Access::write;
  bool fine = true;
  switch (to.kind) {
    case BulkEnd::Kind::global: {
      std::uint8_t* into = reachMany(warp, op, lane, Window::global, to.address, bytes, 1, access);
      fine = into != nullptr;
      if (fine) store(into, data_.data(), bytes);
      break;
    }
    case BulkEnd::Kind::tile:
      forEachRow(tile, at, [&](std::uint32_t row, std::uint32_t first, std::uint32_t last, std::uint64_t address) {
        const std::uint32_t count = (last - first) * tile.elementBytes;
        if (!fine || count == 0) return;
        std::uint8_t* into = reachMany(warp, op, lane, Window::global, address, count, 1, access);
        fine = into != nullptr;
        if (fine) store(into, data_.data() + row + first * tile.elementBytes, count);
      });
      break;
    case BulkEnd::Kind::shared: {
      // Chunks that rows shorter than the swizzle leave out are not written.
      const bool whole = sharedBytes() == bytes;
      fine = !whole || reachMany(warp, op, lane, Window::cluster, to.shared.address(), bytes, 1, access) != nullptr;
      std::uint8_t* shared = to.shared.owner->shared;
      for (std::uint32_t i = 0; i < bytes && fine; i += chunkBytes) {
        const SharedPlace chunk{to.shared.owner, sharedOffset(to.shared, i)};
        const std::uint32_t count = std::min(chunkBytes, bytes - i);
        fine = whole || reachMany(warp, op, lane, Window::cluster, chunk.address(), count, 1, access) != nullptr;
        if (fine) store(shared + chunk.offset, data_.data() + i, count);
      }
      endDestination(to.shared);
      break;
    }
  }
  data_ = {};
  asyncState(warp.block).held -= bytes;
  return fine;
}

bool BulkWork::perform(const SharedPlace& place) {
  transfer_.read();
  if (!transfer_.write()) return false;
  MemoryBarrier* barrier = barrierAt(warp, op, lane, place);
  return barrier && completeTransactions(warp, op, lane, place, *barrier, transfer_.bytes);
}

bool completeOn(BulkTransfer transfer, const SharedPlace& place) {
  Warp& warp = transfer.warp;
  MemoryBarrier* barrier = accessBarrier(warp, transfer.op, transfer.lane, place, Access::atomic);
  if (!barrier) return false;
  barrier->work.push_back(std::make_unique<BulkWork>(std::move(transfer)));
  warp.block.unit.failedPolls = 0;
  return limitWork(place, *barrier);
}

bool completeByGroup(BulkTransfer transfer) {
  // Beyond so many they are done at once.
  constexpr std::size_t mostTransfers = 1u << 14;
  Warp& warp = transfer.warp;
  if (asyncState(warp.block).grouped >= mostTransfers) {
    transfer.read();
    return transfer.write();
  }
  ++asyncState(warp.block).grouped;
  const std::uint32_t thread = warp.index * warpSize + transfer.lane;
  asyncState(warp.block).bulk[thread].open.transfers.push_back(std::move(transfer));
  return true;
}

}  // namespace warpsmith::sim
