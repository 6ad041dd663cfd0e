#pragma once

#include <cstdint>
#include <string>

#include "instrument/function_plan.h"

namespace warpsmith::instrument {

// Makes a thread leave with the site before instruction `at` where a comparison ("setp.ne.s64", "%rd1, 0") holds and
// the instruction's own guard does. `text` stands before the comparison; `address` and `extra` are for the record.
void refuseWhere(FunctionPlan& plan, std::uint32_t at, std::string text, const char* comparison,
                 const std::string& operands, Site site, const std::string& address = "0",
                 const std::string& extra = "0");

}  // namespace warpsmith::instrument
