#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace warpsmith::sim {

// The types of matrix elements.
enum class Number : std::uint8_t { none, f16, bf16, tf32, e4m3, e5m2, f32, f64, s8, u8, s4, u4, b1, s32 };

// By its name in an opcode, without the dot.
Number numberNamed(std::string_view name);
// Of an element in a register or in memory.
unsigned bitsOf(Number number);
bool isFloat(Number number);
bool isInteger(Number number);  // s8 to b1

// Floating-point elements apart: value = significand * 2^exponent, with a significand below 2 in magnitude. A zero's
// exponent is below all others'. Infinities and NaNs keep their value as the significand.
struct Parts {
  float* significands = nullptr;
  std::int32_t* exponents = nullptr;
};

constexpr std::int32_t zeroExponent = -10000;

// Arrays hold a multiple of 32 elements. Returns whether there is an infinity or a NaN.
bool splitNumbers(Number number, const std::uint32_t* codes, std::size_t count, Parts parts);
void widenIntegers(Number number, const std::uint32_t* codes, std::size_t count, std::int32_t* values);

}  // namespace warpsmith::sim
