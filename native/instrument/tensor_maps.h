#pragma once

#include <cstdint>
#include <string>

#include "instrument/function_plan.h"

namespace warpsmith::instrument {

// The kernel's parameter that is the tensor map an operand names; noParameter when that can't be told.
std::uint32_t mapParameter(const FunctionPlan& plan, const ptx::Operand& operand);

// Text that loads one of the two numbers, at byte `offset` of the entry, that the host says of a tensor map.
std::string loadMap(FunctionPlan& plan, std::uint32_t parameter, BoundKind kind, std::uint32_t offset,
                    const std::string& into);

}  // namespace warpsmith::instrument
