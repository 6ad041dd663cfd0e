#pragma once

#include <string>
#include <vector>

#include "cuda/context.h"

namespace warpsmith::cuda {

// What the driver's compiler makes of PTX: a cubin for the context's device. Unlike loading PTX, which the driver does
// one module after the other, this runs on as many threads as there are. Throws Error("bad-ptx") with the driver's
// message for text that it cannot compile.
std::vector<unsigned char> assemble(const Context& context, const std::string& ptx);

}  // namespace warpsmith::cuda
