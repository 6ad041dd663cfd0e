#pragma once

#include <cstdint>
#include <string>

#include "instrument/function_plan.h"
#include "ptx/flow_graph.h"

namespace warpsmith::instrument {

// Makes every loop look at the clock now and then: past the launch's deadline, or when the launch is to be aborted, the
// thread leaves.
void watchLoops(FunctionPlan& plan, const ptx::FlowGraph& graph);

// Lets the kernel's first thread set the deadline, if no launch of the plan has yet.
void startClock(FunctionPlan& plan);

// Labels at which a thread goes on when the deadline has passed, or when the launch was aborted.
struct ClockExits {
  std::string late;
  std::string aborted;
};

// Exits that make the thread leave: with a record of this kind at the instruction, or quietly.
ClockExits leaveAt(FunctionPlan& plan, std::uint32_t instruction, SiteKind kind);

// Text that looks at the clock each so many times that a thread comes along.
std::string lookAtClock(FunctionPlan& plan, const ClockExits& exits, std::uint32_t rounds);

// Rounds of a wait in shared memory between two looks.
inline constexpr std::uint32_t roundsAtBarriers = 32;

}  // namespace warpsmith::instrument
