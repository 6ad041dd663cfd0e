// f32 arithmetic (PTX ISA, Floating Point Instructions: add, sub, mul, fma, div, rcp, sqrt, min, max, ...).

#pragma once

#include "sim/numeric/rounding.h"

namespace warpsmith::sim {

template <Rounding rounding = Rounding::nearestEven, bool ftz = false, bool sat = false>
WARPSMITH_LANE float addF32(float a, float b) {
  const float x = flushIf<ftz>(a);
  const float y = flushIf<ftz>(b);
  if constexpr (rounding == Rounding::nearestEven) return finish<ftz, sat>(x + y);
  const double p = static_cast<double>(x);
  const double q = static_cast<double>(y);
  return finish<ftz, sat>(signZeroSum<rounding>(roundToFloat<rounding>(sumToOdd(p, q)), p, q));
}

template <Rounding rounding = Rounding::nearestEven, bool ftz = false, bool sat = false>
WARPSMITH_LANE float subF32(float a, float b) {
  return addF32<rounding, ftz, sat>(a, floatOf(bitsOf(b) ^ 0x80000000u));
}

template <Rounding rounding = Rounding::nearestEven, bool ftz = false, bool sat = false>
WARPSMITH_LANE float mulF32(float a, float b) {
  const float x = flushIf<ftz>(a);
  const float y = flushIf<ftz>(b);
  if constexpr (rounding == Rounding::nearestEven) return finish<ftz, sat>(x * y);
  return finish<ftz, sat>(roundToFloat<rounding>(static_cast<double>(x) * static_cast<double>(y)));
}

template <Rounding rounding = Rounding::nearestEven, bool ftz = false, bool sat = false>
WARPSMITH_LANE float fmaF32(float a, float b, float c) {
  const float x = flushIf<ftz>(a);
  const float y = flushIf<ftz>(b);
  const float z = flushIf<ftz>(c);
  if constexpr (rounding == Rounding::nearestEven) return finish<ftz, sat>(__builtin_fmaf(x, y, z));
  const double product = static_cast<double>(x) * static_cast<double>(y);
  const double addend = static_cast<double>(z);
  const float sum = roundToFloat<rounding>(sumToOdd(product, addend));
  return finish<ftz, sat>(signZeroSum<rounding>(sum, product, addend));
}

template <Rounding rounding = Rounding::nearestEven, bool ftz = false>
WARPSMITH_LANE float divF32(float a, float b) {
  const float x = flushIf<ftz>(a);
  const float y = flushIf<ftz>(b);
  if constexpr (rounding == Rounding::nearestEven) return finish<ftz, false>(x / y);
  const double p = static_cast<double>(x);
  const double q = static_cast<double>(y);
  const double quotient = p / q;
  // The remainder has the sign of (exact - quotient) * q; for infinities and NaNs it is NaN, and adjusts nothing.
  const double remainder = __builtin_fma(-quotient, q, p);
  const double error = doubleOf(bitsOf(remainder) ^ (bitsOf(q) & 0x8000000000000000u));
  return finish<ftz, false>(roundToFloat<rounding>(toOdd(quotient, error)));
}

template <Rounding rounding = Rounding::nearestEven, bool ftz = false>
WARPSMITH_LANE float rcpF32(float a) {
  return divF32<rounding, ftz>(1.0f, a);
}

template <Rounding rounding = Rounding::nearestEven, bool ftz = false>
WARPSMITH_LANE float sqrtF32(float a) {
  const float x = flushIf<ftz>(a);
  if constexpr (rounding == Rounding::nearestEven) return finish<ftz, false>(__builtin_sqrtf(x));
  const double p = static_cast<double>(x);
  const double root = __builtin_sqrt(p);
  return finish<ftz, false>(roundToFloat<rounding>(toOdd(root, __builtin_fma(-root, root, p))));
}

template <bool ftz = false>
WARPSMITH_LANE float absF32(float a) {
  return canonical(flushIf<ftz>(floatOf(bitsOf(a) & 0x7FFFFFFFu)));
}

template <bool ftz = false>
WARPSMITH_LANE float negF32(float a) {
  return canonical(flushIf<ftz>(floatOf(bitsOf(a) ^ 0x80000000u)));
}

// PTX ISA, copysign: the sign of a, the magnitude of b.
WARPSMITH_LANE float copysignF32(float a, float b) {
  return floatOf((bitsOf(a) & 0x80000000u) | (bitsOf(b) & 0x7FFFFFFFu));
}

// Bits that order as floats do, with -0 < +0. NaNs are the caller's affair.
WARPSMITH_LANE s32 orderOf(float x) {
  const s32 bits = bitCast<s32>(x);
  return bits ^ static_cast<s32>(static_cast<u32>(bits >> 31) >> 1);
}

// One NaN loses to a number, or with .NaN wins; -0 < +0. .xorsign.abs compares magnitudes and gives the result the
// exclusive or of the signs.
template <bool largest, bool ftz, bool propagateNan, bool xorsignAbs>
WARPSMITH_LANE float chooseF32(float a, float b) {
  const float s = flushIf<ftz>(a);
  const float t = flushIf<ftz>(b);
  const float x = xorsignAbs ? floatOf(bitsOf(s) & 0x7FFFFFFFu) : s;
  const float y = xorsignAbs ? floatOf(bitsOf(t) & 0x7FFFFFFFu) : t;
  const bool first = largest ? orderOf(x) > orderOf(y) : orderOf(x) < orderOf(y);
  float chosen = first ? x : y;
  if constexpr (propagateNan) {
    chosen = x != x || y != y ? floatOf(nanF32) : chosen;
  } else {
    chosen = x != x ? y : chosen;
    chosen = y != y ? x : chosen;
    chosen = canonical(chosen);
  }
  if constexpr (!xorsignAbs) return chosen;
  const u32 sign = (bitsOf(s) ^ bitsOf(t)) & 0x80000000u;
  return chosen != chosen ? chosen : floatOf(bitsOf(chosen) | sign);
}

template <bool ftz = false, bool propagateNan = false, bool xorsignAbs = false>
WARPSMITH_LANE float minF32(float a, float b) {
  return chooseF32<false, ftz, propagateNan, xorsignAbs>(a, b);
}

template <bool ftz = false, bool propagateNan = false, bool xorsignAbs = false>
WARPSMITH_LANE float maxF32(float a, float b) {
  return chooseF32<true, ftz, propagateNan, xorsignAbs>(a, b);
}

// The three-input forms (.abs: magnitudes, result not negative).
template <bool largest, bool ftz = false, bool propagateNan = false, bool absolute = false>
WARPSMITH_LANE float choose3F32(float a, float b, float c) {
  const u32 mask = absolute ? 0x7FFFFFFFu : 0xFFFFFFFFu;
  const float first =
      chooseF32<largest, ftz, propagateNan, false>(floatOf(bitsOf(a) & mask), floatOf(bitsOf(b) & mask));
  return chooseF32<largest, ftz, propagateNan, false>(first, floatOf(bitsOf(c) & mask));
}

template <FloatClass test>
WARPSMITH_LANE bool testpF32(float a) {
  const u32 magnitude = bitsOf(a) & 0x7FFFFFFFu;
  switch (test) {
    case FloatClass::finite:
      return magnitude < 0x7F800000u;
    case FloatClass::infinite:
      return magnitude == 0x7F800000u;
    case FloatClass::number:
      return magnitude <= 0x7F800000u;
    case FloatClass::notANumber:
      return magnitude > 0x7F800000u;
    case FloatClass::normal:
      return magnitude == 0 || (magnitude >= 0x00800000u && magnitude < 0x7F800000u);
    case FloatClass::subnormal:
      return magnitude != 0 && magnitude < 0x00800000u;
  }
  return false;
}

}  // namespace warpsmith::sim
