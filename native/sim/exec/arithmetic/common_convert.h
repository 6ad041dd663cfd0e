// The conversions that compilers emit all the time.

#pragma once

#include "sim/exec/arithmetic/form_names.h"
#include "sim/numeric/convert.h"

namespace warpsmith::sim {
namespace {

template <typename To, typename From>
void putIntegerConversion(Registry& registry) {
  using Signed = SignedOf<To>;
  put<convertInteger<To, From>>(registry, formOf(Operation::cvt, 0, Named<To>::type, Named<From>::type));
  put<convertInteger<To, From>>(registry, formOf(Operation::cvt, 0, Named<Signed>::type, Named<From>::type));
}

template <typename From>
void putConversionsFromInteger(Registry& registry) {
  constexpr Type from = Named<From>::type;
  constexpr Modifiers rn = bit(Modifier::rn);
  putIntegerConversion<u8, From>(registry);
  putIntegerConversion<u16, From>(registry);
  putIntegerConversion<u32, From>(registry);
  putIntegerConversion<u64, From>(registry);
  put<integerToF32<Rounding::nearestEven, false, From>>(registry, formOf(Operation::cvt, rn, Type::f32, from));
  put<integerToF64<Rounding::nearestEven, false, From>>(registry, formOf(Operation::cvt, rn, Type::f64, from));
}

template <typename To>
void putConversionsToInteger(Registry& registry) {
  constexpr Type to = Named<To>::type;
  constexpr Modifiers rzi = bit(Modifier::rzi);
  put<f32ToInteger<To, Rounding::towardZero>>(registry, formOf(Operation::cvt, rzi, to, Type::f32));
  put<f32ToInteger<To, Rounding::towardZero, true>>(registry,
                                                    formOf(Operation::cvt, rzi | bit(Modifier::ftz), to, Type::f32));
  put<f64ToInteger<To, Rounding::towardZero>>(registry, formOf(Operation::cvt, rzi, to, Type::f64));
}

template <Rounding rounding>
void putCommonIntegral(Registry& registry) {
  constexpr Modifiers modifiers = namedIntegral(rounding);
  put<f32ToIntegral<rounding>>(registry, formOf(Operation::cvt, modifiers, Type::f32, Type::f32));
  put<f32ToInteger<s32, rounding>>(registry, formOf(Operation::cvt, modifiers, Type::s32, Type::f32));
}

template <typename Half>
void putCommonHalfConversions(Registry& registry) {
  constexpr Type type = Named<Half>::type;
  constexpr Modifiers rn = bit(Modifier::rn);
  put<halfToF32<Half>>(registry, formOf(Operation::cvt, 0, Type::f32, type));
  put<f32ToHalf<Half>>(registry, formOf(Operation::cvt, rn, type, Type::f32));
  put<f32ToHalf2<Half>>(registry, formOf(Operation::cvt, rn, Named<Half>::packed, Type::f32));
}

void putCommonConversions(Registry& registry) {
  putConversionsFromInteger<u8>(registry);
  putConversionsFromInteger<s8>(registry);
  putConversionsFromInteger<u16>(registry);
  putConversionsFromInteger<s16>(registry);
  putConversionsFromInteger<u32>(registry);
  putConversionsFromInteger<s32>(registry);
  putConversionsFromInteger<u64>(registry);
  putConversionsFromInteger<s64>(registry);
  putConversionsToInteger<u32>(registry);
  putConversionsToInteger<s32>(registry);
  putConversionsToInteger<u64>(registry);
  putConversionsToInteger<s64>(registry);
  putCommonIntegral<Rounding::nearestEven>(registry);
  putCommonIntegral<Rounding::towardZero>(registry);
  putCommonIntegral<Rounding::down>(registry);
  putCommonIntegral<Rounding::up>(registry);
  putCommonHalfConversions<F16>(registry);
  putCommonHalfConversions<Bf16>(registry);
  constexpr Modifiers rn = bit(Modifier::rn);
  put<f64ToF32<>>(registry, formOf(Operation::cvt, rn, Type::f32, Type::f64));
  put<f32ToF64<>>(registry, formOf(Operation::cvt, 0, Type::f64, Type::f32));
  put<f32ToTf32<Rounding::nearestAway>>(registry, formOf(Operation::cvt, bit(Modifier::rna), Type::tf32, Type::f32));
}

}  // namespace
}  // namespace warpsmith::sim
