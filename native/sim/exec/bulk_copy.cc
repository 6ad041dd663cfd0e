#include "sim/exec/bulk_copy.h"

#include <memory>
#include <string>
#include <utility>

#include "sim/exec/async_state.h"
#include "sim/exec/families.h"
#include "sim/report.h"

// Bulk copies (PTX ISA, cp.async.bulk, cp.reduce.async.bulk, and of both the .tensor forms).
namespace warpsmith::sim {

namespace {

// Groups of a thread that may wait to be done, and bytes of a block that were read and not yet written.
constexpr std::size_t mostGroups = 256;
constexpr std::size_t mostHeld = std::size_t{16} << 20;

bool multicast(Warp& warp, const Op& op, unsigned lane, const BulkTransfer& transfer, SharedPlace barrier) {
  const std::uint32_t mask = warp.in32(op.c)[lane] & 0xffff;
  const auto& blocks = warp.block.unit.blocks;
  bool again = false;
  for (std::uint32_t rank = 0; rank < 16; ++rank) {
    if ((mask >> rank & 1) == 0) continue;
    if (rank >= blocks.size()) {
      report(warp, op, lane, FindingKind::outOfBounds,
             "Expected a block of the cluster below " + std::to_string(blocks.size()) + " but found " +
                 std::to_string(rank) + ".",
             true);
      return false;
    }
    BulkTransfer each = transfer;
    each.to.shared.owner = barrier.owner = blocks[rank].get();
    if (!each.check(again) || !completeOn(std::move(each), barrier)) return false;
    again = true;
  }
  return true;
}

bool begin(Warp& warp, const Op& op, unsigned lane) {
  const auto& detail = op.as<BulkDetail>();
  BulkTransfer transfer(warp, op, lane);
  transfer.reduction = detail.reduction;
  transfer.from.kind = detail.from;
  transfer.to.kind = detail.to;
  if (detail.rank > 0) {
    if (!takeTile(warp, op, lane, transfer)) return false;
  } else {
    transfer.bytes = warp.in32(op.b)[lane];
  }
  const auto locate = [&](BulkEnd& end, const LaneAddress& address) {
    if (end.kind == BulkEnd::Kind::global) end.address = address.at(warp, lane);
    return end.kind != BulkEnd::Kind::shared ||
           findShared(warp, op, lane, address.window, address.at(warp, lane), end.shared);
  };
  if (!locate(transfer.from, detail.fromAddress) || !locate(transfer.to, detail.toAddress)) return false;
  if (!detail.hasBarrier) {
    if (!transfer.check()) return false;
    return completeByGroup(std::move(transfer));
  }
  SharedPlace barrier;
  if (!findShared(warp, op, lane, detail.barrier.window, detail.barrier.at(warp, lane), barrier)) return false;
  if (detail.multicast) return multicast(warp, op, lane, transfer, barrier);
  if (barrier.owner != transfer.to.shared.owner) {
    report(warp, op, lane, FindingKind::trap,
           "The mbarrier must lie in the shared memory of the block that the copy goes to.", true);
    return false;
  }
  return transfer.check() && completeOn(std::move(transfer), barrier);
}

Step copy(Warp& warp, const Op& op) {
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) { fine = fine && begin(warp, op, lane); });
  return fine ? Step::next : Step::stop;
}

Step prefetch(Warp&, const Op&) { return Step::next; }

Step commit(Warp& warp, const Op&) {
  AsyncState& state = asyncState(warp.block);
  forEachLane(warp.active, [&](unsigned lane) {
    BulkThread& thread = state.bulk[warp.index * warpSize + lane];
    thread.groups.push_back(std::move(thread.open));
    thread.open = BulkGroup{};
    if (thread.groups.size() <= mostGroups) return;
    // The oldest becomes part of the next.
    BulkGroup oldest = std::move(thread.groups.front());
    thread.groups.pop_front();
    auto& next = thread.groups.front().transfers;
    for (BulkTransfer& transfer : next) oldest.transfers.push_back(std::move(transfer));
    next = std::move(oldest.transfers);
  });
  return Step::next;
}

// op.x: how many groups may stay under way. op.y: whether it is enough that the sources were read.
Step waitGroup(Warp& warp, const Op& op) {
  AsyncState& state = asyncState(warp.block);
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    const auto found = state.bulk.find(warp.index * warpSize + lane);
    if (found == state.bulk.end()) return;
    auto& groups = found->second.groups;
    const std::size_t done = groups.size() > op.x ? groups.size() - op.x : 0;
    for (std::size_t i = 0; i < done && fine; ++i) {
      for (BulkTransfer& transfer : groups[i].transfers) {
        transfer.read();
        if (op.y == 0 || state.held > mostHeld) fine = fine && transfer.write();
      }
    }
    if (op.y != 0) return;
    for (std::size_t i = 0; i < done; ++i) state.grouped -= groups[i].transfers.size();
    groups.erase(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(done));
  });
  return fine ? Step::next : Step::stop;
}

