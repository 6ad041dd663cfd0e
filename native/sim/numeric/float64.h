// f64 arithmetic (PTX ISA, Floating Point Instructions). Nearest-even is the machine's own; the directed modes go
// through integers.

#pragma once

#include "sim/numeric/rounding.h"

namespace warpsmith::sim {

// A NaN result is the first NaN operand, quietened; without one it is the default NaN. Of two NaNs an H100 gives
// either: ptxas orders the operands of what is commutative as it likes.
WARPSMITH_LANE double nanFrom(double result, double a, double b, double c) {
  const double none = doubleOf(nanF64);
  const double nan = a != a ? quiet(a) : (b != b ? quiet(b) : (c != c ? quiet(c) : none));
  return result != result ? nan : result;
}

// A finite magnitude: significand * 2^exponent, the significand's last bit set when anything below it was lost.
struct WideF64 {
  bool negative;
  s32 exponent;
  u128 significand;
};

WARPSMITH_LANE u32 leadingZeros(u128 x) {
  const u64 high = static_cast<u64>(x >> 64);
  const u64 low = static_cast<u64>(x);
  if (high != 0) return static_cast<u32>(__builtin_clzll(high));
  return low != 0 ? 64u + static_cast<u32>(__builtin_clzll(low)) : 128u;
}

// A right shift that keeps what falls off as the last bit.
WARPSMITH_LANE u128 shiftSticky(u128 x, u32 by) {
  if (by == 0) return x;
  if (by > 127) return x != 0 ? 1 : 0;
  const u128 kept = x >> by;
  return (kept << by) != x ? kept | 1 : kept;
}

WARPSMITH_RARE WideF64 unpackF64(double x) {
  const u64 bits = bitsOf(x);
  const u64 fraction = bits & 0x000FFFFFFFFFFFFFu;
  const s32 field = static_cast<s32>(bits >> 52 & 0x7FF);
  const bool negative = (bits >> 63) != 0;
  if (field == 0) return {negative, -1074, fraction};
  return {negative, field - 1075, fraction | 0x0010000000000000u};
}

template <Rounding rounding>
WARPSMITH_RARE double packF64(WideF64 x) {
  const u64 sign = x.negative ? 0x8000000000000000u : 0;
  if (x.significand == 0) return doubleOf(sign);
  // The exponent of the last bit kept: 53 bits, or the subnormals' fixed one.
  const s32 top = x.exponent + 127 - static_cast<s32>(leadingZeros(x.significand));
  const s32 last = top - 52 < -1074 ? -1074 : top - 52;
  u64 kept = 0;
  u128 dropped = 0;
  u128 half = 1;
  const s32 by = last - x.exponent;
  if (by <= 0) {
    kept = static_cast<u64>(x.significand << static_cast<u32>(-by));
  } else if (by < 128) {
    kept = static_cast<u64>(x.significand >> static_cast<u32>(by));
    dropped = x.significand & ((u128{1} << static_cast<u32>(by)) - 1);
    half = u128{1} << static_cast<u32>(by - 1);
  } else {
    dropped = by == 128 ? x.significand : 1;
    half = u128{1} << 127;
  }
  const bool nearer = dropped > half || (dropped == half && (kept & 1) != 0);
  const bool increment =
      rounding == Rounding::nearestEven ? nearer : dropped != 0 && awayFromZero<rounding>(x.negative);
  // Adding the significand, its leading bit included, to the exponent below carries by itself.
  const u64 field = static_cast<u64>(last + 1074);
  if (field > 2046) {
    const bool infinite = rounding == Rounding::nearestEven || awayFromZero<rounding>(x.negative);
    return doubleOf(sign | (infinite ? 0x7FF0000000000000u : 0x7FEFFFFFFFFFFFFFu));
  }
  const u64 magnitude = (field << 52) + kept + (increment ? 1 : 0);
  if (magnitude >= 0x7FF0000000000000u) {
    const bool infinite = rounding == Rounding::nearestEven || awayFromZero<rounding>(x.negative);
    return doubleOf(sign | (infinite ? 0x7FF0000000000000u : 0x7FEFFFFFFFFFFFFFu));
  }
  return doubleOf(sign | magnitude);
}

WARPSMITH_LANE bool isFinite(double x) { return (bitsOf(x) & 0x7FF0000000000000u) != 0x7FF0000000000000u; }

// x + y, both finite.
template <Rounding rounding>
WARPSMITH_RARE double packSumF64(WideF64 x, WideF64 y) {
  if (x.significand == 0 && y.significand == 0) {
    const bool negative = rounding == Rounding::down ? x.negative || y.negative : x.negative && y.negative;
    return doubleOf(negative ? 0x8000000000000000u : 0);
  }
  if (x.significand == 0) return packF64<rounding>(y);
  if (y.significand == 0) return packF64<rounding>(x);
  // Both with their leading bit at 125: room for a carry, and at least 20 zeros below what either holds.
  const s32 xShift = static_cast<s32>(leadingZeros(x.significand)) - 2;
  const s32 yShift = static_cast<s32>(leadingZeros(y.significand)) - 2;
  WideF64 large = {x.negative, x.exponent - xShift, x.significand << static_cast<u32>(xShift)};
  WideF64 small = {y.negative, y.exponent - yShift, y.significand << static_cast<u32>(yShift)};
  if (large.exponent < small.exponent || (large.exponent == small.exponent && large.significand < small.significand)) {
    const WideF64 swapped = large;
    large = small;
    small = swapped;
  }
  const u128 aligned = shiftSticky(small.significand, static_cast<u32>(large.exponent - small.exponent));
  if (large.negative == small.negative)
    return packF64<rounding>({large.negative, large.exponent, large.significand + aligned});
  const u128 difference = large.significand - aligned;
  const bool negative = difference == 0 ? rounding == Rounding::down : large.negative;
  return packF64<rounding>({negative, large.exponent, difference});
}

template <Rounding rounding = Rounding::nearestEven>
WARPSMITH_LANE double addF64(double a, double b) {
  if (rounding == Rounding::nearestEven || !isFinite(a) || !isFinite(b)) return nanFrom(a + b, a, b, 0.0);
  return packSumF64<rounding>(unpackF64(a), unpackF64(b));
}

template <Rounding rounding = Rounding::nearestEven>
WARPSMITH_LANE double subF64(double a, double b) {
  if (rounding == Rounding::nearestEven || !isFinite(a) || !isFinite(b)) return nanFrom(a - b, a, b, 0.0);
  return packSumF64<rounding>(unpackF64(a), unpackF64(-b));
}

WARPSMITH_LANE WideF64 multiplyWide(WideF64 x, WideF64 y) {
  return {x.negative != y.negative, x.exponent + y.exponent, x.significand * y.significand};
}

template <Rounding rounding = Rounding::nearestEven>
WARPSMITH_LANE double mulF64(double a, double b) {
  if (rounding == Rounding::nearestEven || !isFinite(a) || !isFinite(b)) return nanFrom(a * b, a, b, 0.0);
  return packF64<rounding>(multiplyWide(unpackF64(a), unpackF64(b)));
}

template <Rounding rounding = Rounding::nearestEven>
WARPSMITH_LANE double fmaF64(double a, double b, double c) {
  if (rounding == Rounding::nearestEven || !isFinite(a) || !isFinite(b) || !isFinite(c)) {
    return nanFrom(__builtin_fma(a, b, c), a, b, c);
  }
  return packSumF64<rounding>(multiplyWide(unpackF64(a), unpackF64(b)), unpackF64(c));
}

template <Rounding rounding>
WARPSMITH_RARE double packQuotientF64(WideF64 x, WideF64 y) {
  const u32 xShift = leadingZeros(x.significand);
  const u32 yShift = leadingZeros(y.significand) - 64;
  const u128 dividend = x.significand << xShift;
  const u128 divisor = y.significand << yShift;
  const u128 quotient = dividend / divisor;
  const u128 sticky = quotient * divisor != dividend ? 1 : 0;
  const s32 exponent = x.exponent - static_cast<s32>(xShift) - (y.exponent - static_cast<s32>(yShift));
  // Two more bits, so that the sticky one is below all that may be kept.
  return packF64<rounding>({x.negative != y.negative, exponent - 2, quotient << 2 | sticky});
}

template <Rounding rounding = Rounding::nearestEven>
WARPSMITH_LANE double divF64(double a, double b) {
  if (rounding == Rounding::nearestEven || !isFinite(a) || !isFinite(b) || a == 0.0 || b == 0.0) {
    return nanFrom(a / b, a, b, 0.0);
  }
  return packQuotientF64<rounding>(unpackF64(a), unpackF64(b));
}

template <Rounding rounding = Rounding::nearestEven>
WARPSMITH_LANE double rcpF64(double a) {
  return divF64<rounding>(1.0, a);
}

template <Rounding rounding>
WARPSMITH_RARE double sqrtDirectedF64(double a) {
  // Scaled by an even power, so that the remainder is exact.
  const bool tiny = a < 0x1p-900;
  const double x = tiny ? a * 0x1p200 : a;
  const double root = __builtin_sqrt(x);
  const double remainder = __builtin_fma(-root, root, x);
  u64 bits = bitsOf(root);
  if (rounding == Rounding::up && remainder > 0.0) bits += 1;
  if (rounding != Rounding::up && remainder < 0.0) bits -= 1;
  return tiny ? doubleOf(bits) * 0x1p-100 : doubleOf(bits);
}

template <Rounding rounding = Rounding::nearestEven>
WARPSMITH_LANE double sqrtF64(double a) {
  if (rounding == Rounding::nearestEven || !(a > 0.0) || !isFinite(a)) return nanFrom(__builtin_sqrt(a), a, 0.0, 0.0);
  return sqrtDirectedF64<rounding>(a);
}

// The H100 does both as an addition (of -0 to |a| or -a), which quiets a NaN and keeps its sign and payload: the
// operand's modifier doesn't reach a NaN. (PTX ISA: what a NaN becomes is unspecified.)
WARPSMITH_LANE double absF64(double a) { return a != a ? quiet(a) : doubleOf(bitsOf(a) & 0x7FFFFFFFFFFFFFFFu); }
WARPSMITH_LANE double negF64(double a) { return a != a ? quiet(a) : doubleOf(bitsOf(a) ^ 0x8000000000000000u); }

// PTX ISA, copysign: the sign of a, the magnitude of b.
WARPSMITH_LANE double copysignF64(double a, double b) {
  return doubleOf((bitsOf(a) & 0x8000000000000000u) | (bitsOf(b) & 0x7FFFFFFFFFFFFFFFu));
}

WARPSMITH_LANE s64 orderOf(double x) {
  const s64 bits = bitCast<s64>(x);
  return bits ^ static_cast<s64>(static_cast<u64>(bits >> 63) >> 1);
}

// A NaN loses to a number; -0 < +0.
template <bool largest>
WARPSMITH_LANE double chooseF64(double a, double b) {
  const bool first = largest ? orderOf(a) > orderOf(b) : orderOf(a) < orderOf(b);
  double chosen = first ? a : b;
  chosen = a != a ? b : chosen;
  chosen = b != b ? a : chosen;
  return nanFrom(chosen, a, b, 0.0);
}
WARPSMITH_LANE double minF64(double a, double b) { return chooseF64<false>(a, b); }
WARPSMITH_LANE double maxF64(double a, double b) { return chooseF64<true>(a, b); }

template <FloatClass test>
WARPSMITH_LANE bool testpF64(double a) {
  const u64 magnitude = bitsOf(a) & 0x7FFFFFFFFFFFFFFFu;
  switch (test) {
    case FloatClass::finite:
      return magnitude < 0x7FF0000000000000u;
    case FloatClass::infinite:
      return magnitude == 0x7FF0000000000000u;
    case FloatClass::number:
      return magnitude <= 0x7FF0000000000000u;
    case FloatClass::notANumber:
      return magnitude > 0x7FF0000000000000u;
    case FloatClass::normal:
      return magnitude == 0 || (magnitude >= 0x0010000000000000u && magnitude < 0x7FF0000000000000u);
    case FloatClass::subnormal:
      return magnitude != 0 && magnitude < 0x0010000000000000u;
  }
  return false;
}

}  // namespace warpsmith::sim
