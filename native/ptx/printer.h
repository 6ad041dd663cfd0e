#pragma once

#include <string>

#include "ptx/module.h"

namespace warpsmith::ptx {

// The module as PTX text, the same in meaning: parsing it again gives the same module, and ptxas the same code.
// Debug sections are left out, except where ptxas needs them: all with `.target debug`, the one with names where a .loc
// refers to it. .loc and .file stay.
std::string print(const Module& module);

}  // namespace warpsmith::ptx
