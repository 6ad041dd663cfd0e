#pragma once

#include "instrument/function_plan.h"
#include "ptx/flow_graph.h"

namespace warpsmith::instrument {

// Puts checks before the matrix products of a function whose operands matrix descriptors say the place of: no byte of
// them may lie outside of the block's shared memory.
void checkMatrixOperands(FunctionPlan& plan, const ptx::FlowGraph& graph);

}  // namespace warpsmith::instrument
