#include "abilities/arithmetic.h"

#include <algorithm>
#include <string_view>

#include "abilities/opcode_type.h"
#include "instrument/opcode.h"

namespace warpsmith::abilities {

namespace {

using instrument::hasPart;
using instrument::rootOf;
using ptx::Operand;
using ptx::OperandKind;

constexpr std::uint8_t allBits = 64;

class Computation {
 public:
  Computation(const ptx::Instruction& instruction, const std::vector<Value>& operands, Bases& bases)
      : instruction_(instruction), operands_(operands), bases_(bases), opcode_(instruction.opcode) {}

  Value run();

 private:
  const Value& at(std::size_t operand) const {
    static const Value nothing = number();
    return operand < operands_.size() ? operands_[operand] : nothing;
  }
  const Operand* integerAt(std::size_t operand) const {
    if (operand >= instruction_.operands.size()) return nullptr;
    const Operand& found = instruction_.operands[operand];
    return found.kind == OperandKind::integer ? &found : nullptr;
  }
  bool varies(const Value& value) const { return bases_[value.base].varies && value.base != noBase; }

  Value anyOf() const;
  Value sum(const Value& a, const Value& b, std::size_t second, bool isDifference);
  Value masked();
  Value merged();
  Value shifted(bool left);
  Value extracted();
  Value converted();
  Value compared();
  Value plain();
  std::uint64_t stride() const;

