#pragma once

#include "instrument/function_plan.h"

namespace warpsmith::instrument {

// Makes threads leave before they initialise an mbarrier for a number of arrivals that none can have.
void checkBarrierCounts(FunctionPlan& plan);

}  // namespace warpsmith::instrument
