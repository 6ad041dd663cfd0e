#pragma once

#include "instrument/function_plan.h"

namespace warpsmith::instrument {

// Makes threads leave before a copy by a tensor map that the hardware would call an illegal instruction, or that would
// write to a tensor that may only be read. What of it reaches into shared memory is checked with the other accesses.
void checkTensorCopies(FunctionPlan& plan);

}  // namespace warpsmith::instrument
