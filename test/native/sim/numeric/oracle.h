// What the tests of lane arithmetic share: random and special operands, reporting, and oracles that know nothing of the
// code under test - the machine's own rounding modes, tables of a format's values, 128-bit arithmetic.

#pragma once

#include <cfenv>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "sim/numeric/narrow.h"

namespace oracle {

using namespace warpsmith::sim;

__extension__ typedef __float128 f128;

inline int failures = 0;

template <typename... Operands>
inline void expect(const char* operation, u64 got, u64 wanted, Operands... operands) {
  if (got == wanted) return;
  std::printf("%s:", operation);
  const u64 list[] = {static_cast<u64>(operands)...};
  for (const u64 operand : list) std::printf(" 0x%" PRIx64, operand);
  std::printf(" gives 0x%" PRIx64 ", not 0x%" PRIx64 "\n", got, wanted);
  if (++failures == 30) std::exit(1);
}

inline u64 state = 0x1234567890ABCDEF;
inline u64 random64() {
  u64 x = state += 0x9E3779B97F4A7C15u;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  return x ^ x >> 31;
}

// Bits of a float with `mantissa` fraction bits of `width`: special ones, few-bit ones, and any.
inline u64 randomFloat(u32 width, u32 mantissa) {
  const u64 bits = random64() >> (64 - width);
  const u64 sign = bits & u64{1} << (width - 1);
  const u64 infinity = ((u64{1} << (width - 1 - mantissa)) - 1) << mantissa;
  const u64 middle = (infinity >> 1 >> mantissa) << mantissa;
  switch (random64() % 16) {
    case 0: {
      const u64 specials[] = {0,
                              1,
                              u64{1} << mantissa,
                              (u64{1} << mantissa) - 1,
                              infinity,
                              infinity - 1,
                              infinity + 1,
                              infinity | infinity >> 1,
                              middle,
                              middle - 1,
                              middle + 1,
                              (u64{1} << (width - 1)) - 1};
      return sign | specials[random64() % 12];
    }
    case 1:
      return sign | (bits & ((u64{1} << mantissa) - 1));
    case 2:
    case 3:
      return bits & ~((u64{1} << mantissa / 2) - 1);
    case 4:
    case 5:
    case 6:
    case 7:
      // Near one, where sums cancel.
      return sign | (middle - (u64{8} << mantissa) + (bits & ((u64{16} << mantissa) - 1)));
    default:
      return bits;
  }
}
inline float randomF32() { return floatOf(static_cast<u32>(randomFloat(32, 23))); }
inline double randomF64() { return doubleOf(randomFloat(64, 52)); }

inline u64 randomInteger() {
  const u64 bits = random64() >> (random64() % 64);
  switch (random64() % 8) {
    case 0:
      return u64{1} << (random64() % 64);
    case 1:
      return (u64{1} << (random64() % 64)) - 1;
    case 2:
      return ~bits;
    default:
      return random64() % 2 == 0 ? bits : 0u - bits;
  }
}

inline int machineMode(Rounding rounding) {
  switch (rounding) {
    case Rounding::towardZero:
      return FE_TOWARDZERO;
    case Rounding::down:
      return FE_DOWNWARD;
    case Rounding::up:
      return FE_UPWARD;
    default:
      return FE_TONEAREST;
  }
}

// What the machine makes of an operation in a mode. Volatile keeps the operation between the changes of mode.
template <typename T>
using Operation = T (*)(T, T, T);
template <typename T>
__attribute__((noinline)) T inMode(Rounding rounding, Operation<T> operation, T a, T b, T c) {
  std::fesetround(machineMode(rounding));
  volatile T x = a;
  volatile T y = b;
  volatile T z = c;
  volatile T result = operation(x, y, z);
  std::fesetround(FE_TONEAREST);
  return result;
}

// A narrow format by its definition: the magnitudes of all numbers, in order, and one past the largest.
struct Table {
  std::vector<double> magnitudes;
  u32 infinity;
  u32 nan;
  u32 signBit;

