// Conversions of single lanes to packed pairs and to formats narrower than a half, and cvt.pack.

#include "sim/exec/arithmetic/form_names.h"
#include "sim/exec/arithmetic/lane_call.h"
#include "sim/numeric/convert.h"

namespace warpsmith::sim {

namespace {

Form conversion(Type to, Type from, Modifiers modifiers) { return formOf(Operation::cvt, modifiers, to, from); }

constexpr Modifiers clamping(bool satfinite, bool relu) {
  return bitIf(satfinite, Modifier::satfinite) | bitIf(relu, Modifier::relu);
}

template <typename Half, Rounding rounding, bool satfinite, bool relu>
void putHalves(Registry& registry) {
  constexpr Modifiers modifiers = named(rounding) | clamping(satfinite, relu);
  put<f32ToHalf<Half, rounding, satfinite, relu>>(registry, conversion(Named<Half>::type, Type::f32, modifiers));
  put<f32ToHalf2<Half, rounding, satfinite, relu>>(registry, conversion(Named<Half>::packed, Type::f32, modifiers));
}

template <Rounding rounding, bool satfinite, bool relu>
void putClamped(Registry& registry) {
  putHalves<F16, rounding, satfinite, relu>(registry);
  putHalves<Bf16, rounding, satfinite, relu>(registry);
}

template <Rounding rounding, bool satfinite, bool relu>
void putTf32(Registry& registry) {
  put<f32ToTf32<rounding, satfinite, relu>>(
      registry, conversion(Type::tf32, Type::f32, named(rounding) | clamping(satfinite, relu)));
}

template <Rounding rounding>
void putRounded(Registry& registry) {
  putClamped<rounding, false, false>(registry);
  putClamped<rounding, false, true>(registry);
  putClamped<rounding, true, false>(registry);
  putClamped<rounding, true, true>(registry);
  putTf32<rounding, false, false>(registry);
  putTf32<rounding, false, true>(registry);
  putTf32<rounding, true, false>(registry);
  putTf32<rounding, true, true>(registry);
}

template <typename Format, bool relu>
void putF8(Registry& registry) {
  constexpr Modifiers narrowing = bit(Modifier::rn) | clamping(true, relu);
  constexpr Modifiers widening = bit(Modifier::rn) | clamping(false, relu);
  constexpr Type packed = Named<Format>::packed;
  put<f32ToF8x2<Format, relu>>(registry, conversion(packed, Type::f32, narrowing));
  put<f16x2ToF8x2<Format, relu>>(registry, conversion(packed, Type::f16x2, narrowing));
  put<f8x2ToF16x2<Format, relu>>(registry, conversion(Type::f16x2, packed, widening));
}

// Without a third source.
template <bool toSigned, typename From>
WARPSMITH_LANE u32 packWords(From a, From b) {
  return cvtPack<16, toSigned, From>(a, b, 0);
}

template <typename From>
void putPacks(Registry& registry) {
  constexpr Modifiers modifiers = bit(Modifier::pack) | bit(Modifier::sat);
  constexpr Type from = Named<From>::type;
  put<packWords<false, From>>(registry, formOf(Operation::cvt, modifiers, Type::u16, from));
  put<packWords<true, From>>(registry, formOf(Operation::cvt, modifiers, Type::s16, from));
  put<cvtPack<8, false, From>>(registry, formOf(Operation::cvt, modifiers, Type::u8, from, Type::b32));
  put<cvtPack<8, true, From>>(registry, formOf(Operation::cvt, modifiers, Type::s8, from, Type::b32));
}

}  // namespace

void putPackConversionLanes(Registry& registry) {
  putRounded<Rounding::nearestEven>(registry);
  putRounded<Rounding::towardZero>(registry);
  putTf32<Rounding::nearestAway, false, false>(registry);
  putTf32<Rounding::nearestAway, true, false>(registry);
  putF8<E4m3, false>(registry);
  putF8<E4m3, true>(registry);
  putF8<E5m2, false>(registry);
  putF8<E5m2, true>(registry);
  putPacks<s32>(registry);
}

}  // namespace warpsmith::sim
