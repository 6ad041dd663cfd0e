#pragma once

#include <set>
#include <string_view>

#include "ptx/module.h"

namespace warpsmith::instrument {

// Adds the variables and functions that an operand names, in its parts as well.
inline void collectSymbols(const ptx::Operand& operand, std::set<std::string_view>& names) {
  if (operand.kind == ptx::OperandKind::symbol) names.insert(operand.text);
  for (const ptx::Operand& element : operand.elements) collectSymbols(element, names);
}

}  // namespace warpsmith::instrument
