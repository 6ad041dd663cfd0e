#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/exec/async_operand.h"
#include "sim/exec/bulk_reduce.h"
#include "sim/exec/memory_barrier.h"
#include "sim/exec/tensor_tile.h"

namespace warpsmith::sim {

// One end of a bulk copy.
struct BulkEnd {
  enum class Kind : std::uint8_t { global, shared, tile };
  Kind kind = Kind::global;
  std::uint64_t address = 0;  // of global memory
  SharedPlace shared;
};

// A copy of many bytes that runs by itself. It reads its source and writes its destination when it must, not before.
class BulkTransfer {
 public:
  BulkTransfer(Warp& byWarp, const Op& ofOp, unsigned byLane) : warp(byWarp), op(ofOp), lane(byLane) {}

  Warp& warp;
  const Op& op;
  unsigned lane;
  BulkEnd from;
  BulkEnd to;
  std::uint32_t bytes = 0;
  BulkReduction reduction;
  // Of a tensor copy: the tile, and the coordinates of its first element.
  TensorTile tile;
  std::array<std::int32_t, mostTensorRank> at{};

  // Looks for all that can be known to be wrong when it begins; of a multicast's second copy, only at its destination.
  // False after a finding that ends the launch.
  bool check(bool again = false);
  // Takes the bytes from the source, if that wasn't done yet.
  void read();
  // False after a finding that ends the launch.
  bool write();
  bool wasRead() const { return wasRead_; }

 private:
  bool isTensor() const { return from.kind == BulkEnd::Kind::tile || to.kind == BulkEnd::Kind::tile; }
  // What it takes of shared memory, and where byte `i` of its data lies there.
  std::uint32_t sharedBytes() const { return isTensor() ? tile.sharedBytes() : bytes; }
  std::uint32_t sharedOffset(const SharedPlace& place, std::uint32_t i) const;
  bool checkSource();
  bool checkDestination();
  bool checkWritten(std::uint32_t begin, std::uint32_t end);
  void watchSource(const SharedPlace& place) const;
  void endWatch(const SharedPlace& place) const;
  void endDestination(const SharedPlace& place) const;
  void watchDestination(const SharedPlace& place) const;
  void store(std::uint8_t* into, const std::uint8_t* data, std::uint32_t count) const;

  std::vector<std::uint8_t> data_;
  bool wasRead_ = false;
  bool wasWritten_ = false;
};

// A bulk copy that an mbarrier tells the end of.
class BulkWork : public AsyncWork {
 public:
  explicit BulkWork(BulkTransfer transfer)
      : AsyncWork(transfer.warp, transfer.op, transfer.lane), transfer_(std::move(transfer)) {}
  bool perform(const SharedPlace& barrier) override;

 private:
  BulkTransfer transfer_;
};

// Gives a transfer that was checked to an mbarrier (false after a finding), or to the thread's open group.
bool completeOn(BulkTransfer transfer, const SharedPlace& barrier);
bool completeByGroup(BulkTransfer transfer);

}  // namespace warpsmith::sim
