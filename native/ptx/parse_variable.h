#pragma once

#include <vector>

#include "ptx/parse_context.h"

namespace warpsmith::ptx {

// What may stand before a variable or function, in any order.
struct Linkage {
  bool isExtern = false;
  bool isVisible = false;
  bool isWeak = false;
  bool isCommon = false;
};
Linkage parseLinkage(Lexer& lexer);

// A declaration from its state space to the semicolon; one variable for each name in it.
std::vector<Variable> parseVariables(ParseContext& context, const Linkage& linkage);
// One of a function's parameters or return values.
Variable parseParameter(ParseContext& context);

}  // namespace warpsmith::ptx
