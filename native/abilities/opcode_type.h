#pragma once

#include <cstdint>
#include <string_view>

// The types that an opcode names.
namespace warpsmith::abilities {

// Whether it computes with real numbers, or with halves of a register.
inline bool isReal(std::string_view opcode) {
  return opcode.find(".f") != std::string_view::npos || opcode.find(".bf") != std::string_view::npos ||
         opcode.find(".tf") != std::string_view::npos || opcode.find(".e4") != std::string_view::npos ||
         opcode.find(".e5") != std::string_view::npos || opcode.find("16x2") != std::string_view::npos;
}

// The width of the type that the opcode ends with; 64 where it ends otherwise.
inline std::uint8_t lastWidth(std::string_view opcode) {
  const std::string_view last = opcode.substr(opcode.rfind('.') + 1);
  if (last == "pred") return 1;
  if (last.size() < 2 || (last[0] != 'b' && last[0] != 'u' && last[0] != 's')) return 64;
  const std::string_view digits = last.substr(1);
  if (digits == "8") return 8;
  if (digits == "16") return 16;
  return digits == "32" ? 32 : 64;
}

// Of "cvt.u32.u64": the width of the result.
inline std::uint8_t resultWidth(std::string_view opcode) { return lastWidth(opcode.substr(0, opcode.rfind('.'))); }

}  // namespace warpsmith::abilities
