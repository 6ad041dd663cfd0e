// The formats narrower than f32 (f16, bf16, tf32, e4m3, e5m2), and rounding an f32 to them (PTX ISA, Alternate
// Floating-Point Data Formats; cvt).

#pragma once

#include "sim/numeric/rounding.h"

namespace warpsmith::sim {

// smallest: the exponent field, in f32, of the least normal number. Without infinities, past the largest is NaN.
struct F16 {
  static constexpr u32 mantissa = 10, smallest = 113, sign = 15, largest = 0x7BFF, infinity = 0x7C00, nan = 0x7FFF;
};
struct Bf16 {
  static constexpr u32 mantissa = 7, smallest = 1, sign = 15, largest = 0x7F7F, infinity = 0x7F80, nan = 0x7FFF;
};
struct E4m3 {
  static constexpr u32 mantissa = 3, smallest = 121, sign = 7, largest = 0x7E, infinity = 0x7F, nan = 0x7F;
};
struct E5m2 {
  static constexpr u32 mantissa = 2, smallest = 113, sign = 7, largest = 0x7B, infinity = 0x7C, nan = 0x7F;
};
// 19 bits, kept in the top of 32.
struct Tf32 {
  static constexpr u32 mantissa = 10, smallest = 1, sign = 18, largest = 0x3FBFF, infinity = 0x3FC00, nan = 0x3FFFF;
};

// An f32 as a narrow format's bits, in any rounding. .satfinite keeps overflow and infinities at the largest number,
// .relu makes what is negative +0.
template <typename Format, Rounding rounding, bool satfinite = false, bool relu = false>
WARPSMITH_LANE u32 narrow(float x) {
  const u32 bits = bitsOf(x);
  const bool negative = (bits >> 31) != 0;
  const u32 magnitude = bits & 0x7FFFFFFFu;
  const u32 field = magnitude >> 23;
  const u32 exponent = field < 1 ? 1 : field;
  const u32 significand = (magnitude & 0x7FFFFFu) | (field == 0 ? 0 : 0x800000u);
  const u32 base = exponent < Format::smallest ? Format::smallest : exponent;
  const u32 wanted = 23 - Format::mantissa + (base - exponent);
  // By 25 and more nothing is left but a remainder under one half.
  const u32 shift = wanted > 25 ? 25 : wanted;
  const u32 kept = significand >> shift;
  const u32 dropped = significand & ((1u << shift) - 1u);
  const u32 half = 1u << (shift - 1u);
  bool increment = false;
  if constexpr (rounding == Rounding::nearestEven) increment = dropped + (kept & 1u) > half;
  if constexpr (rounding == Rounding::nearestAway) increment = dropped >= half;
  if constexpr (rounding == Rounding::up) increment = !negative && dropped != 0;
  if constexpr (rounding == Rounding::down) increment = negative && dropped != 0;
  const u32 rounded = ((base - Format::smallest) << Format::mantissa) + kept + (increment ? 1u : 0u);
  const bool infinite = magnitude == 0x7F800000u;
  constexpr bool nearest = rounding == Rounding::nearestEven || rounding == Rounding::nearestAway;
  const bool away = !satfinite && (infinite || nearest || awayFromZero<rounding>(negative));
  const u32 past = away ? Format::infinity : Format::largest;
  const u32 clamped = rounded > Format::largest ? past : rounded;
  const u32 sign = negative ? 1u << Format::sign : 0u;
  const u32 number = relu && negative ? 0u : clamped | sign;
  return magnitude > 0x7F800000u ? Format::nan : number;
}

// f16 or bf16 to f32, exactly; NaN keeps its sign and payload.
template <typename Half>
WARPSMITH_LANE float widenPayload(u16 bits) {
  if constexpr (Half::mantissa == 7) return floatOf(static_cast<u32>(bits) << 16);
  const u32 magnitude = static_cast<u32>(bits & 0x7FFFu) << 13;
  const u32 sign = static_cast<u32>(bits & 0x8000u) << 16;
  // The exponent rebased by a product, which normalises subnormals too.
  const u32 finite = bitsOf(floatOf(magnitude) * 0x1p112f);
  const u32 special = magnitude | 0x7F800000u;
  return floatOf(chooseBits((bits & 0x7C00u) == 0x7C00u, special, finite) | sign);
}

// The same; NaN becomes the canonical one.
template <typename Half>
WARPSMITH_LANE float widen(u16 bits) {
  return canonical(widenPayload<Half>(bits));
}

// f16 or bf16 with .ftz: zero in place of a subnormal.
template <typename Half, bool ftz>
WARPSMITH_LANE u16 flushHalf(u16 x) {
  constexpr u32 exponent = Half::infinity;
  if constexpr (ftz) return static_cast<u16>((x & exponent) == 0 ? x & 0x8000u : x);
  return x;
}

// e4m3 and e5m2 to f16, exactly (cvt.rn.f16x2.e4m3x2, .e5m2x2).
template <typename Format, bool relu = false>
WARPSMITH_LANE u16 widenF8(u8 bits) {
  const u32 magnitude = bits & 0x7Fu;
  const bool negative = (bits & 0x80u) != 0;
  constexpr bool e5m2 = Format::mantissa == 2;
  const bool nan = e5m2 ? magnitude > 0x7Cu : magnitude == 0x7Fu;
  u32 half = 0;
  if constexpr (e5m2) {
    half = magnitude << 8;
  } else if (magnitude < 8) {
    // Subnormal: 2^-9 times the magnitude, normalised.
    const u32 top = magnitude >= 4 ? 2 : (magnitude >= 2 ? 1 : 0);
    half = magnitude == 0 ? 0 : ((6 + top) << 10) + ((magnitude << (10 - top)) & 0x3FFu);
  } else {
    half = (magnitude << 7) + (8u << 10);
  }
  const u32 number = relu && negative ? 0u : half | (negative ? 0x8000u : 0u);
  return static_cast<u16>(nan ? F16::nan : number);
}

// cvt.{rn,rz,rna}.tf32.f32: 19 bits at the top, zeros below. A NaN becomes the one of all ones there; but .rna only
// cuts its payload, and .rna.satfinite then takes the number before it as of an infinity (so an H100).
template <Rounding rounding, bool satfinite = false, bool relu = false>
WARPSMITH_LANE u32 f32ToTf32(float x) {
  const u32 rounded = narrow<Tf32, rounding, satfinite, relu>(x) << 13;
  if constexpr (rounding != Rounding::nearestAway) return rounded;
  const u32 cut = (bitsOf(x) & 0xFFFFE000u) - (satfinite ? 0x2000u : 0u);
  return chooseBits((bitsOf(x) & 0x7F800000u) == 0x7F800000u, cut, rounded);
}

// The halves of a packed pair.
WARPSMITH_LANE u32 packHalves(u16 high, u16 low) { return static_cast<u32>(high) << 16 | low; }
WARPSMITH_LANE u16 highHalf(u32 x) { return static_cast<u16>(x >> 16); }
WARPSMITH_LANE u16 lowHalf(u32 x) { return static_cast<u16>(x); }

// cvt.*.e4m3x2.f32 and the like: a in the upper byte.
template <typename Format, bool relu = false>
WARPSMITH_LANE u16 f32ToF8x2(float a, float b) {
  const u32 high = narrow<Format, Rounding::nearestEven, true, relu>(a);
  const u32 low = narrow<Format, Rounding::nearestEven, true, relu>(b);
  return static_cast<u16>(high << 8 | low);
}
template <typename Format, bool relu = false>
WARPSMITH_LANE u16 f16x2ToF8x2(u32 a) {
  return f32ToF8x2<Format, relu>(widen<F16>(highHalf(a)), widen<F16>(lowHalf(a)));
}
template <typename Format, bool relu = false>
WARPSMITH_LANE u32 f8x2ToF16x2(u16 a) {
  return packHalves(widenF8<Format, relu>(static_cast<u8>(a >> 8)), widenF8<Format, relu>(static_cast<u8>(a)));
}

}  // namespace warpsmith::sim
