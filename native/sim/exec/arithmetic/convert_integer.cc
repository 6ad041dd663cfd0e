// Conversions of single lanes to and from integers.

#include "sim/exec/arithmetic/common_convert.h"
#include "sim/exec/arithmetic/lane_call.h"

namespace warpsmith::sim {

namespace {

Form conversion(Type to, Type from, Modifiers modifiers) { return formOf(Operation::cvt, modifiers, to, from); }

template <typename From, typename... To>
void putSaturated(Registry& registry) {
  (put<convertInteger<To, From, true>>(registry, conversion(Named<To>::type, Named<From>::type, bit(Modifier::sat))),
   ...);
}

template <typename From, Rounding rounding, bool sat>
void putFromInteger(Registry& registry) {
  constexpr Modifiers modifiers = named(rounding) | namedSat(sat);
  constexpr Type from = Named<From>::type;
  put<integerToF32<rounding, sat, From>>(registry, conversion(Type::f32, from, modifiers));
  put<integerToF64<rounding, sat, From>>(registry, conversion(Type::f64, from, modifiers));
  put<integerToHalf<F16, rounding, sat, From>>(registry, conversion(Type::f16, from, modifiers));
  put<integerToHalf<Bf16, rounding, sat, From>>(registry, conversion(Type::bf16, from, modifiers));
}

template <typename From, Rounding rounding>
void putFromIntegerRounded(Registry& registry) {
  putFromInteger<From, rounding, false>(registry);
  putFromInteger<From, rounding, true>(registry);
}

// The result is clamped to its type anyway, so .sat changes nothing.
template <auto function>
void putClamped(Registry& registry, Type to, Type from, Modifiers modifiers) {
  put<function>(registry, conversion(to, from, modifiers));
  put<function>(registry, conversion(to, from, modifiers | bit(Modifier::sat)));
}

template <typename To, Rounding rounding>
void putToInteger(Registry& registry) {
  constexpr Type to = Named<To>::type;
  constexpr Modifiers modifiers = namedIntegral(rounding);
  putClamped<f32ToInteger<To, rounding>>(registry, to, Type::f32, modifiers);
  putClamped<f32ToInteger<To, rounding, true>>(registry, to, Type::f32, modifiers | bit(Modifier::ftz));
  putClamped<f64ToInteger<To, rounding>>(registry, to, Type::f64, modifiers);
  putClamped<halfToInteger<To, F16, rounding>>(registry, to, Type::f16, modifiers);
  putClamped<halfToInteger<To, Bf16, rounding>>(registry, to, Type::bf16, modifiers);
}

template <typename T>
void putAll(Registry& registry) {
  putSaturated<T, u8, s8, u16, s16, u32, s32, u64, s64>(registry);
  putFromIntegerRounded<T, Rounding::nearestEven>(registry);
  putFromIntegerRounded<T, Rounding::towardZero>(registry);
  putFromIntegerRounded<T, Rounding::down>(registry);
  putFromIntegerRounded<T, Rounding::up>(registry);
  putToInteger<T, Rounding::nearestEven>(registry);
  putToInteger<T, Rounding::towardZero>(registry);
  putToInteger<T, Rounding::down>(registry);
  putToInteger<T, Rounding::up>(registry);
}

}  // namespace

void putIntegerConversionLanes(Registry& registry) {
  putCommonConversions(registry);
  putAll<u8>(registry);
  putAll<s8>(registry);
  putAll<u16>(registry);
  putAll<s16>(registry);
  putAll<u32>(registry);
  putAll<s32>(registry);
  putAll<u64>(registry);
  putAll<s64>(registry);
}

}  // namespace warpsmith::sim