  const ptx::Instruction& instruction_;
  const std::vector<Value>& operands_;
  Bases& bases_;
  std::string_view opcode_;
};

// Some function of all operands.
Value Computation::anyOf() const {
  Value found = number();
  for (std::size_t i = 1; i < operands_.size(); ++i) {
    const Value part = bases_.bits(operands_[i]);
    found.marks |= part.marks;
    if ((part.marks & addressMark) != 0) found.cleanBits = 0;
  }
  return found;
}

// Some function of all operands whose low bits depend on the same low bits only.
Value lowBitsOf(const std::vector<Value>& operands, Bases& bases) {
  Value found = number();
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const Value part = bases.bits(operands[i]);
    found.marks |= part.marks;
    if ((part.marks & addressMark) != 0) found.cleanBits = std::min(found.cleanBits, part.cleanBits);
  }
  return found;
}

// The value when only so many bits are left of it.
Value kept(Value value, std::uint64_t bits) {
  if ((value.marks & addressMark) == 0 || bits > value.cleanBits) return value;
  value.marks &= static_cast<Marks>(~addressMark);
  value.cleanBits = allBits;
  return value;
}

Value Computation::sum(const Value& a, const Value& b, std::size_t second, bool isDifference) {
  if (isReal(opcode_)) return anyOf();
  if (a.base != noBase && b.base != noBase) {
    const bool isDistance = isDifference && a.base == b.base && a.base != lostBase && a.base != fixedBase;
    return isDistance ? number(a.marks | b.marks) : lowBitsOf(operands_, bases_);
  }
  if (a.base == noBase && b.base == noBase) return lowBitsOf(operands_, bases_);
  if (b.base != noBase && isDifference) return lowBitsOf(operands_, bases_);
  const Value& address = a.base != noBase ? a : b;
  const Value& other = a.base != noBase ? b : a;
  // Two addresses in one.
  if ((other.marks & addressMark) != 0) return lowBitsOf(operands_, bases_);
  Value found = address;
  found.marks |= other.marks;
  const Operand* fixed = integerAt(second);
  if (fixed == nullptr) return movedBy(found, other.stride);
  constexpr std::int64_t most = std::int64_t{1} << 40;
  const bool isNear = fixed->value > -most && fixed->value < most;
  return isNear ? moved(found, isDifference ? -fixed->value : fixed->value) : movedBy(found, 1);
}

// and with a number that is written out: a part of the low bits, or all but some of them.
Value Computation::masked() {
  const Operand* mask = integerAt(2);
  if (mask == nullptr) return lowBitsOf(operands_, bases_);
  const auto bits = static_cast<std::uint64_t>(mask->value);
  if (mask->value < 0 && at(1).base != noBase) {
    // Rounded down to what it is aligned to in every run.
    const std::uint64_t lost = ~bits;
    const bool isAligned = (lost & (lost + 1)) == 0 && (!varies(at(1)) || lost < (std::uint64_t{1} << at(1).cleanBits));
    if (isAligned) {
      return movedBy(at(1), 1);
    }
  }
  const std::uint64_t width = bits == 0 ? 0 : 64 - static_cast<std::uint64_t>(__builtin_clzll(bits));
  return kept(lowBitsOf(operands_, bases_), width);
}

// or and xor with a number that only reaches the low bits: as good as an addition.
Value Computation::merged() {
  const Operand* fixed = integerAt(2);
  const bool isLow = fixed != nullptr && fixed->value >= 0 && at(1).base != noBase &&
                     (at(1).cleanBits >= allBits - 1 || fixed->value < (std::int64_t{1} << at(1).cleanBits));
  if (!isLow) {
    // Swizzled addresses of shared memory.
    const bool isFixed =
        at(1).base != noBase && !varies(at(1)) && at(2).base == noBase && (at(2).marks & addressMark) == 0;
    if (!isFixed) return lowBitsOf(operands_, bases_);
  }
  Value found = movedBy(at(1), 1);
  found.marks |= at(2).marks;
  return found;
}

Value Computation::shifted(bool left) {
  const Value bits = lowBitsOf(operands_, bases_);
  Value found = anyOf();
  const Operand* by = integerAt(2);
  if ((found.marks & addressMark) == 0 || by == nullptr || by->value < 0 || by->value >= allBits) return found;
  const int clean = left ? bits.cleanBits + static_cast<int>(by->value) : bits.cleanBits - static_cast<int>(by->value);
  found.cleanBits = static_cast<std::uint8_t>(std::clamp(clean, 0, static_cast<int>(allBits)));
  return found;
}

// bfe with its place and length written out.
Value Computation::extracted() {
  const Operand* from = integerAt(2);
  const Operand* length = integerAt(3);
  if (from == nullptr || length == nullptr || from->value < 0 || length->value < 0 || from->value > allBits ||
      length->value > allBits) {
    return anyOf();
  }
  const Value bits = lowBitsOf(operands_, bases_);
  const Value found = kept(bits, static_cast<std::uint64_t>(from->value + length->value));
  return (found.marks & addressMark) != 0 ? anyOf() : found;
}

Value Computation::converted() {
  if (isReal(opcode_) || hasPart(opcode_, "sat")) return anyOf();
  const std::uint8_t width = std::min(resultWidth(opcode_), lastWidth(opcode_));
  // Addresses of shared memory have 32 bits.
  if (at(1).base != noBase && (width == allBits || !varies(at(1)))) return at(1);
  return kept(lowBitsOf(operands_, bases_), width);
}

// What the result is a multiple of, of what computes with whole numbers. In 32 bits a result may wrap, and then only
// powers of two are left of it.
std::uint64_t Computation::stride() const {
  const std::string_view root = rootOf(opcode_);
  if (isReal(opcode_)) return 1;
  const bool isWide = hasPart(opcode_, "wide") || lastWidth(opcode_) == allBits;
  const auto kept = [&](std::uint64_t found) { return isWide ? found : found & (~found + 1); };
  const auto product = [](std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t most = std::uint64_t{1} << 24;
    return a < most && b < most ? a * b : std::uint64_t{1};
  };
  if (root == "add" || root == "sub") return kept(commonStride(at(1).stride, at(2).stride));
  if (hasPart(opcode_, "hi")) return 1;
  if (root == "mul") return kept(product(at(1).stride, at(2).stride));
  if (root == "mad") return kept(commonStride(product(at(1).stride, at(2).stride), at(3).stride));
  const Operand* by = integerAt(2);
  if (root == "shl" && by != nullptr && by->value >= 0 && by->value < 24) {
    return kept(product(at(1).stride, std::uint64_t{1} << by->value));
  }
  if (root == "and" && by != nullptr && by->value != 0) {
    const auto mask = static_cast<std::uint64_t>(by->value);
    return mask & (~mask + 1);
  }
  if (root == "cvt" && !hasPart(opcode_, "sat")) {
    const std::uint64_t found = at(1).stride;
    return resultWidth(opcode_) >= lastWidth(opcode_) ? found : found & (~found + 1);
  }
  return 1;
}

// Two addresses in the same tensor are as far apart in every run, and none is null.
Value Computation::compared() {
  const Value& a = at(1);
  const Value& b = at(2);
  Marks more = 0;
  for (std::size_t i = 3; i < operands_.size(); ++i) more |= bases_.bits(operands_[i]).marks;
  const bool isEquality = hasPart(opcode_, "eq") || hasPart(opcode_, "ne");
  const auto isNull = [&](std::size_t operand) {
    const Operand* fixed = integerAt(operand);
    return fixed != nullptr && fixed->value == 0;
  };
  const bool isSame = a.base == b.base && a.base != noBase && a.base != lostBase && lastWidth(opcode_) == allBits;
  const bool isNullTest = isEquality && ((a.base != noBase && isNull(2)) || (b.base != noBase && isNull(1)));
  // No two tensors begin at the same place.
  const auto isStart = [&](const Value& value) {
    return bases_[value.base].kind == BaseKind::tensor && value.isExact() && value.offset == 0;
  };
  const bool areStarts = isEquality && isStart(a) && isStart(b);
  if (isSame || isNullTest || areStarts) return number(a.marks | b.marks | more);
  Value found = anyOf();
  found.marks |= more;
  return found;
}

Value Computation::run() {
  Value found = plain();
  const std::string_view root = rootOf(opcode_);
  // Copies and choices have theirs already.
  if (found.base == noBase && root != "mov" && root != "selp" && root != "cvta") found.stride = stride();
  return found;
}

Value Computation::plain() {
  const std::string_view root = rootOf(opcode_);
  if (root == "mov" && operands_.size() == 2) {
    const OperandKind kind = instruction_.operands[1].kind;
    return kind == OperandKind::vector ? lowBitsOf(operands_, bases_) : at(1);
  }
  if (root == "cvta" || root == "mapa") {
    Value found = at(1);
    for (std::size_t i = 2; i < operands_.size(); ++i) found.marks |= bases_.bits(operands_[i]).marks;
    // The same place of another block is as much that variable.
    return found;
  }
  if (root == "cvt") return converted();
  if (root == "add" || root == "sub") return sum(at(1), at(2), 2, root == "sub");
  if ((root == "mad" || root == "mad24") && operands_.size() == 4) {
    const bool adds = at(1).base == noBase && at(2).base == noBase && at(3).base != noBase && !isReal(opcode_);
    if (!adds) return hasPart(opcode_, "hi") ? anyOf() : lowBitsOf(operands_, bases_);
    Value product = number(at(1).marks | at(2).marks);
    return sum(product, at(3), operands_.size(), false);
  }
  if (root == "and") return masked();
  if (root == "or" || root == "xor") return merged();
  if (root == "not" || root == "neg") return lowBitsOf(operands_, bases_);
  if (root == "mul" && !isReal(opcode_)) return hasPart(opcode_, "hi") ? anyOf() : lowBitsOf(operands_, bases_);
  if (root == "shl" || root == "shr") return shifted(root == "shl");
  if (root == "bfe") return extracted();
  if (root == "selp" && operands_.size() == 4) {
    Value found = bases_.join(at(1), at(2));
    found.marks |= bases_.bits(at(3)).marks;
    if ((at(3).marks & addressMark) != 0) {
      found = bases_.bits(found);
      found.cleanBits = 0;
    }
    return found;
  }
  if ((root == "min" || root == "max") && at(1).base != noBase && at(1).base == at(2).base && at(1).base != lostBase) {
    return movedBy(bases_.join(at(1), at(2)), 1);
  }
  if (root == "setp" || root == "set") return compared();
  if (root == "isspacep" || root == "getctarank") return number(at(1).marks & static_cast<Marks>(~addressMark));
  if (root == "shfl" && at(1).base != noBase && !varies(at(1))) {
    Value found = movedBy(at(1), 1);
    for (std::size_t i = 2; i < operands_.size(); ++i) found.marks |= bases_.bits(operands_[i]).marks;
    return found;
  }
  return anyOf();
}

}  // namespace

Value computed(const ptx::Instruction& instruction, const std::vector<Value>& operands, Bases& bases) {
  return Computation(instruction, operands, bases).run();
}

}  // namespace warpsmith::abilities
