#pragma once

#include "ptx/parse_context.h"
#include "ptx/parse_variable.h"

namespace warpsmith::ptx {

// From .func or .entry to the end of the body or the semicolon of a declaration.
Function parseFunction(ParseContext& context, const Linkage& linkage);

}  // namespace warpsmith::ptx
