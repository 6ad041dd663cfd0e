#pragma once

#include "ptx/writer.h"

namespace warpsmith::ptx {

// A variable or parameter without the semicolon.
void printDeclaration(Writer& out, const Variable& variable);

}  // namespace warpsmith::ptx
