#pragma once

#include "ptx/parse_context.h"
#include "ptx/scopes.h"

namespace warpsmith::ptx {

// The body of a function with its braces.
void parseBody(ParseContext& context, Scopes& scopes, Function& function);

}  // namespace warpsmith::ptx
