#include "instrument/origin.h"

#include <algorithm>
#include <cstdlib>

#include "instrument/opcode.h"

namespace warpsmith::instrument {

namespace {

using ptx::Operand;
using ptx::OperandKind;

constexpr unsigned allBits = 64;
// What a trial aligns tensors to, wherever it moves them (lib/verify/trials/places.ts).
constexpr unsigned zeroBitsOfTensor = 5;

Origin number() {
  Origin origin;
  origin.kind = OriginKind::number;
  return origin;
}

Origin unknown() {
  Origin origin;
  origin.kind = OriginKind::unknown;
  return origin;
}

bool isPointer(const Origin& origin) {
  return origin.kind == OriginKind::parameter || origin.kind == OriginKind::symbol;
}

// Of a register that is set in two places.
Origin join(const Origin& a, const Origin& b) {
  if (a.kind == OriginKind::none || a == b) return b;
  if (b.kind == OriginKind::none) return a;
  if (a.kind == OriginKind::number) return b;
  if (b.kind == OriginKind::number) return a;
  return unknown();
}

// Of a sum: a pointer and what is none make a pointer.
Origin sum(const Origin& a, const Origin& b) {
  if (a.kind == OriginKind::none || b.kind == OriginKind::none) return {};
  if (isPointer(a) && isPointer(b)) return unknown();
  if (isPointer(a)) return a;
  if (isPointer(b)) return b;
  return join(a, b);
}

unsigned trailingZeros(std::uint64_t value) {
  return value == 0 ? allBits : static_cast<unsigned>(__builtin_ctzll(value));
}

unsigned log2Of(std::uint64_t powerOfTwo) { return powerOfTwo == 0 ? 0 : trailingZeros(powerOfTwo); }

bool isInteger(const Operand& operand) { return operand.kind == OperandKind::integer; }

}  // namespace

Origins::Offset Origins::varying() { return {OffsetState::varying, 0}; }

Origins::Offset Origins::join(const Offset& a, const Offset& b) {
  if (a.state == OffsetState::none || a == b) return b;
  if (b.state == OffsetState::none) return a;
  return varying();
}

Origins::Origins(const ptx::Module& module, const ptx::Function& function, const std::vector<std::uint32_t>& tensors)
    : module_(module),
      function_(function),
      isTensor_(function.parameters.size(), false),
      origins_(function.registers.size()),
      zeroBits_(function.registers.size(), allBits),
      offsets_(function.registers.size()) {
  for (const std::uint32_t tensor : tensors) {
    if (function.isEntry && tensor < isTensor_.size()) isTensor_[tensor] = true;
  }
  // Both only ever move one way, so this ends; the bound is for texts that were made to take long.
  constexpr int mostRounds = 64;
  bool changed = true;
  for (int round = 0; changed && round < mostRounds; ++round) {
    changed = false;
    for (const ptx::Instruction& instruction : function.instructions) {
      if (instruction.operands.empty() || instruction.operands[0].kind == OperandKind::address) continue;
      const Operand& first = instruction.operands[0];
      const bool plain = isRegister(first);
      const auto set = [&](const Operand& target, const Origin& origin, unsigned bits, const Offset& offset) {
        if (!isRegister(target)) return;
        const Origin joined = instrument::join(origins_[target.index], origin);
        const unsigned least = std::min(zeroBits_[target.index], bits);
        const Offset both = join(offsets_[target.index], offset);
        changed = changed || !(joined == origins_[target.index]) || least != zeroBits_[target.index] ||
                  !(both == offsets_[target.index]);
        origins_[target.index] = joined;
        zeroBits_[target.index] = least;
        offsets_[target.index] = both;
      };
      if (plain && first.component == 0 && first.text.empty()) {
        set(first, originOf(instruction), zeroBitsOf(instruction), offsetOf(instruction));
        continue;
      }
      // Vectors, pairs, parts of registers, results of calls: nothing is known of them.
      set(first, unknown(), 0, varying());
      for (const Operand& element : first.elements) set(element, unknown(), 0, varying());
    }
  }
  if (!changed) return;
  std::fill(origins_.begin(), origins_.end(), unknown());
  std::fill(zeroBits_.begin(), zeroBits_.end(), 0u);
  std::fill(offsets_.begin(), offsets_.end(), varying());
}

std::optional<std::int64_t> Origins::exactOffset(const Operand& operand) const {
  const Offset found = offset(operand);
  return found.state == OffsetState::known ? std::optional(found.value) : std::nullopt;
}

Origins::Offset Origins::offset(const Operand& operand) const {
  if (operand.kind == OperandKind::symbol) return {OffsetState::known, operand.value};
  if (isRegister(operand) && operand.component == 0 && operand.text.empty() && !operand.negated) {
    return offsets_[operand.index];
  }
  return varying();
}

Origins::Offset Origins::offsetOf(const ptx::Instruction& instruction) const {
  const std::string_view root = rootOf(instruction.opcode);
  const auto& operands = instruction.operands;
  if (instruction.guard != ptx::none) return varying();
  if ((root == "mov" || root == "cvta") && operands.size() == 2) return offset(operands[1]);
  if (root != "add" || operands.size() != 3 || !isInteger(operands[2])) return varying();
  Offset sum = offset(operands[1]);
  // No variable is as large as this; what is beyond could wrap.
  constexpr std::int64_t most = std::int64_t{1} << 40;
  if (sum.state != OffsetState::known) return sum;
  if (std::abs(operands[2].value) > most || std::abs(sum.value) > most) return varying();
  sum.value += operands[2].value;
  return sum;
}

const ptx::Variable* Origins::variable(const Operand& operand) const {
  if (operand.kind != OperandKind::symbol) return nullptr;
  if (operand.index != ptx::none && operand.index < function_.variables.size()) {
    return &function_.variables[operand.index];
  }
  for (const ptx::Variable& parameter : function_.parameters) {
    if (parameter.name == operand.text) return &parameter;
  }
  return module_.variable(operand.text);
}

Origin Origins::origin(const Operand& operand) const {
  switch (operand.kind) {
    case OperandKind::reg:
      return operand.component == 0 && operand.text.empty() && !operand.negated ? origins_[operand.index] : unknown();
    case OperandKind::symbol: {
      const ptx::Variable* found = variable(operand);
      if (found == nullptr) return unknown();
      Origin origin;
      origin.kind = OriginKind::symbol;
      origin.symbol = found;
      return origin;
    }
    case OperandKind::integer:
    case OperandKind::special:
      return number();
    default:
      return unknown();
  }
}

unsigned Origins::zeroBits(const Operand& operand) const {
  switch (operand.kind) {
    case OperandKind::reg:
      return operand.component == 0 && operand.text.empty() && !operand.negated ? zeroBits_[operand.index] : 0;
    case OperandKind::symbol: {
      const ptx::Variable* found = variable(operand);
      if (found == nullptr) return 0;
      const std::uint64_t alignment =
          found->alignment != 0 ? found->alignment : std::uint64_t{ptx::bytesOf(found->type)} * found->vector;
      return std::min(log2Of(alignment & (~alignment + 1)), trailingZeros(static_cast<std::uint64_t>(operand.value)));
    }
    case OperandKind::integer:
      return trailingZeros(static_cast<std::uint64_t>(operand.value));
    default:
      return 0;
  }
}

// The kernel's parameter that an ld.param reads as a whole 64-bit value; none otherwise.
std::uint32_t Origins::parameterOf(const ptx::Instruction& instruction) const {
  if (!function_.isEntry || !hasPart(instruction.opcode, "param") || instruction.operands.size() != 2) return ptx::none;
  const Operand& address = instruction.operands[1];
  if (address.kind != OperandKind::address || address.value != 0 || address.elements.size() != 1 ||
      address.elements[0].kind != OperandKind::symbol || address.elements[0].value != 0) {
    return ptx::none;
  }
  for (std::uint32_t i = 0; i < function_.parameters.size(); ++i) {
    if (function_.parameters[i].name == address.elements[0].text) return i;
  }
  return ptx::none;
}

Origin Origins::originOf(const ptx::Instruction& instruction) const {
  const std::string_view root = rootOf(instruction.opcode);
  const auto& operands = instruction.operands;
  const auto at = [&](std::size_t i) { return i < operands.size() ? origin(operands[i]) : unknown(); };
  if (root == "ld") {
    const std::uint32_t parameter = parameterOf(instruction);
    if (parameter == ptx::none) return unknown();
    if (!isTensor_[parameter]) return number();
    Origin found;
    found.kind = OriginKind::parameter;
    found.parameter = parameter;
    return found;
  }
  if (root == "mov" || root == "cvta" || root == "cvt" || root == "neg" || root == "not" || root == "abs") return at(1);
  if (root == "add" || root == "sub" || root == "and" || root == "or" || root == "xor" || root == "min" ||
      root == "max") {
    return sum(at(1), at(2));
  }
  if (root == "mad") return sum(number(), at(3));
  // The same place in another block's shared memory.
  if (root == "mapa" && hasPart(instruction.opcode, "shared::cluster")) return at(1);
  if (root == "selp") return instrument::join(at(1), at(2));
  if (root == "mul" || root == "shl" || root == "shr" || root == "rem" || root == "div" || root == "bfe" ||
      root == "popc" || root == "clz") {
    return number();
  }
  return unknown();
}

unsigned Origins::zeroBitsOf(const ptx::Instruction& instruction) const {
  const std::string_view opcode = instruction.opcode;
  const std::string_view root = rootOf(opcode);
  const auto& operands = instruction.operands;
  const auto at = [&](std::size_t i) { return i < operands.size() ? zeroBits(operands[i]) : 0u; };
  const auto capped = [](unsigned bits) { return std::min(bits, allBits); };
  if (instruction.guard != ptx::none && root != "mov" && operands.size() < 2) return 0;
  if (root == "ld") {
    const std::uint32_t parameter = parameterOf(instruction);
    return parameter != ptx::none && isTensor_[parameter] ? zeroBitsOfTensor : 0;
  }
  if (root == "cvt") {
    const bool real = opcode.find(".f") != std::string_view::npos || opcode.find(".bf") != std::string_view::npos ||
                      opcode.find(".tf") != std::string_view::npos || hasPart(opcode, "sat");
    return real ? 0 : at(1);
  }
  if (root == "mov") return opcode == "mov.b128" ? 0 : at(1);
  if (root == "cvta" || root == "neg") return at(1);
  if (hasPart(opcode, "f32") || hasPart(opcode, "f64") || hasPart(opcode, "f16") || hasPart(opcode, "f16x2") ||
      hasPart(opcode, "bf16") || hasPart(opcode, "bf16x2") || hasPart(opcode, "sat") || hasPart(opcode, "u16x2") ||
      hasPart(opcode, "s16x2")) {
    return 0;
  }
  if (root == "add" || root == "sub" || root == "or" || root == "xor" || root == "selp") {
    return std::min(at(1), at(2));
  }
  if (root == "min" || root == "max") return std::min(at(1), at(2));
  if (root == "and") return std::max(at(1), at(2));
  const bool low = hasPart(opcode, "lo") || hasPart(opcode, "wide");
  if (root == "mul") return low ? capped(at(1) + at(2)) : 0;
  if (root == "mad") return low ? std::min(capped(at(1) + at(2)), at(3)) : 0;
  if (root == "shl" && operands.size() > 2) {
    const Operand& by = operands[2];
    if (!isInteger(by)) return at(1);
    return by.value >= 0 && by.value < static_cast<std::int64_t>(allBits)
               ? capped(at(1) + static_cast<unsigned>(by.value))
               : 0;
  }
  return 0;
}

}  // namespace warpsmith::instrument
