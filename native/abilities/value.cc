#include "abilities/value.h"

#include <algorithm>
#include <numeric>

namespace warpsmith::abilities {

namespace {

constexpr std::uint8_t allBits = 64;

std::uint8_t alignedBitsOf(const ptx::Variable& variable) {
  const std::uint64_t bytes =
      variable.alignment != 0 ? variable.alignment : std::uint64_t{ptx::bytesOf(variable.type)} * variable.vector;
  return bytes == 0 ? 0 : static_cast<std::uint8_t>(__builtin_ctzll(bytes));
}

}  // namespace

std::uint64_t commonStride(std::uint64_t a, std::uint64_t b) { return std::gcd(a, b); }

Value moved(Value pointer, std::int64_t bytes) {
  // No variable is as large as this; what is beyond could wrap.
  constexpr std::int64_t most = std::int64_t{1} << 40;
  if (bytes < -most || bytes > most || pointer.offset < -most || pointer.offset > most) return movedBy(pointer, 1);
  pointer.offset += bytes;
  return movedBy(pointer, 0);
}

Value movedBy(Value pointer, std::uint64_t stride) {
  pointer.stride = std::gcd(pointer.stride, stride);
  if (pointer.stride == 0) return pointer;
  const auto unit = static_cast<std::int64_t>(pointer.stride);
  pointer.offset = ((pointer.offset % unit) + unit) % unit;
  return pointer;
}

Value number(Marks marks, std::uint64_t stride) {
  Value value;
  value.known = true;
  value.marks = marks;
  if ((marks & addressMark) != 0) value.cleanBits = 0;
  value.stride = stride;
  return value;
}

Bases::Bases() : bases_(lostBase + 1) { bases_[noBase].varies = bases_[fixedBase].varies = false; }

BaseId Bases::add(const Base& base) {
  bases_.push_back(base);
  return static_cast<BaseId>(bases_.size() - 1);
}

BaseId Bases::ofTensor(const ptx::Function& function, std::uint32_t parameter, std::uint8_t alignedBits) {
  const auto [found, isNew] = tensors_.emplace(std::make_pair(&function, parameter), noBase);
  if (isNew) {
    Base base;
    base.kind = BaseKind::tensor;
    base.alignedBits = alignedBits;
    found->second = add(base);
  }
  return found->second;
}

BaseId Bases::ofVariable(const ptx::Variable& variable) {
  // All open arrays of shared memory begin at the same place.
  const bool isDynamic = variable.space == ptx::Space::shared && variable.bytes() == 0;
  if (isDynamic && dynamicShared_ != noBase) return dynamicShared_;
  const auto [found, isNew] = variables_.emplace(&variable, noBase);
  if (isNew) {
    Base base;
    base.kind = BaseKind::variable;
    base.variable = &variable;
    base.varies = variable.space == ptx::Space::global || variable.space == ptx::Space::constant;
    base.alignedBits = alignedBitsOf(variable);
    found->second = add(base);
    if (isDynamic) dynamicShared_ = found->second;
  }
  return found->second;
}

BaseId Bases::ofCode(std::string_view function) {
  const auto [found, isNew] = code_.emplace(function, noBase);
  if (isNew) {
    Base base;
    base.kind = BaseKind::code;
    found->second = add(base);
  }
  return found->second;
}

Value Bases::pointer(BaseId base) const {
  Value value;
  value.known = true;
  value.base = base;
  value.cleanBits = bases_[base].varies ? bases_[base].alignedBits : allBits;
  return value;
}

Value Bases::bits(Value value) {
  if (value.base == noBase) return value;
  merge(value.base);
  if (bases_[value.base].varies) {
    value.marks |= addressMark;
  } else if ((value.marks & addressMark) == 0) {
    value.cleanBits = allBits;
  }
  value.base = noBase;
  value.stride = 1;
  value.offset = 0;
  return value;
}

Value Bases::join(const Value& a, const Value& b) {
  if (!a.known) return b;
  if (!b.known || a == b) return a;
  // What is no pointer on one path and none of the address' bits either (as null) does not hide what it is on another.
  const bool mixes =
      (a.base == noBase && (a.marks & addressMark) != 0) || (b.base == noBase && (b.marks & addressMark) != 0);
  Value left = mixes ? bits(a) : a;
  Value right = mixes ? bits(b) : b;
  Value joined;
  joined.known = true;
  joined.marks = left.marks | right.marks;
  joined.cleanBits = std::min(left.cleanBits, right.cleanBits);
  joined.stride = 1;
  if (left.base == right.base) {
    joined.base = left.base;
    joined.offset = left.offset;
    joined.stride = left.stride;
    const std::int64_t apart = left.offset - right.offset;
    return movedBy(movedBy(joined, right.stride), static_cast<std::uint64_t>(apart < 0 ? -apart : apart));
  }
  if (left.base == noBase || right.base == noBase) {
    const Value& pointer = left.base == noBase ? right : left;
    joined.base = pointer.base;
    joined.offset = pointer.offset;
    joined.stride = pointer.stride;
  } else {
    merge(left.base);
    merge(right.base);
    joined.base = bases_[left.base].varies || bases_[right.base].varies ? lostBase : fixedBase;
  }
  return joined;
}

}  // namespace warpsmith::abilities
