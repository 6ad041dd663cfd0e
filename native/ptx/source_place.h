#pragma once

#include <cstdint>
#include <string_view>

#include "ptx/module.h"

namespace warpsmith::ptx {

struct SourcePlace {
  std::string_view file;   // as .file names it; empty when the PTX has no line information
  std::uint32_t line = 0;  // from 1; 0 when unknown
};

// Where an instruction comes from: the call in the first file that the text names, which is the source whose headers'
// code was inlined into it; the instruction's own place when it has no such call.
SourcePlace sourcePlace(const Module& module, const Instruction& instruction);

}  // namespace warpsmith::ptx
