#include "sim/exec/async_operand.h"

#include "sim/grid.h"
#include "sim/report.h"

namespace warpsmith::sim {

bool decodeAddress(Decoder& decoder, std::size_t operand, Window window, LaneAddress& address) {
  address.window = window;
  return operand < decoder.operands() && decoder.address(decoder.operand(operand), address.operand) &&
         !address.operand.isFrame;
}

bool findShared(Warp& warp, const Op& op, unsigned lane, Window window, std::uint64_t address, SharedPlace& place) {
  if (window == Window::generic) {
    if (address - sharedWindow >= windowBytes) {
      Touched touched;
      touched.space = "shared";
      touched.offset = static_cast<std::int64_t>(address);
      reportAccess(warp, op, lane, FindingKind::outOfBounds, touched, "The address is none of shared memory.", true);
      return false;
    }
    address -= sharedWindow;
  }
  place.owner = &warp.block;
  if (address >> rankShift != 0) {
    const std::uint64_t rank = (address >> rankShift) - 1;
    if (address >= windowBytes || rank >= warp.block.unit.blocks.size()) {
      // Finds that there is no such block.
      reach(warp, op, lane, Window::cluster, address, 1, {Access::read, true, nullptr});
      return false;
    }
    place.owner = warp.block.unit.blocks[rank].get();
  }
  place.offset = static_cast<std::uint32_t>(address & rankedOffset);
  return true;
}

bool checkShared(Warp& warp, const Op& op, unsigned lane, const SharedPlace& place, std::uint32_t bytes,
                 std::uint32_t alignment, Access access) {
  Block& owner = *place.owner;
  if (owner.done()) {
    Touched touched;
    touched.space = "shared";
    touched.offset = place.offset;
    touched.bytes = bytes;
    touched.bufferBytes = owner.sharedBytes;
    touched.access = access;
    reportAccess(warp, op, lane, FindingKind::outOfBounds, touched,
                 "The block whose shared memory it is has already ended.", true);
    return false;
  }
  const Block::SharedPart* part = owner.sharedPart(place.offset);
  if (part && bytes <= part->end - place.offset && (place.offset & (alignment - 1)) == 0) return true;
  reachMany(warp, op, lane, Window::cluster, place.address(), bytes, alignment, access);
  return false;
}

bool checkGlobal(Warp& warp, const Op& op, unsigned lane, std::uint64_t address, std::uint64_t bytes,
                 std::uint32_t alignment, Access access) {
  if (access == Access::write) {
    // Nothing is written yet: only what is wrong may go through `reachMany`.
    const Region* region = warp.block.grid.regions.find(address);
    if (region && address + bytes <= region->end && region->writable && (address & (alignment - 1)) == 0) return true;
  }
  return reachMany(warp, op, lane, Window::global, address, bytes, alignment, access) != nullptr;
}

std::uint8_t* globalData(Warp& warp, std::uint64_t address) {
  const Region* region = warp.block.grid.regions.find(address);
  return region ? region->data + (address - region->begin) : nullptr;
}

}  // namespace warpsmith::sim