bool decodeWait(Decoder& decoder, Op& op) {
  std::int64_t left = 0;
  if (decoder.operands() != 1 || !decoder.literal(decoder.operand(0), left) || left < 0) return false;
  op.x = static_cast<std::uint32_t>(left);
  op.y = decoder.has("read") ? 1 : 0;
  op.run = waitGroup;
  op.kind = OpClass::synchronisation;
  return true;
}

// Modifiers behind the two spaces; false for one that isn't known.
bool decodeModifiers(Decoder& decoder, std::size_t first, BulkDetail& detail, bool reduces) {
  bool named = false;
  for (std::size_t i = first; i < decoder.parts().size(); ++i) {
    const std::string_view part = decoder.parts()[i];
    if (part == "mbarrier::complete_tx::bytes") {
      detail.hasBarrier = true;
    } else if (part == "multicast::cluster") {
      detail.multicast = true;
    } else if (reduces && !named && bulkReductionNamed(part, detail.reduction.operation)) {
      named = true;
    } else if (part == "bulk_group" || part == "L2::cache_hint" || (part == "tile" && detail.rank > 0)) {
      continue;
    } else if (reduces && detail.rank == 0 && (part == "noftz" || i + 1 == decoder.parts().size())) {
      continue;  // the type is the last
    } else {
      return false;
    }
  }
  if (!reduces) return true;
  detail.reduction.type = detail.rank > 0 ? ptx::Type::u32 : decoder.type();
  return named && (detail.rank > 0 || bulkReductionIsKnown(detail.reduction.operation, detail.reduction.type));
}

bool decodeOperands(Decoder& decoder, Op& op, BulkDetail& detail) {
  const bool toTile = detail.to == BulkEnd::Kind::tile;
  const bool fromTile = detail.from == BulkEnd::Kind::tile;
  std::size_t next = 2;
  if (toTile ? !decodeTile(decoder, 0, detail, detail.toAddress)
             : !decodeAddress(decoder, 0, detail.to == BulkEnd::Kind::shared ? Window::cluster : Window::global,
                              detail.toAddress)) {
    return false;
  }
  if (fromTile ? !decodeTile(decoder, 1, detail, detail.fromAddress)
               : !decodeAddress(decoder, 1, detail.from == BulkEnd::Kind::shared ? Window::shared : Window::global,
                                detail.fromAddress)) {
    return false;
  }
  if (detail.rank == 0 && !decoder.source(next++, 32, op.b)) return false;
  if (detail.hasBarrier && !decodeAddress(decoder, next++, Window::cluster, detail.barrier)) return false;
  if (detail.multicast && !decoder.source(next++, 16, op.c)) return false;
  if (decoder.has("L2::cache_hint")) ++next;
  return decoder.operands() == next;
}

bool spaceNamed(std::string_view name, bool tensor, BulkEnd::Kind& kind) {
  const bool shared = name == "shared::cluster" || name == "shared::cta";
  kind = shared ? BulkEnd::Kind::shared : tensor ? BulkEnd::Kind::tile : BulkEnd::Kind::global;
  return shared || name == "global";
}

}  // namespace

bool decodeBulkCopy(Decoder& decoder, Op& op) {
  const auto& parts = decoder.parts();
  const bool reduces = parts.size() > 3 && parts[1] == "reduce";
  std::size_t next = reduces ? 4 : 3;
  if (parts[0] != "cp" || parts.size() <= next || parts[next - 1] != "bulk" || parts[next - 2] != "async") return false;
  if (parts[next] == "commit_group" && decoder.operands() == 0) {
    op.run = commit;
    op.kind = OpClass::synchronisation;
    return true;
  }
  if (parts[next] == "wait_group") return decodeWait(decoder, op);
  if (parts[next] == "prefetch") {
    op.run = prefetch;
    op.kind = OpClass::load;
    return !decoder.has("im2col");
  }
  auto detail = std::make_unique<BulkDetail>();
  const bool tensor = parts[next] == "tensor";
  if (tensor) {
    const std::string_view dimensions = parts.size() > next + 1 ? parts[next + 1] : std::string_view{};
    if (dimensions.size() != 2 || dimensions[0] < '1' || dimensions[0] > '5' || dimensions[1] != 'd') return false;
    detail->rank = static_cast<unsigned>(dimensions[0] - '0');
    next += 2;
  }
  if (parts.size() < next + 2 || !spaceNamed(parts[next], tensor, detail->to) ||
      !spaceNamed(parts[next + 1], tensor, detail->from) || !decodeModifiers(decoder, next + 2, *detail, reduces) ||
      !decodeOperands(decoder, op, *detail)) {
    return false;
  }
  // Copies into shared memory complete on an mbarrier, the others by groups.
  if (detail->hasBarrier != (detail->to == BulkEnd::Kind::shared)) return false;
  op.run = copy;
  op.kind = detail->to == BulkEnd::Kind::shared ? OpClass::load : OpClass::store;
  op.detail = decoder.keep(std::move(detail));
  return true;
}

}  // namespace warpsmith::sim
