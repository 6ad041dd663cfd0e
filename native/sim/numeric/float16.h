// f16 and bf16 arithmetic, scalar and packed (PTX ISA, Half Precision Floating Point Instructions). Half is F16 or
// Bf16; every operation rounds once, to nearest even.

#pragma once

#include "sim/numeric/float32.h"
#include "sim/numeric/narrow.h"

namespace warpsmith::sim {

// The result of an operation, from an f32 that is exact or rounded to odd (or innocuously rounded before).
template <typename Half, bool ftz, bool sat, bool relu>
WARPSMITH_LANE u16 finishHalf(float x) {
  if constexpr (sat) {
    const u16 rounded = flushHalf<Half, ftz>(static_cast<u16>(narrow<Half, Rounding::nearestEven>(x)));
    return static_cast<u16>(narrow<Half, Rounding::nearestEven>(saturate(widen<Half>(rounded))));
  }
  return flushHalf<Half, ftz>(static_cast<u16>(narrow<Half, Rounding::nearestEven, false, relu>(x)));
}

// f32 has two bits more than twice f16's or bf16's: of sums and products, rounding twice is rounding once. A bf16's sum
// may be subnormal in f32, but is exact there.
template <typename Half, bool ftz = false, bool sat = false>
WARPSMITH_LANE u16 addHalf(u16 a, u16 b) {
  const float x = widen<Half>(flushHalf<Half, ftz>(a));
  const float y = widen<Half>(flushHalf<Half, ftz>(b));
  return finishHalf<Half, ftz, sat, false>(x + y);
}

template <typename Half, bool ftz = false, bool sat = false>
WARPSMITH_LANE u16 subHalf(u16 a, u16 b) {
  const float x = widen<Half>(flushHalf<Half, ftz>(a));
  const float y = widen<Half>(flushHalf<Half, ftz>(b));
  return finishHalf<Half, ftz, sat, false>(x - y);
}

template <typename Half, bool ftz = false, bool sat = false>
WARPSMITH_LANE u16 mulHalf(u16 a, u16 b) {
  const float x = widen<Half>(flushHalf<Half, ftz>(a));
  const float y = widen<Half>(flushHalf<Half, ftz>(b));
  // Products of bf16s reach below f32's normals, where a double still holds them.
  if constexpr (Half::mantissa == 7) {
    return finishHalf<Half, ftz, sat, false>(oddFloat(static_cast<double>(x) * static_cast<double>(y)));
  }
  return finishHalf<Half, ftz, sat, false>(x * y);
}

template <typename Half, bool ftz = false, bool sat = false, bool relu = false>
WARPSMITH_LANE u16 fmaHalf(u16 a, u16 b, u16 c) {
  const double x = static_cast<double>(widen<Half>(flushHalf<Half, ftz>(a)));
  const double y = static_cast<double>(widen<Half>(flushHalf<Half, ftz>(b)));
  const double z = static_cast<double>(widen<Half>(flushHalf<Half, ftz>(c)));
  return finishHalf<Half, ftz, sat, relu>(oddFloat(sumToOdd(x * y, z)));
}

// Of a NaN both give the canonical one on the H100. (PTX ISA: what a NaN becomes is unspecified.)
template <typename Half>
WARPSMITH_LANE bool isNanHalf(u16 a) {
  return (a & 0x7FFFu) > Half::infinity;
}

template <typename Half, bool ftz = false>
WARPSMITH_LANE u16 negHalf(u16 a) {
  return static_cast<u16>(isNanHalf<Half>(a) ? Half::nan : flushHalf<Half, ftz>(a) ^ 0x8000u);
}

template <typename Half, bool ftz = false>
WARPSMITH_LANE u16 absHalf(u16 a) {
  return static_cast<u16>(isNanHalf<Half>(a) ? Half::nan : flushHalf<Half, ftz>(a) & 0x7FFFu);
}

template <typename Half, bool largest, bool ftz, bool propagateNan, bool xorsignAbs>
WARPSMITH_LANE u16 chooseHalf(u16 a, u16 b) {
  const float x = widen<Half>(flushHalf<Half, ftz>(a));
  const float y = widen<Half>(flushHalf<Half, ftz>(b));
  if constexpr (!xorsignAbs) {
    return static_cast<u16>(narrow<Half, Rounding::nearestEven>(chooseF32<largest, false, propagateNan, false>(x, y)));
  }
  // The sign of a NaN that loses counts too, so it is taken before widening makes the NaN canonical.
  const float magnitude = chooseF32<largest, false, propagateNan, false>(__builtin_fabsf(x), __builtin_fabsf(y));
  const u32 bits = narrow<Half, Rounding::nearestEven>(magnitude);
  return static_cast<u16>(bits > Half::infinity ? Half::nan : bits | ((a ^ b) & 0x8000u));
}

template <typename Half, bool ftz = false, bool propagateNan = false, bool xorsignAbs = false>
WARPSMITH_LANE u16 minHalf(u16 a, u16 b) {
  return chooseHalf<Half, false, ftz, propagateNan, xorsignAbs>(a, b);
}
template <typename Half, bool ftz = false, bool propagateNan = false, bool xorsignAbs = false>
WARPSMITH_LANE u16 maxHalf(u16 a, u16 b) {
  return chooseHalf<Half, true, ftz, propagateNan, xorsignAbs>(a, b);
}

template <typename Half, bool ftz = false, bool sat = false>
WARPSMITH_LANE u32 addHalf2(u32 a, u32 b) {
  return packHalves(addHalf<Half, ftz, sat>(highHalf(a), highHalf(b)), addHalf<Half, ftz, sat>(lowHalf(a), lowHalf(b)));
}
template <typename Half, bool ftz = false, bool sat = false>
WARPSMITH_LANE u32 subHalf2(u32 a, u32 b) {
  return packHalves(subHalf<Half, ftz, sat>(highHalf(a), highHalf(b)), subHalf<Half, ftz, sat>(lowHalf(a), lowHalf(b)));
}
template <typename Half, bool ftz = false, bool sat = false>
WARPSMITH_LANE u32 mulHalf2(u32 a, u32 b) {
  return packHalves(mulHalf<Half, ftz, sat>(highHalf(a), highHalf(b)), mulHalf<Half, ftz, sat>(lowHalf(a), lowHalf(b)));
}
template <typename Half, bool ftz = false, bool sat = false, bool relu = false>
WARPSMITH_LANE u32 fmaHalf2(u32 a, u32 b, u32 c) {
  return packHalves(fmaHalf<Half, ftz, sat, relu>(highHalf(a), highHalf(b), highHalf(c)),
                    fmaHalf<Half, ftz, sat, relu>(lowHalf(a), lowHalf(b), lowHalf(c)));
}
template <typename Half, bool ftz = false>
WARPSMITH_LANE u32 negHalf2(u32 a) {
  return packHalves(negHalf<Half, ftz>(highHalf(a)), negHalf<Half, ftz>(lowHalf(a)));
}
template <typename Half, bool ftz = false>
WARPSMITH_LANE u32 absHalf2(u32 a) {
  return packHalves(absHalf<Half, ftz>(highHalf(a)), absHalf<Half, ftz>(lowHalf(a)));
}
template <typename Half, bool ftz = false, bool propagateNan = false, bool xorsignAbs = false>
WARPSMITH_LANE u32 minHalf2(u32 a, u32 b) {
  return packHalves(minHalf<Half, ftz, propagateNan, xorsignAbs>(highHalf(a), highHalf(b)),
                    minHalf<Half, ftz, propagateNan, xorsignAbs>(lowHalf(a), lowHalf(b)));
}
template <typename Half, bool ftz = false, bool propagateNan = false, bool xorsignAbs = false>
WARPSMITH_LANE u32 maxHalf2(u32 a, u32 b) {
  return packHalves(maxHalf<Half, ftz, propagateNan, xorsignAbs>(highHalf(a), highHalf(b)),
                    maxHalf<Half, ftz, propagateNan, xorsignAbs>(lowHalf(a), lowHalf(b)));
}

}  // namespace warpsmith::sim
