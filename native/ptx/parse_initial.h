#pragma once

#include "ptx/parse_context.h"

namespace warpsmith::ptx {

// What stands after the = of a variable's declaration. An open array gets its length from it.
void parseInitial(ParseContext& context, Variable& variable);

}  // namespace warpsmith::ptx
