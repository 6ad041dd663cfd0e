// Integer arithmetic (PTX ISA, Integer Arithmetic Instructions; Extended-Precision Integer Arithmetic Instructions). T
// is one of u16, s16, u32, s32, u64, s64; everything wraps unless it says otherwise.

#pragma once

#include "sim/numeric/bits.h"

namespace warpsmith::sim {

template <typename T>
WARPSMITH_LANE T addInt(T a, T b) {
  using U = UnsignedOf<T>;
  return static_cast<T>(static_cast<U>(static_cast<U>(a) + static_cast<U>(b)));
}

template <typename T>
WARPSMITH_LANE T subInt(T a, T b) {
  using U = UnsignedOf<T>;
  return static_cast<T>(static_cast<U>(static_cast<U>(a) - static_cast<U>(b)));
}

WARPSMITH_LANE s32 addSaturated(s32 a, s32 b) {
  // Overflow has both signs unlike the sum's.
  const s32 sum = addInt(a, b);
  const s32 bound = (a >> 31) ^ largestOf<s32>;
  return ((a ^ sum) & (b ^ sum)) < 0 ? bound : sum;
}
WARPSMITH_LANE s32 subSaturated(s32 a, s32 b) {
  const s32 difference = subInt(a, b);
  const s32 bound = (a >> 31) ^ largestOf<s32>;
  return ((a ^ b) & (a ^ difference)) < 0 ? bound : difference;
}

// add.cc, addc, addc.cc: the carry comes in and goes out; sub.cc, subc: the borrow. The plain forms leave the flag be.
template <typename T, bool carryIn, bool carryOut>
WARPSMITH_LANE T addCarry(T a, T b, bool& carry) {
  using U = UnsignedOf<T>;
  const U x = static_cast<U>(a);
  const U partial = static_cast<U>(x + static_cast<U>(b));
  const U sum = static_cast<U>(partial + (carryIn && carry ? 1u : 0u));
  if constexpr (carryOut) carry = partial < x || sum < partial;
  return static_cast<T>(sum);
}
template <typename T, bool borrowIn, bool borrowOut>
WARPSMITH_LANE T subBorrow(T a, T b, bool& borrow) {
  using U = UnsignedOf<T>;
  const U x = static_cast<U>(a);
  const U y = static_cast<U>(b);
  const U partial = static_cast<U>(x - y);
  const U difference = static_cast<U>(partial - (borrowIn && borrow ? 1u : 0u));
  if constexpr (borrowOut) borrow = x < y || partial < difference;
  return static_cast<T>(difference);
}

// In u32 where the result fits, so that lanes vectorise.
template <typename T>
WARPSMITH_LANE T mulLo(T a, T b) {
  if constexpr (widthOf<T> <= 32) return static_cast<T>(static_cast<u32>(a) * static_cast<u32>(b));
  return static_cast<T>(static_cast<u64>(a) * static_cast<u64>(b));
}

template <typename T>
WARPSMITH_LANE WideOf<T> mulWide(T a, T b) {
  using W = WideOf<T>;
  return static_cast<W>(static_cast<W>(a) * static_cast<W>(b));
}

template <typename T>
WARPSMITH_LANE T mulHi(T a, T b) {
  return static_cast<T>(mulWide(a, b) >> widthOf<T>);
}

template <typename T>
WARPSMITH_LANE T madLo(T a, T b, T c) {
  return addInt(mulLo(a, b), c);
}
template <typename T>
WARPSMITH_LANE T madHi(T a, T b, T c) {
  return addInt(mulHi(a, b), c);
}
template <typename T>
WARPSMITH_LANE WideOf<T> madWide(T a, T b, WideOf<T> c) {
  return addInt(mulWide(a, b), c);
}
// mad.hi.sat.s32 does not saturate on the H100, against the ISA (which says that it limits the result): ptxas drops the
// modifier.
WARPSMITH_LANE s32 madHiSaturated(s32 a, s32 b, s32 c) { return madHi(a, b, c); }

// mad.lo.cc, madc.hi and the like.
template <typename T, bool high, bool carryIn, bool carryOut>
WARPSMITH_LANE T madCarry(T a, T b, T c, bool& carry) {
  return addCarry<T, carryIn, carryOut>(high ? mulHi(a, b) : mulLo(a, b), c, carry);
}

// The operands' low 24 bits; .hi is bits 47 to 16 of the product.
template <typename T>
WARPSMITH_LANE s64 product24(T a, T b) {
  const s64 x = isSigned<T> ? static_cast<s64>(static_cast<s32>(static_cast<u32>(a) << 8) >> 8)
                            : static_cast<s64>(static_cast<u32>(a) & 0xFFFFFFu);
  const s64 y = isSigned<T> ? static_cast<s64>(static_cast<s32>(static_cast<u32>(b) << 8) >> 8)
                            : static_cast<s64>(static_cast<u32>(b) & 0xFFFFFFu);
  return x * y;
}
template <typename T, bool high>
WARPSMITH_LANE T mul24(T a, T b) {
  return static_cast<T>(static_cast<u32>(static_cast<u64>(product24(a, b)) >> (high ? 16 : 0)));
}
template <typename T, bool high>
WARPSMITH_LANE T mad24(T a, T b, T c) {
  return addInt(mul24<T, high>(a, b), c);
}
WARPSMITH_LANE s32 mad24HiSaturated(s32 a, s32 b, s32 c) { return addSaturated(mul24<s32, true>(a, b), c); }

// c + |a - b|
template <typename T>
WARPSMITH_LANE T sad(T a, T b, T c) {
  return addInt(c, a < b ? subInt(b, a) : subInt(a, b));
}

template <typename T>
WARPSMITH_LANE T negInt(T a) {
  return subInt(T{0}, a);
}
template <typename T>
WARPSMITH_LANE T absInt(T a) {
  return a < 0 ? negInt(a) : a;
}
template <typename T>
WARPSMITH_LANE T minInt(T a, T b) {
  return a < b ? a : b;
}
template <typename T>
WARPSMITH_LANE T maxInt(T a, T b) {
  return a > b ? a : b;
}
template <typename T>
WARPSMITH_LANE T reluInt(T a) {
  return a < 0 ? T{0} : a;
}

// By zero the machine gives all ones, quotient and remainder (not said in the ISA); the least number by -1 wraps.
template <typename T>
WARPSMITH_LANE T divInt(T a, T b) {
  if (b == 0) return static_cast<T>(~u64{0});
  if constexpr (isSigned<T>) {
    if (b == T{-1}) return negInt(a);
  }
  return static_cast<T>(a / b);
}
template <typename T>
WARPSMITH_LANE T remInt(T a, T b) {
  if (b == 0) return static_cast<T>(~u64{0});
  if constexpr (isSigned<T>) {
    if (b == T{-1}) return 0;
  }
  return static_cast<T>(a % b);
}

// .u16x2 and .s16x2: T is u16 or s16.
template <typename T>
WARPSMITH_LANE u32 join16x2(T high, T low) {
  return static_cast<u32>(static_cast<u16>(high)) << 16 | static_cast<u16>(low);
}
template <typename T>
WARPSMITH_LANE T upper16(u32 x) {
  return static_cast<T>(x >> 16);
}
template <typename T>
WARPSMITH_LANE T lower16(u32 x) {
  return static_cast<T>(x);
}
WARPSMITH_LANE u32 add16x2(u32 a, u32 b) { return ((a & 0x7FFF7FFFu) + (b & 0x7FFF7FFFu)) ^ ((a ^ b) & 0x80008000u); }
template <typename T, bool clampNegative = false>
WARPSMITH_LANE u32 min16x2(u32 a, u32 b) {
  const T high = minInt(upper16<T>(a), upper16<T>(b));
  const T low = minInt(lower16<T>(a), lower16<T>(b));
  return clampNegative ? join16x2(reluInt(high), reluInt(low)) : join16x2(high, low);
}
template <typename T, bool clampNegative = false>
WARPSMITH_LANE u32 max16x2(u32 a, u32 b) {
  const T high = maxInt(upper16<T>(a), upper16<T>(b));
  const T low = maxInt(lower16<T>(a), lower16<T>(b));
  return clampNegative ? join16x2(reluInt(high), reluInt(low)) : join16x2(high, low);
}

// dp4a, dp2a: A and B say how a and b are extended.
template <typename T>
WARPSMITH_LANE s32 byteOf(u32 x, u32 index) {
  const u8 byte = static_cast<u8>(x >> (8 * index));
  return isSigned<T> ? static_cast<s8>(byte) : byte;
}
template <typename T>
WARPSMITH_LANE s32 halfOf(u32 x, u32 index) {
  const u16 half = static_cast<u16>(x >> (16 * index));
  return isSigned<T> ? static_cast<s16>(half) : half;
}
template <typename A, typename B>
WARPSMITH_LANE u32 dp4a(u32 a, u32 b, u32 c) {
  u32 sum = c;
  for (u32 i = 0; i < 4; i++) sum += static_cast<u32>(byteOf<A>(a, i) * byteOf<B>(b, i));
  return sum;
}
template <typename A, typename B, bool high>
WARPSMITH_LANE u32 dp2a(u32 a, u32 b, u32 c) {
  u32 sum = c;
  for (u32 i = 0; i < 2; i++) sum += static_cast<u32>(halfOf<A>(a, i) * byteOf<B>(b, (high ? 2 : 0) + i));
  return sum;
}

}  // namespace warpsmith::sim
