#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "instrument/touch.h"

namespace warpsmith::instrument {

// One instruction while its family reads it. Inline assembly is a model's: nothing of the opcode or the operands can be
// relied on before it was looked at.
class TouchForm {
 public:
  TouchForm(const ptx::Instruction& instruction, const ptx::Function& function);

  // The parts of the opcode behind its first word. What is taken is gone; an instruction of which a part is left over
  // is not understood.
  bool take(std::string_view part);
  // Takes the first of `parts` that is there; empty when there is none.
  std::string_view takeAny(std::initializer_list<std::string_view> parts);
  // Takes what stands first; empty when nothing is left.
  std::string_view takeFirst();
  // .relaxed, .volatile and the like, with their scope.
  void takeOrdering();
  // .ca, .L1::…, .L2::… and the like. Returns whether the last operand is a cache policy.
  bool takeCaching();
  // The state space that is named first; generic where none is.
  Window takeWindow();
  // The width of .v4.f32; 0 without a type.
  std::uint32_t takeWidth();
  bool tookAll() const noexcept { return left_.empty(); }

  std::size_t operands() const noexcept { return instruction_.operands.size(); }
  // An operand that is of the kind asked for, null where it is none or not there.
  const ptx::Operand* address(std::size_t operand) const;        // [base+value]
  const ptx::Operand* tensorAddress(std::size_t operand) const;  // [base+value, {coordinates}]
  const ptx::Operand* number(std::size_t operand) const;         // a 32-bit register or integer
  const ptx::Operand* predicate(std::size_t operand) const;      // its register
  const ptx::Operand* wide(std::size_t operand) const;           // a 64-bit register
  bool isVector(std::size_t operand) const;
  // Whether the address's `bytes` bytes lie in one of the kernel's or function's own parameters.
  bool isInParameter(const ptx::Operand& address, std::uint32_t bytes) const;

 private:
  const ptx::Operand* addressOf(std::size_t operand, std::size_t elements) const;
  ptx::Type registerType(const ptx::Operand& operand) const;

  const ptx::Instruction& instruction_;
  const ptx::Function& function_;
  std::vector<std::string_view> left_;
};

}  // namespace warpsmith::instrument
