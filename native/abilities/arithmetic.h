#pragma once

#include "abilities/value.h"
#include "ptx/module.h"

namespace warpsmith::abilities {

// What an instruction that computes in registers makes of its operands' values. `operands` are by operand, the result
// first; what an operand holds in parts is joined.
Value computed(const ptx::Instruction& instruction, const std::vector<Value>& operands, Bases& bases);

}  // namespace warpsmith::abilities
