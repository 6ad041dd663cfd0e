#pragma once

#include <cstdint>
#include <vector>

#include "ptx/module.h"

namespace warpsmith::ptx {

struct BasicBlock {
  std::uint32_t first = 0;  // instruction
  std::uint32_t last = 0;   // inclusive
  std::vector<std::uint32_t> successors;
  std::vector<std::uint32_t> predecessors;
  // The block where all paths from this one's end meet again; `none` when that is the end of the function.
  std::uint32_t immediatePostDominator = none;
  // Reachable from the function's entry.
  bool reachable = false;
};

// Basic blocks in order of their first instruction. A guarded `exit`, `ret` or `trap` falls through as well; `brx.idx`
// has every label of its .branchtargets as a successor. An endless loop counts as reaching the end, so that every block
// has a post-dominator.
struct FlowGraph {
  std::vector<BasicBlock> blocks;
  std::vector<std::uint32_t> blockOf;  // by instruction

  explicit FlowGraph(const Function& function);

  // Blocks that are the target of a back edge (an edge to a block that dominates its source).
  std::vector<bool> loopHeads() const;
};

}  // namespace warpsmith::ptx
