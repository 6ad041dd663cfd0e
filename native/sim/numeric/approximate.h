// The approximate instructions (PTX ISA, Floating Point Instructions: *.approx, div.full). Computed in double and
// rounded once, so nearer than the documented bounds but not bit-equal to the machine; special cases are the ISA's
// tables'.

#pragma once

#include "sim/numeric/float32.h"
#include "sim/numeric/narrow.h"

namespace warpsmith::sim {

template <bool ftz>
WARPSMITH_LANE float approximated(double x) {
  return finish<ftz, false>(static_cast<float>(x));
}

template <bool ftz = false>
WARPSMITH_LANE float rcpApproxF32(float a) {
  return approximated<ftz>(1.0 / static_cast<double>(flushIf<ftz>(a)));
}
template <bool ftz = false>
WARPSMITH_LANE float sqrtApproxF32(float a) {
  return approximated<ftz>(__builtin_sqrt(static_cast<double>(flushIf<ftz>(a))));
}
// Of -0 it is -inf.
template <bool ftz = false>
WARPSMITH_LANE float rsqrtApproxF32(float a) {
  return approximated<ftz>(1.0 / __builtin_sqrt(static_cast<double>(flushIf<ftz>(a))));
}
template <bool ftz = false>
WARPSMITH_LANE float sinApproxF32(float a) {
  return approximated<ftz>(__builtin_sin(static_cast<double>(flushIf<ftz>(a))));
}
template <bool ftz = false>
WARPSMITH_LANE float cosApproxF32(float a) {
  return approximated<ftz>(__builtin_cos(static_cast<double>(flushIf<ftz>(a))));
}
template <bool ftz = false>
WARPSMITH_LANE float lg2ApproxF32(float a) {
  return approximated<ftz>(__builtin_log2(static_cast<double>(flushIf<ftz>(a))));
}
template <bool ftz = false>
WARPSMITH_LANE float ex2ApproxF32(float a) {
  return approximated<ftz>(__builtin_exp2(static_cast<double>(flushIf<ftz>(a))));
}
WARPSMITH_LANE float tanhApproxF32(float a) { return approximated<false>(__builtin_tanh(static_cast<double>(a))); }

// a * (1 / b), where 1 / b is taken as 0 past 2^126.
template <bool ftz = false>
WARPSMITH_LANE float divApproxF32(float a, float b) {
  const float x = flushIf<ftz>(a);
  const float y = flushIf<ftz>(b);
  const u32 magnitude = bitsOf(y) & 0x7FFFFFFFu;
  const bool vanishes = magnitude > 0x7E800000u && magnitude < 0x7F800000u;
  const float zero = floatOf(bitsOf(y) & 0x80000000u);
  return finish<ftz, false>(vanishes ? x * zero : x / y);
}
template <bool ftz = false>
WARPSMITH_LANE float divFullF32(float a, float b) {
  return divF32<Rounding::nearestEven, ftz>(a, b);
}

// rcp.approx.ftz.f64 and rsqrt.approx.ftz.f64 see and give only a double's upper word; subnormals are zeros.
WARPSMITH_LANE double upperWord(double x) {
  const u64 bits = bitsOf(x);
  const u64 sign = bits & 0x8000000000000000u;
  return doubleOf((bits & 0x7FF0000000000000u) == 0 ? sign : bits & 0xFFFFFFFF00000000u);
}
WARPSMITH_LANE double nanOr(double x) { return x != x ? doubleOf(0x7FFFFFFF00000000u) : x; }
WARPSMITH_LANE double rcpApproxFtzF64(double a) { return nanOr(upperWord(1.0 / upperWord(a))); }
WARPSMITH_LANE double rsqrtApproxFtzF64(double a) { return nanOr(upperWord(1.0 / __builtin_sqrt(upperWord(a)))); }
WARPSMITH_LANE double rsqrtApproxF64(double a) {
  const double x = 1.0 / __builtin_sqrt(a);
  return x != x ? doubleOf(nanF64) : x;
}

// ex2.approx.f16 and .ftz.bf16; tanh.approx.f16 and .bf16.
template <typename Half, bool ftz = false>
WARPSMITH_LANE u16 ex2ApproxHalf(u16 a) {
  const double power = __builtin_exp2(static_cast<double>(widen<Half>(flushHalf<Half, ftz>(a))));
  return flushHalf<Half, ftz>(static_cast<u16>(narrow<Half, Rounding::nearestEven>(oddFloat(power))));
}
template <typename Half>
WARPSMITH_LANE u16 tanhApproxHalf(u16 a) {
  const double tangent = __builtin_tanh(static_cast<double>(widen<Half>(a)));
  return static_cast<u16>(narrow<Half, Rounding::nearestEven>(oddFloat(tangent)));
}
template <typename Half, bool ftz = false>
WARPSMITH_LANE u32 ex2ApproxHalf2(u32 a) {
  return packHalves(ex2ApproxHalf<Half, ftz>(highHalf(a)), ex2ApproxHalf<Half, ftz>(lowHalf(a)));
}
template <typename Half>
WARPSMITH_LANE u32 tanhApproxHalf2(u32 a) {
  return packHalves(tanhApproxHalf<Half>(highHalf(a)), tanhApproxHalf<Half>(lowHalf(a)));
}

}  // namespace warpsmith::sim
