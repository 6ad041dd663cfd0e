// Bits, fields, shifts and bytes (PTX ISA, Integer Arithmetic Instructions: popc to szext; Logic and Shift
// Instructions; prmt).

#pragma once

#include "sim/numeric/bits.h"

namespace warpsmith::sim {

WARPSMITH_LANE u32 popc(u32 a) { return static_cast<u32>(__builtin_popcount(a)); }
WARPSMITH_LANE u32 popc(u64 a) { return static_cast<u32>(__builtin_popcountll(a)); }
WARPSMITH_LANE u32 clz(u32 a) { return a == 0 ? 32u : static_cast<u32>(__builtin_clz(a)); }
WARPSMITH_LANE u32 clz(u64 a) { return a == 0 ? 64u : static_cast<u32>(__builtin_clzll(a)); }

// The highest bit that is not a sign bit, or all ones; with shiftAmount the left shift that brings it to the top.
template <typename T, bool shiftAmount = false>
WARPSMITH_LANE u32 bfind(T a) {
  using U = UnsignedOf<T>;
  const U bits = a < 0 ? static_cast<U>(~static_cast<U>(a)) : static_cast<U>(a);
  const u32 zeros = clz(bits);
  return bits == 0 ? ~0u : (shiftAmount ? zeros : widthOf<T> - 1 - zeros);
}

WARPSMITH_LANE u32 brev(u32 a) {
  u32 x = (a >> 1 & 0x55555555u) | (a & 0x55555555u) << 1;
  x = (x >> 2 & 0x33333333u) | (x & 0x33333333u) << 2;
  x = (x >> 4 & 0x0F0F0F0Fu) | (x & 0x0F0F0F0Fu) << 4;
  return __builtin_bswap32(x);
}
WARPSMITH_LANE u64 brev(u64 a) {
  return static_cast<u64>(brev(static_cast<u32>(a))) << 32 | brev(static_cast<u32>(a >> 32));
}

// shl, shr: amounts past the width shift everything out.
template <typename T>
WARPSMITH_LANE T shl(T a, u32 by) {
  using U = UnsignedOf<T>;
  const U shifted = static_cast<U>(static_cast<U>(a) << (by & (widthOf<T> - 1)));
  return static_cast<T>(by >= widthOf<T> ? U{0} : shifted);
}
template <typename T>
WARPSMITH_LANE T shr(T a, u32 by) {
  if constexpr (isSigned<T>) {
    return static_cast<T>(a >> (by >= widthOf<T> ? widthOf<T> - 1 : by));
  } else {
    const T shifted = static_cast<T>(a >> (by & (widthOf<T> - 1)));
    return by >= widthOf<T> ? T{0} : shifted;
  }
}

// shf: the funnel of b (high) and a (low); .clamp stops at 32, .wrap takes the amount's low five bits.
template <bool clamp>
WARPSMITH_LANE u32 funnelAmount(u32 c) {
  if constexpr (clamp) return c < 32 ? c : 32;
  return c & 31;
}
template <bool clamp>
WARPSMITH_LANE u32 shfLeft(u32 a, u32 b, u32 c) {
  const u64 both = static_cast<u64>(b) << 32 | a;
  return static_cast<u32>(both << funnelAmount<clamp>(c) >> 32);
}
template <bool clamp>
WARPSMITH_LANE u32 shfRight(u32 a, u32 b, u32 c) {
  const u64 both = static_cast<u64>(b) << 32 | a;
  return static_cast<u32>(both >> funnelAmount<clamp>(c));
}

// The low `count` bits, count from 0 to the width and beyond.
template <typename U>
WARPSMITH_LANE U lowBits(u32 count) {
  return static_cast<U>(~shl(static_cast<U>(~U{0}), count));
}

// Positions and lengths of fields. The ISA limits them to 0..255; the H100 takes the low byte where the field is of 32
// bits, but all of a register where it is of 64, which it emulates with shifts that clamp.
template <typename U>
WARPSMITH_LANE u32 fieldAmount(u32 x) {
  if constexpr (widthOf<U> == 64) return x < 255 ? x : 255;
  return x & 0xFF;
}

template <typename T>
WARPSMITH_LANE T bfe(T a, u32 b, u32 c) {
  using U = UnsignedOf<T>;
  constexpr u32 top = widthOf<T> - 1;
  const u32 position = fieldAmount<U>(b);
  const u32 length = fieldAmount<U>(c);
  const u32 last = position + length - 1;
  const bool negative = isSigned<T> && length != 0 && (static_cast<U>(a) >> (last < top ? last : top) & 1) != 0;
  const u32 inside = position > top ? 0 : (length < widthOf<T> - position ? length : widthOf<T> - position);
  const U mask = lowBits<U>(inside);
  const U field = static_cast<U>(shr(static_cast<U>(a), position) & mask);
  return static_cast<T>(negative ? static_cast<U>(field | static_cast<U>(~mask)) : field);
}

// a into b.
template <typename U>
WARPSMITH_LANE U bfi(U a, U b, u32 c, u32 d) {
  const u32 position = fieldAmount<U>(c);
  const U mask = shl(lowBits<U>(fieldAmount<U>(d)), position);
  return static_cast<U>((b & static_cast<U>(~mask)) | (shl(a, position) & mask));
}

WARPSMITH_LANE u32 fns(u32 mask, u32 base, s32 offset) {
  const s32 start = static_cast<s32>(base);
  if (offset == 0) return base < 32 && (mask >> base & 1) != 0 ? base : ~0u;
  const s32 step = offset > 0 ? 1 : -1;
  u32 left = offset > 0 ? static_cast<u32>(offset) : 0u - static_cast<u32>(offset);
  for (s32 position = start; position >= 0 && position < 32; position += step) {
    left -= mask >> static_cast<u32>(position) & 1;
    if (left == 0) return static_cast<u32>(position);
  }
  return ~0u;
}

template <bool clamp>
WARPSMITH_LANE u32 bmsk(u32 a, u32 b) {
  const u32 position = clamp ? a : a & 31;
  const u32 width = clamp ? b : b & 31;
  return position > 31 ? 0 : lowBits<u32>(width) << position;
}

// An N-bit number extended; at 32 and more .clamp keeps all of it, .wrap takes N's low five bits. No bits are zero.
template <typename T, bool clamp>
WARPSMITH_LANE T szext(T a, u32 b) {
  const u32 count = clamp ? b : b & 31;
  const u32 mask = lowBits<u32>(count);
  const u32 bits = static_cast<u32>(a);
  const bool negative = isSigned<T> && count != 0 && count < 32 && (bits >> ((count - 1) & 31) & 1) != 0;
  return static_cast<T>((bits & mask) | (negative ? ~mask : 0u));
}

// Bit i of the table is the result where a, b and c have the bits of i, a's first.
WARPSMITH_LANE u32 lop3(u32 a, u32 b, u32 c, u32 table) {
  u32 result = 0;
  for (u32 i = 0; i < 8; i++) {
    const u32 chosen = 0u - (table >> i & 1);
    const u32 ofA = (i & 4) != 0 ? a : ~a;
    const u32 ofB = (i & 2) != 0 ? b : ~b;
    const u32 ofC = (i & 1) != 0 ? c : ~c;
    result |= chosen & ofA & ofB & ofC;
  }
  return result;
}

template <typename U>
WARPSMITH_LANE U cnot(U a) {
  return a == 0 ? U{1} : U{0};
}

template <typename T>
WARPSMITH_LANE T slct(T a, T b, s32 c) {
  return c >= 0 ? a : b;
}
// -0 counts as zero, NaN as negative.
template <typename T, bool ftz = false>
WARPSMITH_LANE T slct(T a, T b, float c) {
  const u32 bits = bitsOf(c);
  const bool zero = ftz && (bits & 0x7F800000u) == 0;
  return zero || c >= 0.0f ? a : b;
}

// prmt: a selector's nibble names a byte of {b, a}, its top bit that byte's sign instead.
enum class Permute { generic, forwardExtract, backwardExtract, replicate8, edgeClampLeft, edgeClampRight, replicate16 };

WARPSMITH_LANE u32 prmt(u32 a, u32 b, u32 selector) {
  const u64 bytes = static_cast<u64>(b) << 32 | a;
  u32 result = 0;
  for (u32 i = 0; i < 4; i++) {
    const u32 control = selector >> (4 * i);
    const u32 byte = static_cast<u32>(bytes >> (8 * (control & 7))) & 0xFF;
    const u32 sign = (byte >> 7) * 0xFF;
    result |= ((control & 8) != 0 ? sign : byte) << (8 * i);
  }
  return result;
}

// The generic selector that a mode means for c's low two bits.
template <Permute mode>
WARPSMITH_LANE u32 permuteSelector(u32 c) {
  const u32 at = (c & 3) * 16;
  switch (mode) {
    case Permute::generic:
      return c;
    case Permute::forwardExtract:
      return static_cast<u32>(0x6543'5432'4321'3210u >> at) & 0xFFFF;
    case Permute::backwardExtract:
      return static_cast<u32>(0x0123'7012'6701'5670u >> at) & 0xFFFF;
    case Permute::replicate8:
      return static_cast<u32>(0x3333'2222'1111'0000u >> at) & 0xFFFF;
    case Permute::edgeClampLeft:
      return static_cast<u32>(0x3333'3222'3211'3210u >> at) & 0xFFFF;
    case Permute::edgeClampRight:
      return static_cast<u32>(0x3210'2210'1110'0000u >> at) & 0xFFFF;
    case Permute::replicate16:
      return static_cast<u32>(0x3232'1010'3232'1010u >> at) & 0xFFFF;
  }
  return c;
}

template <Permute mode>
WARPSMITH_LANE u32 permute(u32 a, u32 b, u32 c) {
  return prmt(a, b, permuteSelector<mode>(c));
}

}  // namespace warpsmith::sim
