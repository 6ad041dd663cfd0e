#include "sim/exec/atomic_operation.h"

#include "sim/numeric/float16.h"
#include "sim/numeric/float32.h"
#include "sim/numeric/float64.h"
#include "sim/numeric/integer.h"

namespace warpsmith::sim {

namespace {

using ptx::Type;

bool isFloat(Type type) {
  return type == Type::f32 || type == Type::f64 || type == Type::f16 || type == Type::f16x2 || type == Type::bf16 ||
         type == Type::bf16x2;
}

// In shared memory this is a loop around add.f64. In global memory the L2 cache adds, which passes on a NaN as it is,
// even a signalling one (so an H100: test/sim/instructions/atom_float_special_global.ptx).
std::uint64_t addDoubles(std::uint64_t old, std::uint64_t b, bool inShared) {
  if (!inShared && isNan(doubleOf(old))) return old;
  if (!inShared && isNan(doubleOf(b))) return b;
  return bitsOf(addF64<Rounding::nearestEven>(doubleOf(old), doubleOf(b)));
}

std::uint64_t addFloats(Type type, std::uint64_t old, std::uint64_t b, bool inShared) {
  const auto x = static_cast<u32>(old);
  const auto y = static_cast<u32>(b);
  switch (type) {
    case Type::f32:
      return bitsOf(addF32<Rounding::nearestEven, false, false>(floatOf(x), floatOf(y)));
    case Type::f64:
      return addDoubles(old, b, inShared);
    case Type::f16:
      return addHalf<F16>(static_cast<u16>(x), static_cast<u16>(y));
    case Type::bf16:
      return addHalf<Bf16>(static_cast<u16>(x), static_cast<u16>(y));
    case Type::f16x2:
      return addHalf2<F16>(x, y);
    default:
      return addHalf2<Bf16>(x, y);
  }
}

std::uint64_t chooseFloats(Type type, bool largest, std::uint64_t old, std::uint64_t b) {
  const auto x = static_cast<u32>(old);
  const auto y = static_cast<u32>(b);
  switch (type) {
    case Type::f16:
      return largest ? maxHalf<F16>(static_cast<u16>(x), static_cast<u16>(y))
                     : minHalf<F16>(static_cast<u16>(x), static_cast<u16>(y));
    case Type::bf16:
      return largest ? maxHalf<Bf16>(static_cast<u16>(x), static_cast<u16>(y))
                     : minHalf<Bf16>(static_cast<u16>(x), static_cast<u16>(y));
    case Type::f16x2:
      return largest ? maxHalf2<F16>(x, y) : minHalf2<F16>(x, y);
    default:
      return largest ? maxHalf2<Bf16>(x, y) : minHalf2<Bf16>(x, y);
  }
}

bool isLess(Type type, std::uint64_t a, std::uint64_t b) {
  switch (type) {
    case Type::s32:
      return static_cast<s32>(a) < static_cast<s32>(b);
    case Type::s64:
      return static_cast<s64>(a) < static_cast<s64>(b);
    default:
      return a < b;
  }
}

}  // namespace

bool atomicNamed(std::string_view name, AtomicOperation& operation) {
  static constexpr std::string_view names[] = {"add", "min", "max", "inc", "dec", "and", "or", "xor", "exch", "cas"};
  for (unsigned i = 0; i < sizeof names / sizeof names[0]; ++i) {
    if (names[i] == name) {
      operation = static_cast<AtomicOperation>(i);
      return true;
    }
  }
  return false;
}

bool atomicIsKnown(AtomicOperation operation, Type type) {
  const bool wide = type == Type::b32 || type == Type::b64 || type == Type::u32 || type == Type::u64 ||
                    type == Type::s32 || type == Type::s64;
  switch (operation) {
    case AtomicOperation::add:
      return wide || isFloat(type);
    case AtomicOperation::minimum:
    case AtomicOperation::maximum:
      return wide || (isFloat(type) && type != Type::f32 && type != Type::f64);
    case AtomicOperation::increment:
    case AtomicOperation::decrement:
      return type == Type::u32 || type == Type::b32;
    case AtomicOperation::compareAndSwap:
      return wide || type == Type::b16 || type == Type::u16 || type == Type::s16;
    case AtomicOperation::exchange:
      return wide || type == Type::f32;
    default:
      return wide;
  }
}

std::uint64_t atomicResult(AtomicOperation operation, Type type, std::uint64_t old, std::uint64_t b, std::uint64_t c,
                           bool inShared) {
  switch (operation) {
    case AtomicOperation::add:
      return isFloat(type) ? addFloats(type, old, b, inShared) : old + b;
    case AtomicOperation::minimum:
      if (isFloat(type)) return chooseFloats(type, false, old, b);
      return isLess(type, b, old) ? b : old;
    case AtomicOperation::maximum:
      if (isFloat(type)) return chooseFloats(type, true, old, b);
      return isLess(type, old, b) ? b : old;
    case AtomicOperation::increment:
      return static_cast<u32>(old) >= static_cast<u32>(b) ? 0 : old + 1;
    case AtomicOperation::decrement:
      return static_cast<u32>(old) == 0 || static_cast<u32>(old) > static_cast<u32>(b) ? b : old - 1;
    case AtomicOperation::bitAnd:
      return old & b;
    case AtomicOperation::bitOr:
      return old | b;
    case AtomicOperation::bitXor:
      return old ^ b;
    case AtomicOperation::exchange:
      return b;
    case AtomicOperation::compareAndSwap:
      return old == b ? c : old;
  }
  return old;
}

}  // namespace warpsmith::sim
