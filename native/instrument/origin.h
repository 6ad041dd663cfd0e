#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ptx/module.h"

namespace warpsmith::instrument {

enum class OriginKind : std::uint8_t { none, number, parameter, symbol, unknown };

// Where an address comes from, as far as additions and copies tell. It is a guess: a check against the tensor or the
// variable that it names may fail for a right address, but never passes for a wrong one.
struct Origin {
  OriginKind kind = OriginKind::none;
  std::uint32_t parameter = 0;            // of the kernel, when it points to a tensor
  const ptx::Variable* symbol = nullptr;  // a variable, or a kernel parameter whose own address is meant
  bool operator==(const Origin& other) const noexcept {
    return kind == other.kind && parameter == other.parameter && symbol == other.symbol;
  }
};

// For each register of a function: where it comes from, and how many of its low bits are known to be 0.
class Origins {
 public:
  // `tensors` are the indices of the parameters that point to tensors; those are aligned to 32 bytes.
  Origins(const ptx::Module& module, const ptx::Function& function, const std::vector<std::uint32_t>& tensors);

  const Origin& origin(std::uint32_t reg) const { return origins_[reg]; }
  Origin origin(const ptx::Operand& operand) const;
  // Of a register, an integer or a symbol, its offset included; 64 for zero.
  unsigned zeroBits(const ptx::Operand& operand) const;
  unsigned zeroBitsOfRegister(std::uint32_t reg) const { return zeroBits_[reg]; }
  // Bytes from the start of the symbol that the origin names, where they are the same on every path.
  std::optional<std::int64_t> exactOffset(const ptx::Operand& operand) const;
  // The variable that a symbol operand names; null for a function and for what is not found.
  const ptx::Variable* variable(const ptx::Operand& operand) const;

 private:
  enum class OffsetState : std::uint8_t { none, known, varying };
  struct Offset {
    OffsetState state = OffsetState::none;
    std::int64_t value = 0;
    bool operator==(const Offset& other) const noexcept { return state == other.state && value == other.value; }
  };
  static Offset varying();
  static Offset join(const Offset& a, const Offset& b);
  Offset offset(const ptx::Operand& operand) const;
  Offset offsetOf(const ptx::Instruction& instruction) const;
  Origin originOf(const ptx::Instruction& instruction) const;
  unsigned zeroBitsOf(const ptx::Instruction& instruction) const;
  std::uint32_t parameterOf(const ptx::Instruction& instruction) const;

  const ptx::Module& module_;
  const ptx::Function& function_;
  std::vector<bool> isTensor_;  // by parameter
  std::vector<Origin> origins_;
  std::vector<unsigned> zeroBits_;
  std::vector<Offset> offsets_;
};

}  // namespace warpsmith::instrument
