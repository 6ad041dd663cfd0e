#pragma once

#include "ptx/writer.h"

namespace warpsmith::ptx {

// The body of a function with its braces.
void printBody(Writer& out, const Function& function);

}  // namespace warpsmith::ptx
