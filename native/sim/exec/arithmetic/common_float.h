// The floating-point forms that compilers emit all the time.

#pragma once

#include "sim/exec/arithmetic/form_names.h"
#include "sim/numeric/approximate.h"
#include "sim/numeric/float16.h"
#include "sim/numeric/float32.h"
#include "sim/numeric/float64.h"

namespace warpsmith::sim {
namespace {

constexpr Rounding even = Rounding::nearestEven;

// fma of halves, without the doubles of numeric/float16.h where f32 holds the product: f16's are exact in it, and it
// has enough bits beyond f16's to round the sum to odd. A bf16's product may be past f32's range.
template <typename Half>
WARPSMITH_LANE u16 fmaHalfLane(u16 a, u16 b, u16 c) {
  if constexpr (Half::mantissa == 7) return fmaHalf<Half>(a, b, c);
  const float product = widen<Half>(a) * widen<Half>(b);
  const float addend = widen<Half>(c);
  const float sum = product + addend;
  const float ofAddend = sum - product;
  const float error = (product - (sum - ofAddend)) + (addend - ofAddend);
  const u32 bits = bitsOf(sum);
  // A step away from zero in bits when the error has the sum's sign.
  const u32 step = 1u - (((bits ^ bitsOf(error)) >> 31) << 1);
  const bool inexact = error > 0.0f || error < 0.0f;
  const u32 odd = chooseBits(inexact && (bits & 1u) == 0u, bits + step, bits);
  return static_cast<u16>(narrow<Half, Rounding::nearestEven>(floatOf(odd)));
}

template <bool ftz, bool sat>
void putCommonF32(Registry& registry) {
  constexpr Modifiers modifiers = bit(Modifier::rn) | namedFtz(ftz) | namedSat(sat);
  putEach<addF32<even, ftz, sat>>(registry, Operation::add, modifiers, Type::f32);
  putEach<subF32<even, ftz, sat>>(registry, Operation::sub, modifiers, Type::f32);
  putEach<mulF32<even, ftz, sat>>(registry, Operation::mul, modifiers, Type::f32);
  putEach<fmaF32<even, ftz, sat>>(registry, Operation::fma, modifiers, Type::f32);
  putEach<fmaF32<even, ftz, sat>>(registry, Operation::mad, modifiers, Type::f32);
}

template <bool ftz>
void putCommonF32Functions(Registry& registry) {
  constexpr Modifiers modifiers = namedFtz(ftz);
  constexpr Modifiers rn = bit(Modifier::rn) | modifiers;
  constexpr Modifiers approx = bit(Modifier::approx) | modifiers;
  putEach<minF32<ftz>>(registry, Operation::min, modifiers, Type::f32);
  putEach<maxF32<ftz>>(registry, Operation::max, modifiers, Type::f32);
  putEach<minF32<ftz, true>>(registry, Operation::min, modifiers | bit(Modifier::nan), Type::f32);
  putEach<maxF32<ftz, true>>(registry, Operation::max, modifiers | bit(Modifier::nan), Type::f32);
  putEach<absF32<ftz>>(registry, Operation::abs, modifiers, Type::f32);
  putEach<negF32<ftz>>(registry, Operation::neg, modifiers, Type::f32);
  putEach<divF32<even, ftz>>(registry, Operation::div, rn, Type::f32);
  putEach<divFullF32<ftz>>(registry, Operation::div, modifiers | bit(Modifier::full), Type::f32);
  putEach<divApproxF32<ftz>>(registry, Operation::div, approx, Type::f32);
  putEach<rcpF32<even, ftz>>(registry, Operation::rcp, rn, Type::f32);
  putEach<rcpApproxF32<ftz>>(registry, Operation::rcp, approx, Type::f32);
  putEach<sqrtF32<even, ftz>>(registry, Operation::sqrt, rn, Type::f32);
  putEach<sqrtApproxF32<ftz>>(registry, Operation::sqrt, approx, Type::f32);
  putEach<rsqrtApproxF32<ftz>>(registry, Operation::rsqrt, approx, Type::f32);
}

void putCommonF64(Registry& registry) {
  constexpr Modifiers rn = bit(Modifier::rn);
  putEach<addF64<even>>(registry, Operation::add, rn, Type::f64);
  putEach<subF64<even>>(registry, Operation::sub, rn, Type::f64);
  putEach<mulF64<even>>(registry, Operation::mul, rn, Type::f64);
  putEach<fmaF64<even>>(registry, Operation::fma, rn, Type::f64);
  putEach<fmaF64<even>>(registry, Operation::mad, rn, Type::f64);
  putEach<divF64<even>>(registry, Operation::div, rn, Type::f64);
  putEach<rcpF64<even>>(registry, Operation::rcp, rn, Type::f64);
  putEach<sqrtF64<even>>(registry, Operation::sqrt, rn, Type::f64);
  putEach<minF64>(registry, Operation::min, 0, Type::f64);
  putEach<maxF64>(registry, Operation::max, 0, Type::f64);
  putEach<absF64>(registry, Operation::abs, 0, Type::f64);
  putEach<negF64>(registry, Operation::neg, 0, Type::f64);
}

template <typename Half>
void putCommonHalf(Registry& registry) {
  constexpr Modifiers rn = bit(Modifier::rn);
  constexpr Type type = Named<Half>::type;
  constexpr Type packed = Named<Half>::packed;
  putEach<addHalf<Half>>(registry, Operation::add, rn, type);
  putEach<subHalf<Half>>(registry, Operation::sub, rn, type);
  putEach<mulHalf<Half>>(registry, Operation::mul, rn, type);
  putEach<fmaHalfLane<Half>>(registry, Operation::fma, rn, type);
  putEach<minHalf<Half>>(registry, Operation::min, 0, type);
  putEach<maxHalf<Half>>(registry, Operation::max, 0, type);
  putEach<negHalf<Half>>(registry, Operation::neg, 0, type);
  putEach<absHalf<Half>>(registry, Operation::abs, 0, type);
  putPacked<addHalf<Half>, addHalf2<Half>>(registry, formOf(Operation::add, rn, packed));
  putPacked<subHalf<Half>, subHalf2<Half>>(registry, formOf(Operation::sub, rn, packed));
  putPacked<mulHalf<Half>, mulHalf2<Half>>(registry, formOf(Operation::mul, rn, packed));
  putPacked<fmaHalfLane<Half>, fmaHalf2<Half>>(registry, formOf(Operation::fma, rn, packed));
  putPacked<minHalf<Half>, minHalf2<Half>>(registry, formOf(Operation::min, 0, packed));
  putPacked<maxHalf<Half>, maxHalf2<Half>>(registry, formOf(Operation::max, 0, packed));
  putPacked<negHalf<Half>, negHalf2<Half>>(registry, formOf(Operation::neg, 0, packed));
  putPacked<absHalf<Half>, absHalf2<Half>>(registry, formOf(Operation::abs, 0, packed));
}

void putCommonFloats(Registry& registry) {
  putCommonF32<false, false>(registry);
  putCommonF32<true, false>(registry);
  putCommonF32<false, true>(registry);
  putCommonF32<true, true>(registry);
  putCommonF32Functions<false>(registry);
  putCommonF32Functions<true>(registry);
  putCommonF64(registry);
  putCommonHalf<F16>(registry);
  putCommonHalf<Bf16>(registry);
}

}  // namespace
}  // namespace warpsmith::sim
