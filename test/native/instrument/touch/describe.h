#pragma once

#include <string>

#include "instrument/touch.h"

// The address and what else an operand of a touch can be, as PTX writes it.
std::string describeOperand(const warpsmith::ptx::Operand& operand, const warpsmith::ptx::Function& function);
// As `TouchCase::expected` has it.
std::string describe(const warpsmith::instrument::Touches& touches, const warpsmith::ptx::Function& function);
