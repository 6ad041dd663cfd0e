#pragma once

#include "sim/exec/bulk_transfer.h"

namespace warpsmith::sim {

// A bulk copy as it stands in the code. op.b: bytes (not of tensors). op.c: mask of a multicast.
struct BulkDetail : OpDetail {
  BulkEnd::Kind from = BulkEnd::Kind::global;
  BulkEnd::Kind to = BulkEnd::Kind::shared;
  LaneAddress fromAddress;  // of a tile: its tensor map's
  LaneAddress toAddress;
  LaneAddress barrier;
  bool hasBarrier = false;  // otherwise it completes by groups
  bool multicast = false;
  BulkReduction reduction;
  unsigned rank = 0;
  std::array<Slot, mostTensorRank> coordinates{};
};

// Makes the tile of a lane's tensor copy. False after a finding.
bool takeTile(Warp& warp, const Op& op, unsigned lane, BulkTransfer& transfer);

// Decodes the address [map, {coordinates}].
bool decodeTile(Decoder& decoder, std::size_t operand, BulkDetail& detail, LaneAddress& map);

}  // namespace warpsmith::sim
