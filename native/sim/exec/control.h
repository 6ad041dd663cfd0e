#pragma once

#include "sim/op.h"
#include "sim/warp.h"

namespace warpsmith::sim {

// Stands for an instruction that no family knows: a finding when a thread comes to it.
Op unsupportedOp();
// The end of a function.
Op returnOp();

// Copies what lanes return from a callee's frame to where its caller wants it.
void takeResults(Warp& warp, const CallFrame& callee, LaneMask lanes);

}  // namespace warpsmith::sim
