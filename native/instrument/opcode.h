#pragma once

#include <string_view>

#include "ptx/module.h"

namespace warpsmith::instrument {

// "ld" of "ld.global.v4.f32".
inline std::string_view rootOf(std::string_view opcode) { return opcode.substr(0, opcode.find('.')); }

// Whether ".global" (`part` "global") stands in the opcode.
inline bool hasPart(std::string_view opcode, std::string_view part) {
  for (std::size_t at = opcode.find('.'); at != std::string_view::npos;) {
    const std::size_t next = opcode.find('.', at + 1);
    if (opcode.substr(at + 1, next == std::string_view::npos ? next : next - at - 1) == part) return true;
    at = next;
  }
  return false;
}

// Whether the first operand is written to, for what computes in registers alone.
inline bool isRegister(const ptx::Operand& operand) { return operand.kind == ptx::OperandKind::reg; }

}  // namespace warpsmith::instrument
