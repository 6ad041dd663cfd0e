// The common forms for any x86-64.

#include "sim/exec/arithmetic/form.h"
#include "sim/warp.h"

#pragma GCC push_options
// Nobody looks at errno or at floating-point flags, and minding them keeps compilers from vectorising.
#pragma GCC optimize("no-math-errno", "no-trapping-math")

#include "sim/exec/arithmetic/common_compare.h"
#include "sim/exec/arithmetic/common_convert.h"
#include "sim/exec/arithmetic/common_float.h"
#include "sim/exec/arithmetic/common_integer.h"
#include "sim/exec/arithmetic/lane_loop.h"

namespace warpsmith::sim {

void putBaselineHandlers(Registry& registry) {
  putCommonIntegers(registry);
  putCommonFloats(registry);
  putCommonConversions(registry);
  putCommonComparisons(registry);
  putLop3(registry);
}

}  // namespace warpsmith::sim

#pragma GCC pop_options
