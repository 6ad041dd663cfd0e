#pragma once

#include "sim/exec/arithmetic/form.h"
#include "sim/numeric/bits.h"

// How a lane's value of a C++ type lies in a register row, and the PTX types it stands for.
namespace warpsmith::sim {
namespace {

template <typename T>
struct Lane {
  using Word = u32;
  static constexpr u8 bits = widthOf<T>;
  WARPSMITH_LANE T from(Word word) { return static_cast<T>(word); }
  WARPSMITH_LANE Word to(T value) { return static_cast<UnsignedOf<T>>(value); }
};
template <>
struct Lane<u64> {
  using Word = u64;
  static constexpr u8 bits = 64;
  WARPSMITH_LANE u64 from(Word word) { return word; }
  WARPSMITH_LANE Word to(u64 value) { return value; }
};
template <>
struct Lane<s64> {
  using Word = u64;
  static constexpr u8 bits = 64;
  WARPSMITH_LANE s64 from(Word word) { return static_cast<s64>(word); }
  WARPSMITH_LANE Word to(s64 value) { return static_cast<u64>(value); }
};
template <>
struct Lane<float> {
  using Word = u32;
  static constexpr u8 bits = 32;
  WARPSMITH_LANE float from(Word word) { return floatOf(word); }
  WARPSMITH_LANE Word to(float value) { return bitsOf(value); }
};
template <>
struct Lane<double> {
  using Word = u64;
  static constexpr u8 bits = 64;
  WARPSMITH_LANE double from(Word word) { return doubleOf(word); }
  WARPSMITH_LANE Word to(double value) { return bitsOf(value); }
};
template <>
struct Lane<bool> {
  using Word = u32;
  static constexpr u8 bits = 1;
  WARPSMITH_LANE Word to(bool value) { return value ? 1u : 0u; }
};

}  // namespace
}  // namespace warpsmith::sim
