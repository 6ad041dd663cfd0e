#pragma once

#include <vector>

#include "nvrtc/imports.h"

namespace warpsmith::nvrtc {

// What stands in for libc's functions on files: they know the files of published folders, for reading, and no others.
std::vector<Import> openingFunctions();
std::vector<Import> lookingFunctions();
std::vector<Import> otherFileFunctions();

}  // namespace warpsmith::nvrtc
