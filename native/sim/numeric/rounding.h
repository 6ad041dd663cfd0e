// Rounding modes, and what .ftz and .sat do to a value (PTX ISA, Rounding Modifiers; Floating Point Instructions).

#pragma once

#include "sim/numeric/bits.h"

namespace warpsmith::sim {

// .rn/.rni, .rz/.rzi, .rm/.rmi, .rp/.rpi, .rna. Stochastic rounding (.rs) is not on sm_90.
enum class Rounding { nearestEven, towardZero, down, up, nearestAway };

// What testp asks for. Zeros are normal.
enum class FloatClass { finite, infinite, number, notANumber, normal, subnormal };

constexpr u32 nanF32 = 0x7FFFFFFFu;
constexpr u64 nanF64 = 0xFFF8000000000000u;

WARPSMITH_LANE bool isNan(float x) { return x != x; }
WARPSMITH_LANE bool isNan(double x) { return x != x; }

// Single precision keeps no payloads: every NaN that arithmetic gives is this one.
WARPSMITH_LANE float canonical(float x) { return x != x ? floatOf(nanF32) : x; }

// Double precision keeps them: a NaN goes through quietened, its sign and payload kept.
WARPSMITH_LANE double quiet(double x) { return doubleOf(bitsOf(x) | 0x0008000000000000u); }

// Zero in place of a subnormal, its sign kept.
WARPSMITH_LANE float flush(float x) {
  const u32 bits = bitsOf(x);
  return floatOf((bits & 0x7F800000u) == 0 ? bits & 0x80000000u : bits);
}

template <bool ftz>
WARPSMITH_LANE float flushIf(float x) {
  if constexpr (ftz) return flush(x);
  return x;
}

// Into [+0, 1]; NaN and -0 become +0.
WARPSMITH_LANE float saturate(float x) {
  const float positive = x > 0.0f ? x : 0.0f;
  return positive < 1.0f ? positive : 1.0f;
}
WARPSMITH_LANE double saturate(double x) {
  const double positive = x > 0.0 ? x : 0.0;
  return positive < 1.0 ? positive : 1.0;
}

// What an operation does to its rounded result.
template <bool ftz, bool sat>
WARPSMITH_LANE float finish(float x) {
  if constexpr (sat) return saturate(flushIf<ftz>(x));
  return canonical(flushIf<ftz>(x));
}

// A value that one double cannot hold, rounded to odd: the nearest double toward the exact value whose last bit is set.
// Rounding that to a format at least two bits narrower, in any mode, gives what the exact value would.
// `error` is of the sign of exact - rounded.
WARPSMITH_LANE double toOdd(double rounded, double error) {
  const u64 bits = bitsOf(rounded);
  // Away from zero in bits when the error has the value's sign.
  const u64 step = ((bits ^ bitsOf(error)) >> 63) == 0 ? u64{1} : ~u64{0};
  const bool adjust = (bits & 1) == 0 && (error > 0.0 || error < 0.0);
  return doubleOf(adjust ? bits + step : bits);
}

// a + b, rounded to odd, for doubles whose sum is far from overflow and whose error is representable.
WARPSMITH_LANE double sumToOdd(double a, double b) {
  const double sum = a + b;
  const double virtualB = sum - a;
  const double error = (a - (sum - virtualB)) + (b - virtualB);
  return toOdd(sum, error);
}

// The same between double and float. Magnitudes past float's give its largest or infinity, so that no mode is misled.
WARPSMITH_LANE float oddFloat(double x) {
  const float nearest = static_cast<float>(x);
  const u32 bits = bitsOf(nearest);
  const double magnitude = __builtin_fabs(x);
  const double got = __builtin_fabs(static_cast<double>(nearest));
  const u32 truncated = bits - (got > magnitude ? 1u : 0u);
  const u32 inexact = got > magnitude || got < magnitude ? 1u : 0u;
  return floatOf(truncated | inexact);
}

// Which way a mode moves a magnitude.
template <Rounding rounding>
WARPSMITH_LANE bool awayFromZero(bool negative) {
  return (rounding == Rounding::up && !negative) || (rounding == Rounding::down && negative);
}

// A double to float in any mode but nearestAway. Inexact infinity becomes the largest float where the mode says so.
template <Rounding rounding>
WARPSMITH_LANE float roundToFloat(double x) {
  static_assert(rounding != Rounding::nearestAway, "no instruction rounds so to f32");
  const float nearest = static_cast<float>(x);
  if constexpr (rounding == Rounding::nearestEven) return nearest;
  const u32 bits = bitsOf(nearest);
  const double magnitude = __builtin_fabs(x);
  const double got = __builtin_fabs(static_cast<double>(nearest));
  const bool away = awayFromZero<rounding>((bits >> 31) != 0);
  const u32 up = away && got < magnitude ? 1u : 0u;
  const u32 down = !away && got > magnitude ? 1u : 0u;
  return floatOf(bits + up - down);
}

// An exact zero sum of terms with unlike signs is -0 when rounding down, +0 otherwise.
template <Rounding rounding>
WARPSMITH_LANE float signZeroSum(float sum, double a, double b) {
  if constexpr (rounding != Rounding::down) return sum;
  const u32 sign = static_cast<u32>((bitsOf(a) | bitsOf(b)) >> 63) << 31;
  return a + b == 0.0 ? floatOf(bitsOf(sum) | sign) : sum;
}

}  // namespace warpsmith::sim
