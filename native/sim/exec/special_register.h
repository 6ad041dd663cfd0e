#pragma once

#include <string_view>

#include "sim/op.h"

namespace warpsmith::sim {

// Sets `op` to read a special register ("%tid.x") into op.d. False for one that is not known.
bool decodeSpecialRegister(std::string_view name, unsigned bits, Op& op);

}  // namespace warpsmith::sim
