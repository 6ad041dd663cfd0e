// The common forms for machines with AVX2, FMA and F16C; the same code as handlers_baseline.cc.

// Whatever has external linkage (the standard library, Warp) comes before the target is changed: its inline functions
// may be taken from this file for all the others.
#include <cstdint>
#include <string>
#include <vector>

#include "ptx/module.h"
#include "sim/exec/arithmetic/form.h"
#include "sim/warp.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,bmi,bmi2,popcnt,lzcnt")
// Nobody looks at errno or at floating-point flags, and minding them keeps compilers from vectorising.
#pragma GCC optimize("no-math-errno", "no-trapping-math")

#include "sim/exec/arithmetic/common_compare.h"
#include "sim/exec/arithmetic/common_convert.h"
#include "sim/exec/arithmetic/common_float.h"
#include "sim/exec/arithmetic/common_integer.h"
#include "sim/exec/arithmetic/lane_loop.h"

namespace warpsmith::sim {

void putAvx2Handlers(Registry& registry) {
  putCommonIntegers(registry);
  putCommonFloats(registry);
  putCommonConversions(registry);
  putCommonComparisons(registry);
  putLop3(registry);
}

}  // namespace warpsmith::sim

#pragma GCC pop_options
