#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "ptx/writer.h"

namespace warpsmith::ptx {

// Other names for registers, by their index in the function.
using Renames = std::unordered_map<std::uint32_t, std::string>;

// One instruction with its guard, semicolon and line end.
void printInstruction(Writer& out, const Function& function, const Instruction& instruction, const Renames& renames);

// An operand as it stands in an instruction.
void printOperand(Writer& out, const Function& function, const Operand& operand, const Renames& renames);

// The body of a function with its braces.
void printBody(Writer& out, const Function& function);

}  // namespace warpsmith::ptx
