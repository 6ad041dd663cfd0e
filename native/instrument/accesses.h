#pragma once

#include "instrument/function_plan.h"
#include "ptx/flow_graph.h"

namespace warpsmith::instrument {

// Checks whatever the function touches before it is touched. In a screen, the accesses of a stretch of code whose
// addresses can be computed where it begins are checked there together; precisely, each on its own.
void checkAccesses(FunctionPlan& plan, const ptx::FlowGraph& graph);

}  // namespace warpsmith::instrument
