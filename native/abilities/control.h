#pragma once

#include <cstdint>
#include <vector>

#include "ptx/flow_graph.h"
#include "ptx/module.h"

namespace warpsmith::abilities {

// What depends on which way a branch goes. Ways that only end in a trap, or never end, count for nothing: who takes one
// has no result that could be right.
class Control {
 public:
  explicit Control(const ptx::Function& function);

  const ptx::FlowGraph& graph() const noexcept { return graph_; }
  std::uint32_t blockOf(std::uint32_t instruction) const { return graph_.blockOf[instruction]; }
  // Whether the last instruction of the block chooses between ways.
  bool branches(std::uint32_t block) const;
  // The blocks that run, or run as often as they do, because of what the end of this block decides.
  std::vector<std::uint32_t> decidedBy(std::uint32_t block) const;

 private:
  const ptx::Function& function_;
  ptx::FlowGraph graph_;
  std::vector<bool> ends_;                    // by block: some way from it ends as it should
  std::vector<std::uint32_t> meetingPoints_;  // by block: where all ways from it meet; the number of blocks for the end
};

struct Loop {
  std::uint32_t head = 0;
  std::vector<bool> holds;  // by block
  // Blocks from whose end a way leads out.
  std::vector<std::uint32_t> exits;
};

// The loops that have one head, inner ones beside outer ones; at most as many as `most` steps find.
std::vector<Loop> loopsOf(const ptx::FlowGraph& graph, std::size_t most);

}  // namespace warpsmith::abilities
