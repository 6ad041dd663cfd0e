#include <cstring>
#include <string>

#include "sim/exec/bulk_copy.h"
#include "sim/grid.h"
#include "sim/report.h"

namespace warpsmith::sim {

namespace {

// What grid.cc puts where a kernel expects a CUtensorMap.
constexpr std::uint64_t mapMark = 0x70616d2d726f736e;

const TensorMap* mapAt(Warp& warp, const Op& op, unsigned lane, std::uint64_t address) {
  Touched touched;
  touched.offset = static_cast<std::int64_t>(address);
  touched.bytes = 128;
  touched.access = Access::read;
  if (address >= sharedWindow && address < parameterWindow) {
    reportAccess(
        warp, op, lane, FindingKind::outOfBounds, touched,
        "A tensor map must lie in global, constant or parameter memory; a parameter must be __grid_constant__.", true);
    return nullptr;
  }
  const std::uint8_t* data = reach(warp, op, lane, Window::generic, address, 16, {Access::read, false, nullptr});
  if (!data) return nullptr;
  std::uint64_t content[2] = {};
  std::memcpy(content, data, sizeof content);
  const auto& maps = warp.block.grid.tensorMaps;
  if (content[0] == mapMark && content[1] < maps.size()) return &maps[content[1]];
  reportAccess(warp, op, lane, FindingKind::outOfBounds, touched, "There is no tensor map at this address.", true);
  return nullptr;
}

// The bitwise reductions take integers of either sign.
ptx::Type reducedType(AtomicOperation operation, ptx::Type type) {
  const bool bitwise = operation == AtomicOperation::bitAnd || operation == AtomicOperation::bitOr ||
                       operation == AtomicOperation::bitXor;
  if (!bitwise) return type;
  if (type == ptx::Type::u32 || type == ptx::Type::s32) return ptx::Type::b32;
  if (type == ptx::Type::u64 || type == ptx::Type::s64) return ptx::Type::b64;
  return type;
}

}  // namespace

bool takeTile(Warp& warp, const Op& op, unsigned lane, BulkTransfer& transfer) {
  const auto& detail = op.as<BulkDetail>();
  const LaneAddress& address = detail.from == BulkEnd::Kind::tile ? detail.fromAddress : detail.toAddress;
  const TensorMap* map = mapAt(warp, op, lane, address.at(warp, lane));
  if (!map) return false;
  if (!makeTile(*map, transfer.tile)) {
    report(warp, op, lane, FindingKind::unsupported, "The simulator does not know this kind of tensor map.", true);
    return false;
  }
  if (transfer.tile.rank != detail.rank) {
    report(warp, op, lane, FindingKind::trap,
           "Expected a tensor map of " + std::to_string(detail.rank) + " dimensions but found one of " +
               std::to_string(transfer.tile.rank) + ".",
           true);
    return false;
  }
  if (detail.reduction.reduces()) {
    transfer.reduction.type = reducedType(detail.reduction.operation, transfer.tile.type);
    if (!bulkReductionIsKnown(detail.reduction.operation, transfer.reduction.type)) {
      report(warp, op, lane, FindingKind::trap, "The reduction does not exist for the tensor map's type.", true);
      return false;
    }
  }
  for (unsigned d = 0; d < detail.rank; ++d) {
    transfer.at[d] = static_cast<std::int32_t>(warp.in32(detail.coordinates[d])[lane]);
  }
  const std::int64_t inner = std::int64_t(transfer.at[0]) * transfer.tile.elementBytes;
  if (inner % coordinateAlignment != 0) {
    Touched touched;
    touched.space = "global";
    if (const Region* region = warp.block.grid.regions.find(transfer.tile.base)) touched.buffer = region->name;
    for (unsigned d = 0; d < detail.rank; ++d) {
      touched.offset += transfer.at[d] * static_cast<std::int64_t>(transfer.tile.strides[d]);
    }
    touched.bytes = transfer.tile.bytes();
    touched.access = detail.from == BulkEnd::Kind::tile ? Access::read
                     : detail.reduction.reduces()       ? Access::atomic
                                                        : Access::write;
    reportAccess(warp, op, lane, FindingKind::misaligned, touched,
                 "Expected an innermost coordinate at a multiple of 16 bytes but found " +
                     std::to_string(transfer.at[0]) + ", which is at " + std::to_string(inner) + ".",
                 true);
    return false;
  }
  transfer.bytes = transfer.tile.bytes();
  return true;
}

bool decodeTile(Decoder& decoder, std::size_t operand, BulkDetail& detail, LaneAddress& map) {
  if (!decodeAddress(decoder, operand, Window::generic, map)) return false;
  const auto& elements = decoder.operand(operand).elements;
  if (elements.size() != 2 || elements[1].kind != ptx::OperandKind::vector ||
      elements[1].elements.size() != detail.rank) {
    return false;
  }
  for (unsigned d = 0; d < detail.rank; ++d) {
    if (!decoder.source(elements[1].elements[d], 32, detail.coordinates[d])) return false;
  }
  return true;
}

}  // namespace warpsmith::sim
