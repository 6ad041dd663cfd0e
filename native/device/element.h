// The dtypes as C++ types, the same on GPU and CPU.

#ifndef WARPSMITH_DEVICE_ELEMENT_H
#define WARPSMITH_DEVICE_ELEMENT_H

#ifdef __CUDACC_RTC__
#define WARPSMITH_BOTH __device__
#else
#include <cmath>
#include <cstring>
#define WARPSMITH_BOTH
#endif

namespace warpsmith {
namespace device {

using u8 = unsigned char;
using u16 = unsigned short;
using u32 = unsigned int;
using u64 = unsigned long long;

struct F16 {
  u16 bits;
};
struct Bf16 {
  u16 bits;
};
struct Bool {
  u8 bits;
};

#ifdef __CUDACC_RTC__
__device__ inline u64 bitsOf(double x) { return static_cast<u64>(__double_as_longlong(x)); }
__device__ inline double doubleOf(u64 bits) { return __longlong_as_double(static_cast<long long>(bits)); }
__device__ inline u32 bitsOf(float x) { return __float_as_uint(x); }
__device__ inline float floatOf(u32 bits) { return __uint_as_float(bits); }
__device__ inline u64 highProduct(u64 a, u64 b) { return __umul64hi(a, b); }
__device__ inline double squareRoot(double x) { return __dsqrt_rn(x); }
#else
inline u64 bitsOf(double x) {
  u64 bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline double doubleOf(u64 bits) {
  double x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}
inline u32 bitsOf(float x) {
  u32 bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline float floatOf(u32 bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}
inline u64 highProduct(u64 a, u64 b) {
  // The schoolbook product of 32-bit halves: ISO C++ has no 128-bit integer.
  const u64 aLow = a & 0xFFFFFFFFu;
  const u64 aHigh = a >> 32;
  const u64 bLow = b & 0xFFFFFFFFu;
  const u64 bHigh = b >> 32;
  const u64 middle = aHigh * bLow + (aLow * bLow >> 32);
  const u64 rest = aLow * bHigh + (middle & 0xFFFFFFFFu);
  return aHigh * bHigh + (middle >> 32) + (rest >> 32);
}
inline double squareRoot(double x) { return std::sqrt(x); }
#endif

// Round to nearest even, by integers: the same on both sides, and without the conversion headers.
WARPSMITH_BOTH inline u16 roundToBf16(float x) {
  const u32 bits = bitsOf(x);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return 0x7FFF;
  return static_cast<u16>((bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16);
}

WARPSMITH_BOTH inline u16 roundToF16(float x) {
  const u32 bits = bitsOf(x);
  const u32 sign = bits >> 16 & 0x8000u;
  const u32 magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) return 0x7FFF;
  if (magnitude >= 0x477FF000u) return static_cast<u16>(sign | 0x7C00u);  // 65520 and more round to infinity
  if (magnitude < 0x33000001u) return static_cast<u16>(sign);             // 2^-25 and less round to zero
  const int exponent = static_cast<int>(magnitude >> 23) - 127;
  if (exponent < -14) {
    // A subnormal half: the significand shifted right, the shifted-out part rounded to even.
    const u32 significand = (magnitude & 0x7FFFFFu) | 0x800000u;
    const u32 shift = static_cast<u32>(-exponent - 1);
    const u32 kept = significand >> shift;
    const u32 dropped = significand & ((1u << shift) - 1u);
    const u32 half = 1u << (shift - 1u);
    return static_cast<u16>(sign | (kept + (dropped > half || (dropped == half && (kept & 1u)) ? 1u : 0u)));
  }
  const u32 rebased = magnitude - (112u << 23);
  return static_cast<u16>(sign | ((rebased + 0xFFFu + (rebased >> 13 & 1u)) >> 13));
}

WARPSMITH_BOTH inline float widenF16(u16 half) {
  const u32 sign = static_cast<u32>(half & 0x8000u) << 16;
  const u32 exponent = half >> 10 & 0x1Fu;
  const u32 significand = half & 0x3FFu;
  if (exponent == 31u) return floatOf(sign | 0x7F800000u | significand << 13);
  if (exponent != 0u) return floatOf(sign | (exponent + 112u) << 23 | significand << 13);
  const float magnitude = static_cast<float>(significand) * 0x1p-24f;
  return floatOf(sign | bitsOf(magnitude));
}

template <typename T>
WARPSMITH_BOTH inline T fromReal(double x) {
  return static_cast<T>(x);
}
template <>
WARPSMITH_BOTH inline F16 fromReal<F16>(double x) {
  return {roundToF16(static_cast<float>(x))};
}
template <>
WARPSMITH_BOTH inline Bf16 fromReal<Bf16>(double x) {
  return {roundToBf16(static_cast<float>(x))};
}
template <>
WARPSMITH_BOTH inline Bool fromReal<Bool>(double x) {
  return {static_cast<u8>(x != 0.0)};
}

template <typename T>
WARPSMITH_BOTH inline T fromInteger(long long x) {
  return static_cast<T>(x);
}
template <>
WARPSMITH_BOTH inline F16 fromInteger<F16>(long long x) {
  return fromReal<F16>(static_cast<double>(x));
}
template <>
WARPSMITH_BOTH inline Bf16 fromInteger<Bf16>(long long x) {
  return fromReal<Bf16>(static_cast<double>(x));
}
template <>
WARPSMITH_BOTH inline Bool fromInteger<Bool>(long long x) {
  return {static_cast<u8>(x != 0)};
}

template <typename T>
WARPSMITH_BOTH inline double toReal(T x) {
  return static_cast<double>(x);
}
template <>
WARPSMITH_BOTH inline double toReal<F16>(F16 x) {
  return static_cast<double>(widenF16(x.bits));
}
template <>
WARPSMITH_BOTH inline double toReal<Bf16>(Bf16 x) {
  return static_cast<double>(floatOf(static_cast<u32>(x.bits) << 16));
}
template <>
WARPSMITH_BOTH inline double toReal<Bool>(Bool x) {
  return static_cast<double>(x.bits);
}

template <typename T>
struct IsReal {
  static constexpr bool value = false;
};
template <>
struct IsReal<double> {
  static constexpr bool value = true;
};
template <>
struct IsReal<float> {
  static constexpr bool value = true;
};
template <>
struct IsReal<F16> {
  static constexpr bool value = true;
};
template <>
struct IsReal<Bf16> {
  static constexpr bool value = true;
};

}  // namespace device
}  // namespace warpsmith

#endif
