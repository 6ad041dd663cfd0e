#pragma once

#include <vector>

#include "ptx/flow_graph.h"
#include "ptx/module.h"

namespace warpsmith::instrument {

// By basic block of a kernel: whether all lanes of a warp that have not ended come to it, whatever their data and
// places, or end before. False where that can't be told, and in all of a function that is no kernel: who calls it may
// stand on one side of a branch.
std::vector<bool> reachedByAllLanes(const ptx::Function& function, const ptx::FlowGraph& graph);

}  // namespace warpsmith::instrument
