// The PTX types and modifiers that C++ types and template parameters stand for, for the lists of forms.

#pragma once

#include "sim/exec/arithmetic/form.h"
#include "sim/numeric/narrow.h"

namespace warpsmith::sim {
namespace {

using ptx::Type;

// How a function becomes a form's handler: lane_loop.h and lane_call.h each have their own way.
template <auto function>
void put(Registry& registry, const Form& form);
template <auto function, auto packed>
void putPacked(Registry& registry, const Form& form);
template <auto function>
void putComparison(Registry& registry, const Form& form);

template <typename T>
struct Named;
template <>
struct Named<u8> {
  static constexpr Type type = Type::u8, bits = Type::b8;
};
template <>
struct Named<s8> {
  static constexpr Type type = Type::s8, bits = Type::b8;
};
template <>
struct Named<u16> {
  static constexpr Type type = Type::u16, bits = Type::b16;
};
template <>
struct Named<s16> {
  static constexpr Type type = Type::s16, bits = Type::b16;
};
template <>
struct Named<u32> {
  static constexpr Type type = Type::u32, bits = Type::b32;
};
template <>
struct Named<s32> {
  static constexpr Type type = Type::s32, bits = Type::b32;
};
template <>
struct Named<u64> {
  static constexpr Type type = Type::u64, bits = Type::b64;
};
template <>
struct Named<s64> {
  static constexpr Type type = Type::s64, bits = Type::b64;
};
template <>
struct Named<F16> {
  static constexpr Type type = Type::f16, packed = Type::f16x2;
};
template <>
struct Named<Bf16> {
  static constexpr Type type = Type::bf16, packed = Type::bf16x2;
};
template <>
struct Named<E4m3> {
  static constexpr Type packed = Type::e4m3x2;
};
template <>
struct Named<E5m2> {
  static constexpr Type packed = Type::e5m2x2;
};

// .rn and its kind.
constexpr Modifiers named(Rounding rounding) {
  switch (rounding) {
    case Rounding::nearestEven:
      return bit(Modifier::rn);
    case Rounding::towardZero:
      return bit(Modifier::rz);
    case Rounding::down:
      return bit(Modifier::rm);
    case Rounding::up:
      return bit(Modifier::rp);
    case Rounding::nearestAway:
      return bit(Modifier::rna);
  }
  return 0;
}
// .rni and its kind.
constexpr Modifiers namedIntegral(Rounding rounding) {
  switch (rounding) {
    case Rounding::nearestEven:
      return bit(Modifier::rni);
    case Rounding::towardZero:
      return bit(Modifier::rzi);
    case Rounding::down:
      return bit(Modifier::rmi);
    default:
      return bit(Modifier::rpi);
  }
}
constexpr Modifiers namedFtz(bool ftz) { return bitIf(ftz, Modifier::ftz); }
constexpr Modifiers namedSat(bool sat) { return bitIf(sat, Modifier::sat); }

// One function that is an operation of several types.
template <auto function, typename... Types>
void putEach(Registry& registry, Operation operation, Modifiers modifiers, Types... types) {
  (put<function>(registry, formOf(operation, modifiers, types)), ...);
}

}  // namespace
}  // namespace warpsmith::sim
