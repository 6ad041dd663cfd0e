#pragma once

#include <vector>

#include "nvrtc/imports.h"

namespace warpsmith::nvrtc {

// What stands in for libc's functions on memory: it comes from the heap of the call that runs, and is held to its
// ceiling.
std::vector<Import> memoryFunctions();

}  // namespace warpsmith::nvrtc
