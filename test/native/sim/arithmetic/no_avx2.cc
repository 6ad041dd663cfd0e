// Linked in place of handlers_avx2.cc: the simulator as it is on a machine without AVX2.

#include "sim/exec/arithmetic/form.h"

namespace warpsmith::sim {

void putAvx2Handlers(Registry& registry) { putBaselineHandlers(registry); }

}  // namespace warpsmith::sim
