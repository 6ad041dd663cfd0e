// cvt and cvt.pack between integers and floats (PTX ISA, Data Movement and Conversion Instructions: cvt). The formats
// narrower than f16 are in narrow.h.

#pragma once

#include "sim/numeric/integer.h"
#include "sim/numeric/narrow.h"

namespace warpsmith::sim {

// An integer in To, the low bits or, with .sat, the nearest of To's range.
template <typename To, typename From, bool sat = false>
WARPSMITH_LANE To convertInteger(From a) {
  if constexpr (sat) {
    // Compared as s64, but for the u64s that are not one.
    if constexpr (!isSigned<From> && widthOf<From> == 64) {
      return a > static_cast<u64>(largestOf<To>) ? largestOf<To> : static_cast<To>(a);
    } else if constexpr (!isSigned<To> && widthOf<To> == 64) {
      return a < 0 ? To{0} : static_cast<To>(a);
    } else {
      const s64 x = static_cast<s64>(a);
      const s64 least = static_cast<s64>(smallestOf<To>);
      const s64 most = static_cast<s64>(largestOf<To>);
      return static_cast<To>(x < least ? least : (x > most ? most : x));
    }
  }
  return static_cast<To>(a);
}

// cvt.rni, .rzi, .rmi, .rpi to an integral value.
template <Rounding rounding>
WARPSMITH_LANE double roundToIntegral(double x) {
  if constexpr (rounding == Rounding::nearestEven) return __builtin_rint(x);
  if constexpr (rounding == Rounding::down) return __builtin_floor(x);
  if constexpr (rounding == Rounding::up) return __builtin_ceil(x);
  return __builtin_trunc(x);
}
template <Rounding rounding>
WARPSMITH_LANE float roundToIntegral(float x) {
  if constexpr (rounding == Rounding::nearestEven) return __builtin_rintf(x);
  if constexpr (rounding == Rounding::down) return __builtin_floorf(x);
  if constexpr (rounding == Rounding::up) return __builtin_ceilf(x);
  return __builtin_truncf(x);
}

// A float of any precision as an integer, clamped to its range. NaN is 0, but the integer's top bit alone where the
// source is f64 or the destination has 64 bits.
template <typename To, Rounding rounding, bool fromF64>
WARPSMITH_LANE To realToInteger(double x) {
  constexpr bool topBit = fromF64 || widthOf<To> == 64;
  const To ofNan = topBit ? static_cast<To>(u64{1} << (widthOf<To> - 1)) : To{0};
  const double whole = roundToIntegral<rounding>(x);
  if constexpr (widthOf<To> <= 32) {
    constexpr double least = static_cast<double>(smallestOf<To>);
    constexpr double most = static_cast<double>(largestOf<To>);
    const double atLeast = whole > least ? whole : least;
    const double clamped = atLeast < most ? atLeast : most;
    // u32 through s32, which is the conversion that machines have for vectors.
    constexpr bool shifted = !isSigned<To> && widthOf<To> == 32;
    const s32 integer = static_cast<s32>(shifted ? clamped - 0x1p31 : clamped);
    const u32 inRange = shifted ? static_cast<u32>(integer) ^ 0x80000000u : static_cast<u32>(integer);
    return x != x ? ofNan : static_cast<To>(inRange);
  } else {
    constexpr double past = isSigned<To> ? 0x1p63 : 0x1p64;
    constexpr double least = isSigned<To> ? -0x1p63 : 0.0;
    if (x != x) return ofNan;
    if (whole >= past) return largestOf<To>;
    if (whole <= least) return smallestOf<To>;
    return static_cast<To>(whole);
  }
}

template <typename To, Rounding rounding, bool ftz = false>
WARPSMITH_LANE To f32ToInteger(float x) {
  return realToInteger<To, rounding, false>(static_cast<double>(flushIf<ftz>(x)));
}
template <typename To, Rounding rounding>
WARPSMITH_LANE To f64ToInteger(double x) {
  return realToInteger<To, rounding, true>(x);
}
template <typename To, typename Half, Rounding rounding>
WARPSMITH_LANE To halfToInteger(u16 x) {
  return realToInteger<To, rounding, false>(static_cast<double>(widen<Half>(x)));
}

// An integer as a double that rounds to anything narrower as the integer would.
template <typename From>
WARPSMITH_LANE double integerToOdd(From a) {
  if constexpr (widthOf<From> <= 32) {
    return static_cast<double>(a);
  } else {
    const bool negative = a < 0;
    const u64 magnitude = negative ? 0u - static_cast<u64>(a) : static_cast<u64>(a);
    const u64 jammed = magnitude >> 11 | ((magnitude & 0x7FFu) != 0 ? 1u : 0u);
    const double real =
        magnitude < u64{1} << 53 ? static_cast<double>(magnitude) : static_cast<double>(jammed) * 0x1p11;
    return negative ? -real : real;
  }
}

template <Rounding rounding = Rounding::nearestEven, bool sat = false, typename From>
WARPSMITH_LANE float integerToF32(From a) {
  float x = 0.0f;
  if constexpr (rounding == Rounding::nearestEven) {
    x = static_cast<float>(a);
  } else {
    x = roundToFloat<rounding>(integerToOdd(a));
  }
  return sat ? saturate(x) : x;
}

template <Rounding rounding = Rounding::nearestEven, bool sat = false, typename From>
WARPSMITH_LANE double integerToF64(From a) {
  double x = static_cast<double>(a);
  if constexpr (rounding != Rounding::nearestEven && widthOf<From> == 64) {
    const bool negative = a < 0;
    const s128 exact = static_cast<s128>(a);
    const s128 got = static_cast<s128>(x);
    const s128 magnitude = negative ? -exact : exact;
    const s128 gotMagnitude = negative ? -got : got;
    const bool away = awayFromZero<rounding>(negative);
    u64 bits = bitsOf(x);
    if (away && gotMagnitude < magnitude) bits += 1;
    if (!away && gotMagnitude > magnitude) bits -= 1;
    x = doubleOf(bits);
  }
  return sat ? saturate(x) : x;
}

template <typename Half, Rounding rounding = Rounding::nearestEven, bool sat = false, typename From>
WARPSMITH_LANE u16 integerToHalf(From a) {
  const float x = oddFloat(integerToOdd(a));
  return static_cast<u16>(narrow<Half, rounding>(sat ? saturate(x) : x));
}

// cvt.f32.f32, with .ftz or .sat.
template <bool ftz = false, bool sat = false>
WARPSMITH_LANE float f32ToF32(float x) {
  return finish<ftz, sat>(x);
}
// cvt.rni.f32.f32 and the like.
template <Rounding rounding, bool ftz = false, bool sat = false>
WARPSMITH_LANE float f32ToIntegral(float x) {
  return finish<ftz, sat>(roundToIntegral<rounding>(flushIf<ftz>(x)));
}
template <Rounding rounding, bool sat = false>
WARPSMITH_LANE double f64ToIntegral(double x) {
  const double whole = x != x ? quiet(x) : roundToIntegral<rounding>(x);
  return sat ? saturate(whole) : whole;
}
template <typename Half, Rounding rounding, bool sat = false>
WARPSMITH_LANE u16 halfToIntegral(u16 x) {
  const float whole = roundToIntegral<rounding>(widen<Half>(x));
  return static_cast<u16>(narrow<Half, Rounding::nearestEven>(sat ? saturate(whole) : whole));
}

// From f64 and to it, a NaN keeps its sign and the payload that fits, and becomes quiet (as on the CPU). With .ftz an
// f32 passes through an operation of single precision first, which knows only the canonical NaN.
template <Rounding rounding = Rounding::nearestEven, bool ftz = false, bool sat = false>
WARPSMITH_LANE float f64ToF32(double x) {
  const float single = flushIf<ftz>(roundToFloat<rounding>(x));
  return sat ? saturate(single) : single;
}
template <bool ftz = false, bool sat = false>
WARPSMITH_LANE double f32ToF64(float x) {
  const double wide = static_cast<double>(ftz ? canonical(flush(x)) : x);
  return sat ? saturate(wide) : wide;
}

// cvt.ftz.f16.f32 does nothing else: the H100 does not flush a subnormal source, which .rm and .rp round away from
// zero.
template <typename Half, Rounding rounding = Rounding::nearestEven, bool satfinite = false, bool relu = false,
          bool ftz = false, bool sat = false>
WARPSMITH_LANE u16 f32ToHalf(float x) {
  return static_cast<u16>(narrow<Half, rounding, satfinite, relu>(sat ? saturate(x) : x));
}
// cvt.*.f16x2.f32 and .bf16x2.f32: a in the upper half.
template <typename Half, Rounding rounding = Rounding::nearestEven, bool satfinite = false, bool relu = false>
WARPSMITH_LANE u32 f32ToHalf2(float a, float b) {
  return packHalves(f32ToHalf<Half, rounding, satfinite, relu>(a), f32ToHalf<Half, rounding, satfinite, relu>(b));
}
template <typename Half, Rounding rounding = Rounding::nearestEven, bool sat = false>
WARPSMITH_LANE u16 f64ToHalf(double x) {
  const float odd = oddFloat(x);
  const u16 rounded = static_cast<u16>(narrow<Half, rounding>(sat ? saturate(odd) : odd));
  const u64 quietened = bitsOf(quiet(x));
  const u64 payload = quietened >> (52 - Half::mantissa) & 0x7FFFu;
  return x != x && !sat ? static_cast<u16>((quietened >> 48 & 0x8000u) | payload) : rounded;
}
// bf16 to f32 is a shift, so that it keeps even a signalling NaN; f16 to f32 is an operation of single precision.
template <typename Half, bool ftz = false, bool sat = false>
WARPSMITH_LANE float halfToF32(u16 x) {
  if constexpr (Half::mantissa == 7 && !ftz && !sat) return widenPayload<Half>(x);
  return finish<ftz, sat>(widen<Half>(x));
}
template <typename Half, bool sat = false>
WARPSMITH_LANE double halfToF64(u16 x) {
  return f32ToF64<false, sat>(widenPayload<Half>(x));
}
// Between f16 and bf16, or with .sat the same one.
template <typename To, typename From, Rounding rounding = Rounding::nearestEven, bool sat = false>
WARPSMITH_LANE u16 halfToHalf(u16 x) {
  return f32ToHalf<To, rounding, false, false, false, sat>(widen<From>(x));
}

// cvt.pack.sat: a above b, each clamped to `bits` bits, above what c's low bits leave. From is s32 or u32 (.abType).
template <u32 bits, bool toSigned, typename From>
WARPSMITH_LANE u32 cvtPack(From a, From b, u32 c) {
  constexpr s64 most = (s64{1} << (toSigned ? bits - 1 : bits)) - 1;
  constexpr s64 least = toSigned ? -most - 1 : 0;
  const s64 x = static_cast<s64>(a);
  const s64 y = static_cast<s64>(b);
  const u32 mask = (1u << bits) - 1;
  const u32 high = static_cast<u32>(x < least ? least : (x > most ? most : x)) & mask;
  const u32 low = static_cast<u32>(y < least ? least : (y > most ? most : y)) & mask;
  const u32 rest = bits == 16 ? 0 : c << (bits == 16 ? 0 : 2 * bits);
  return rest | high << bits | low;
}

}  // namespace warpsmith::sim
