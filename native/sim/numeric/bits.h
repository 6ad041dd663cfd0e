// Fixed-width types and bit casts for per-lane arithmetic.

#pragma once

#include <cstdint>

namespace warpsmith::sim {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using s8 = std::int8_t;
using s16 = std::int16_t;
using s32 = std::int32_t;
using s64 = std::int64_t;
// ISO C++ has no 128-bit integers; both compilers do.
__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 s128;

// Lane functions are compiled into every handler under that handler's target (plain x86-64, or AVX2 and FMA): internal
// linkage, so that the linker never merges the one build's copy into the other's.
#define WARPSMITH_LANE static inline __attribute__((always_inline))
// The same, for long and rare ones.
#define WARPSMITH_RARE static inline __attribute__((noinline, unused))

template <typename To, typename From>
WARPSMITH_LANE To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From), "a bit cast keeps the size");
  To to;
  __builtin_memcpy(&to, &from, sizeof to);
  return to;
}

WARPSMITH_LANE u32 bitsOf(float x) { return bitCast<u32>(x); }
WARPSMITH_LANE u64 bitsOf(double x) { return bitCast<u64>(x); }
WARPSMITH_LANE float floatOf(u32 bits) { return bitCast<float>(bits); }
WARPSMITH_LANE double doubleOf(u64 bits) { return bitCast<double>(bits); }

// A choice without a branch, for what compilers would otherwise move into one: a float operation there keeps lanes from
// being vectorised.
WARPSMITH_LANE u32 chooseBits(bool condition, u32 yes, u32 no) {
  const u32 mask = 0u - static_cast<u32>(condition);
  return (yes & mask) | (no & ~mask);
}

// The signed and unsigned integers of a type's size, and whether a type is signed.
template <typename T>
struct Integer;
template <>
struct Integer<u8> {
  using Signed = s8;
  using Unsigned = u8;
  using Wide = u16;
  static constexpr bool isSigned = false;
};
template <>
struct Integer<s8> {
  using Signed = s8;
  using Unsigned = u8;
  using Wide = s16;
  static constexpr bool isSigned = true;
};
template <>
struct Integer<u16> {
  using Signed = s16;
  using Unsigned = u16;
  using Wide = u32;
  static constexpr bool isSigned = false;
};
template <>
struct Integer<s16> {
  using Signed = s16;
  using Unsigned = u16;
  using Wide = s32;
  static constexpr bool isSigned = true;
};
template <>
struct Integer<u32> {
  using Signed = s32;
  using Unsigned = u32;
  using Wide = u64;
  static constexpr bool isSigned = false;
};
template <>
struct Integer<s32> {
  using Signed = s32;
  using Unsigned = u32;
  using Wide = s64;
  static constexpr bool isSigned = true;
};
template <>
struct Integer<u64> {
  using Signed = s64;
  using Unsigned = u64;
  using Wide = u128;
  static constexpr bool isSigned = false;
};
template <>
struct Integer<s64> {
  using Signed = s64;
  using Unsigned = u64;
  using Wide = s128;
  static constexpr bool isSigned = true;
};

template <typename T>
using SignedOf = typename Integer<T>::Signed;
template <typename T>
using UnsignedOf = typename Integer<T>::Unsigned;
template <typename T>
using WideOf = typename Integer<T>::Wide;

template <typename T>
constexpr bool isSigned = Integer<T>::isSigned;
template <typename T>
constexpr u32 widthOf = static_cast<u32>(sizeof(T) * 8);

template <typename T>
constexpr T largestOf = isSigned<T> ? static_cast<T>((u64{1} << (widthOf<T> - 1)) - 1) : static_cast<T>(~u64{0});
template <typename T>
constexpr T smallestOf = isSigned<T> ? static_cast<T>(-largestOf<T> - 1) : T{0};

}  // namespace warpsmith::sim
