#pragma once

#include <vector>

#include "nvrtc/imports.h"

namespace warpsmith::nvrtc {

// Functions of libc's that call the library back, so that a thread in the library's own code may hold their locks and
// their memory: no leaving until they return.
std::vector<Import> callbackFunctions();

}  // namespace warpsmith::nvrtc
