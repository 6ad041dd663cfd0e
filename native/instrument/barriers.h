#pragma once

#include <cstdint>

#include "instrument/function_plan.h"
#include "ptx/flow_graph.h"

namespace warpsmith::instrument {

// How the threads of a module wait for each other in hardware, where no deadline reaches them.
struct BarrierUse {
  // Some threads may wait at one barrier of the block while the others wait at another one, or for more threads than
  // come. With a single barrier for all threads that cannot be: a thread that leaves counts as arrived there.
  bool mayStick = false;
  // bar.warp.sync, shfl.sync and the like where not all lanes may come: those that never do keep the others for ever.
  bool warps = false;
  // Barrier objects: one that nobody initialised, because who would have left, makes the others trap. Clusters: a
  // block's own place in the cluster's shared memory is told from a variable of this file.
  bool memory = false;
};

BarrierUse barrierUse(const ptx::Module& module);

// Bytes of shared memory that `watchBarriers` needs: ModulePlan::ownShared.
std::uint32_t barrierBytes(const BarrierUse& use);

// Lets threads wait at each barrier that may stick with an eye on the deadline, until all that it waits for have come;
// only then do they execute it.
void watchBarriers(FunctionPlan& plan, const ptx::FlowGraph& graph, const BarrierUse& use);

}  // namespace warpsmith::instrument
