#pragma once

#include "ptx/parse_context.h"
#include "ptx/scopes.h"

namespace warpsmith::ptx {

// From the opcode to the semicolon. `instruction` has its guard and location already; returns whether an operand names
// something that only the end of its scope can tell: such are of kind `symbol` without an index.
bool parseInstruction(ParseContext& context, Scopes& scopes, const Function& function, Instruction& instruction);

}  // namespace warpsmith::ptx