  Table(u32 exponentBits, u32 mantissa, u32 largest, u32 past, u32 notANumber)
      : infinity(past), nan(notANumber), signBit(1u << (exponentBits + mantissa)) {
    const int bias = (1 << (exponentBits - 1)) - 1;
    for (u32 bits = 0; bits <= largest + 1; bits++) {
      const int field = static_cast<int>(bits >> mantissa);
      const double fraction =
          std::ldexp(static_cast<double>(bits & ((1u << mantissa) - 1)), -static_cast<int>(mantissa));
      magnitudes.push_back(field == 0 ? std::ldexp(fraction, 1 - bias) : std::ldexp(1.0 + fraction, field - bias));
    }
  }

  u32 largest() const { return static_cast<u32>(magnitudes.size()) - 2; }

  // `zeroIsNegative` for an exact zero's sign.
  u32 round(f128 x, Rounding rounding, bool satfinite = false, bool zeroIsNegative = false) const {
    if (x != x) return nan;
    const bool negative = x < 0 || (x == 0 && zeroIsNegative);
    const f128 magnitude = negative ? -x : x;
    const u32 sign = negative ? signBit : 0;
    u32 low = 0;
    u32 high = static_cast<u32>(magnitudes.size()) - 1;
    if (magnitude >= static_cast<f128>(magnitudes[high])) {
      const bool infinite = magnitude > static_cast<f128>(0x1p1023) * 4;
      return sign | overflow(rounding, negative, satfinite, infinite);
    }
    while (high - low > 1) {
      const u32 middle = (low + high) / 2;
      (static_cast<f128>(magnitudes[middle]) <= magnitude ? low : high) = middle;
    }
    const f128 below = magnitude - static_cast<f128>(magnitudes[low]);
    const f128 above = static_cast<f128>(magnitudes[high]) - magnitude;
    bool up = false;
    if (rounding == Rounding::nearestEven) up = below > above || (below == above && low % 2 == 1);
    if (rounding == Rounding::nearestAway) up = below >= above;
    if (rounding == Rounding::up) up = below > 0 && !negative;
    if (rounding == Rounding::down) up = below > 0 && negative;
    const u32 rounded = up ? high : low;
    return sign | (rounded > largest() ? overflow(rounding, negative, satfinite, false) : rounded);
  }

 private:
  u32 overflow(Rounding rounding, bool negative, bool satfinite, bool infinite) const {
    if (satfinite) return largest();
    const bool inward = rounding == Rounding::towardZero || (rounding == Rounding::up && negative) ||
                        (rounding == Rounding::down && !negative);
    return inward && !infinite ? largest() : infinity;
  }
};

inline const Table& f16Table() {
  static const Table table(5, 10, 0x7BFF, 0x7C00, 0x7FFF);
  return table;
}
inline const Table& bf16Table() {
  static const Table table(8, 7, 0x7F7F, 0x7F80, 0x7FFF);
  return table;
}
inline const Table& e4m3Table() {
  static const Table table(4, 3, 0x7E, 0x7F, 0x7F);
  return table;
}
inline const Table& e5m2Table() {
  static const Table table(5, 2, 0x7B, 0x7C, 0x7F);
  return table;
}
inline const Table& tf32Table() {
  static const Table table(8, 10, 0x3FBFF, 0x3FC00, 0x3FFFF);
  return table;
}
template <typename Half>
const Table& halfTable() {
  return Half::mantissa == 10 ? f16Table() : bf16Table();
}

// A half's value by its definition.
template <typename Half>
double valueOf(u16 bits) {
  const u32 magnitude = bits & 0x7FFFu;
  const bool negative = (bits & 0x8000u) != 0;
  if (magnitude > Half::infinity) return NAN;
  const double value = magnitude == Half::infinity ? INFINITY : halfTable<Half>().magnitudes[magnitude];
  return negative ? -value : value;
}

}  // namespace oracle
