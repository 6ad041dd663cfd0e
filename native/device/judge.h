// When an element counts as wrong: the allowed error, and what is never allowed.

#ifndef WARPSMITH_DEVICE_JUDGE_H
#define WARPSMITH_DEVICE_JUDGE_H

#include "element.h"

namespace warpsmith {
namespace device {

// As lib/verify/compare/comparison.ts writes it. An error is allowed up to
//   relative * |expected| + absolute * RMS + plain + ulps * ulp(expected) + spread * (near + 2 * wide)
// and, where `cap` is not 0, up to cap * (|expected| + RMS) + plain, but one rounding is never refused.
struct Tolerance {
  double relative;
  double absolute;  // in units of the RMS
  double plain;
  double ulps;    // of the output's dtype
  double spread;  // in units of how far outputs move: `Moved`
  double cap;
};

// Of elements of one chunk that moved: the sum of the upper words of their distances, and their geometric mean.
struct Wide {
  u64 words;
  u64 count;
  double mean;
};

constexpr unsigned chunkElements = 4096;

// Neighbours share the near distance: a single element may stay where it is by chance.
constexpr unsigned nearElements = 32;

// Of the elements that share it.
struct Near {
  double moved;  // mean square of their distances, added up over all looks
  double size;   // mean square of what is expected of them
};

// How far an output goes when the inputs move by about a rounding; `near` is null where that was not measured.
struct Reach {
  const Near* near;
  const Wide* wide;
  double looks;
};

__device__ inline bool isFinite(double x) { return fabs(x) <= 1.7976931348623157e308; }

// 2^k for -1074 <= k <= 1023.
__device__ inline double powerOfTwo(int k) {
  return k >= -1022 ? doubleOf(static_cast<u64>(k + 1023) << 52) : doubleOf(1ull << (k + 1074));
}

// Significand bits after the point, and the least exponent of a normal number.
template <typename T>
struct Format {
  static constexpr int bits = 0, least = 0;
};
template <>
struct Format<double> {
  static constexpr int bits = 52, least = -1022;
};
template <>
struct Format<float> {
  static constexpr int bits = 23, least = -126;
};
template <>
struct Format<F16> {
  static constexpr int bits = 10, least = -14;
};
template <>
struct Format<Bf16> {
  static constexpr int bits = 7, least = -126;
};

// The distance of neighbours in ELEMENT's format at a finite x.
__device__ inline double ulpOf(double x) {
  const int exponent = static_cast<int>(bitsOf(x) >> 52 & 0x7FFu) - 1023;
  constexpr int least = Format<ELEMENT>::least;
  return powerOfTwo((exponent > least ? exponent : least) - Format<ELEMENT>::bits);
}

// A peak is an element that is more than this many times the RMS of those that it shares the near distance with, itself
// among them: no more than sqrt(32) times can it be, and of normal numbers one in forty million is.
constexpr double peakSize = 4.0;

// near + 2 * wide of element i. A softmax's peak moves by the same part of itself as what is around it, of which the
// mean of the squares takes most: it gets as much more as it is larger.
__device__ inline double reachOf(const Reach& reach, u64 i, ELEMENT expected) {
  if (reach.near == nullptr) return 0.0;
  const Near& shared = reach.near[i / nearElements];
  const double square = toReal(expected) * toReal(expected);
  const bool isPeak = isFinite(square) && square > peakSize * peakSize * shared.size;
  const double larger = isPeak && shared.size > 0.0 ? square / shared.size : 1.0;
  const double near = sqrt(shared.moved / reach.looks * larger);
  return (isFinite(near) ? near : 0.0) + 2.0 * reach.wide[i / chunkElements].mean;
}

__device__ inline double allowedError(double expected, const Tolerance& tolerance, double rms, double reach) {
  const double size = fabs(expected);
  const double rounding = tolerance.ulps > 0.0 ? tolerance.ulps * ulpOf(size) : 0.0;
  const double allowed = tolerance.relative * size + tolerance.absolute * rms + tolerance.plain + rounding +
                         (reach > 0.0 ? tolerance.spread * reach : 0.0);
  if (tolerance.cap == 0.0) return allowed;
  return fmin(allowed, fmax(tolerance.cap * (size + rms), rounding) + tolerance.plain);
}

// Outputs are filled with a word that begins again every four bytes.
__device__ inline bool isPoison(const ELEMENT& value, u32 poison) {
  const u8* bytes = reinterpret_cast<const u8*>(&value);
  for (unsigned i = 0; i < sizeof(ELEMENT); ++i) {
    if (bytes[i] != static_cast<u8>(poison >> 8 * (i % 4))) return false;
  }
  return true;
}

__device__ inline bool sameBits(const ELEMENT& a, const ELEMENT& b) {
  const u8* x = reinterpret_cast<const u8*>(&a);
  const u8* y = reinterpret_cast<const u8*>(&b);
  for (unsigned i = 0; i < sizeof(ELEMENT); ++i) {
    if (x[i] != y[i]) return false;
  }
  return true;
}

struct Judgement {
  bool wrong;
  double error;  // infinite where a number stands against none
  double share;  // of the allowed error
};

__device__ inline Judgement judge(ELEMENT actual, ELEMENT expected, const Tolerance& tolerance, double rms,
                                  double reach, u32 poison) {
  const double infinity = __longlong_as_double(0x7FF0000000000000ll);
  const double a = toReal(actual);
  // Where a NaN is expected, one that was never written is no answer.
  if (IsReal<ELEMENT>::value && isnan(a) && isPoison(actual, poison)) return {true, infinity, infinity};
  if (sameBits(actual, expected)) return {false, 0.0, 0.0};
  const double e = toReal(expected);
  if constexpr (!IsReal<ELEMENT>::value) {
    return {true, fabs(a - e), infinity};
  } else {
    if (isnan(e)) return {!isnan(a), isnan(a) ? 0.0 : infinity, isnan(a) ? 0.0 : infinity};
    if (!isFinite(e) || !isFinite(a)) return {a != e, a == e ? 0.0 : infinity, a == e ? 0.0 : infinity};
    const double error = fabs(a - e);
    const double allowed = allowedError(e, tolerance, rms, reach);
    if (error <= allowed) return {false, error, allowed > 0.0 ? error / allowed : 0.0};
    return {true, error, allowed > 0.0 ? error / allowed : infinity};
  }
}

}  // namespace device
}  // namespace warpsmith

#endif
