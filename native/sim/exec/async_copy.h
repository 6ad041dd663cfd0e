#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sim/block.h"

// cp.async: copies of 4 to 16 bytes that a thread waits for by groups or lets an mbarrier wait for.
namespace warpsmith::sim {

struct AsyncCopy {
  const Op* op = nullptr;
  const std::uint8_t* from = nullptr;  // null: zeros
  std::uint32_t to = 0;                // in shared memory
  std::uint8_t bytes = 0;
  std::uint8_t fromBytes = 0;  // the rest is filled with zeros
};

// Copies of one thread. They are numbered in the order they were issued in.
struct ThreadCopies {
  std::vector<AsyncCopy> copies;  // those from `performed` on
  std::uint64_t performed = 0;
  std::deque<std::uint64_t> groups;  // of each committed group, the number of the first copy behind it
  std::uint64_t handedOver = 0;      // copies before this an mbarrier waits for

  std::uint64_t issued() const { return performed + copies.size(); }
};

struct CopyState : BlockState {
  std::vector<ThreadCopies> threads;

  // Performs a thread's copies before number `end`. False after a finding that ends the launch.
  bool perform(Warp& warp, unsigned lane, std::uint64_t end);
  void exiting(Warp& warp, const Op& op, LaneMask lanes) override;
};

}  // namespace warpsmith::sim
