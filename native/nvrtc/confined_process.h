#pragma once

#include <vector>

#include "nvrtc/imports.h"

namespace warpsmith::nvrtc {

// What stands in for libc's functions on the process: what would end it ends the call, and none is started.
std::vector<Import> processFunctions();

}  // namespace warpsmith::nvrtc
