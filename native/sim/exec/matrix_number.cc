#include "sim/exec/matrix_number.h"

#include "sim/exec/matrix_vector.h"
#include "sim/numeric/bits.h"

namespace warpsmith::sim {

namespace {

template <unsigned mantissaBits, unsigned exponentBits>
struct Layout {
  static constexpr unsigned mantissa = mantissaBits;
  static constexpr unsigned exponent = exponentBits;
  static constexpr std::int32_t bias = (1 << (exponentBits - 1)) - 1;
};

// tf32 is the upper 19 bits of a register: the tensor cores don't look at the others. e4m3 has no infinities, and its
// greatest exponent holds numbers.
template <class Format, unsigned dropped, bool lastIsNumber>
WARPSMITH_LANE bool splitAs(const std::uint32_t* codes, std::size_t count, float* significands,
                            std::int32_t* exponents) {
  constexpr std::uint32_t fractionMask = (1u << Format::mantissa) - 1;
  constexpr std::uint32_t last = (1u << Format::exponent) - 1;
  constexpr float unit = 1.0f / static_cast<float>(1u << Format::mantissa);
  Words anySpecial = {};
  for (std::size_t i = 0; i < count; i += lanesWide) {
    const Words code = *reinterpret_cast<const Words*>(codes + i) >> dropped;
    const Words fraction = code & fractionMask;
    const Words field = code >> Format::mantissa & last;
    const Words sign = code >> (Format::mantissa + Format::exponent) << 31;
    // Comparisons give all ones, which is minus one.
    const Words normal = reinterpret_cast<Words>(field != 0);
    const Words whole = fraction | (normal & (1u << Format::mantissa));
    const Words zero = reinterpret_cast<Words>(whole == 0);
    Words special = reinterpret_cast<Words>(field == last);
    if (lastIsNumber) special &= reinterpret_cast<Words>(fraction == fractionMask);
    anySpecial |= special;
    const Floats magnitude = __builtin_convertvector(reinterpret_cast<Ints>(whole), Floats) * unit;
    const Words specialBits = 0x7f800000u | (reinterpret_cast<Words>(fraction != 0) & 0x400000u);
    *reinterpret_cast<Words*>(significands + i) =
        (special & specialBits) | (~special & reinterpret_cast<Words>(magnitude)) | sign;
    const Words exponent = field + 1 + normal - static_cast<std::uint32_t>(Format::bias);
    *reinterpret_cast<Words*>(exponents + i) = (zero & static_cast<std::uint32_t>(zeroExponent)) | (~zero & exponent);
  }
  std::uint32_t any = 0;
  for (unsigned i = 0; i < lanesWide; ++i) any |= anySpecial[i];
  return any != 0;
}

}  // namespace

Number numberNamed(std::string_view name) {
  constexpr struct {
    std::string_view name;
    Number number;
  } names[] = {{"f16", Number::f16},   {"bf16", Number::bf16}, {"tf32", Number::tf32}, {"e4m3", Number::e4m3},
               {"e5m2", Number::e5m2}, {"f32", Number::f32},   {"f64", Number::f64},   {"s8", Number::s8},
               {"u8", Number::u8},     {"s4", Number::s4},     {"u4", Number::u4},     {"b1", Number::b1},
               {"s32", Number::s32}};
  for (const auto& known : names) {
    if (known.name == name) return known.number;
  }
  return Number::none;
}

unsigned bitsOf(Number number) {
  switch (number) {
    case Number::f16:
    case Number::bf16:
      return 16;
    case Number::e4m3:
    case Number::e5m2:
    case Number::s8:
    case Number::u8:
      return 8;
    case Number::s4:
    case Number::u4:
      return 4;
    case Number::b1:
      return 1;
    case Number::f64:
      return 64;
    default:
      return 32;
  }
}

bool isFloat(Number number) { return number >= Number::f16 && number <= Number::f32; }
bool isInteger(Number number) { return number >= Number::s8 && number <= Number::b1; }

WARPSMITH_WIDE bool splitNumbers(Number number, const std::uint32_t* codes, std::size_t count, Parts parts) {
  float* const s = parts.significands;
  std::int32_t* const e = parts.exponents;
  switch (number) {
    case Number::f16:
      return splitAs<Layout<10, 5>, 0, false>(codes, count, s, e);
    case Number::bf16:
      return splitAs<Layout<7, 8>, 0, false>(codes, count, s, e);
    case Number::tf32:
      return splitAs<Layout<10, 8>, 13, false>(codes, count, s, e);
    case Number::e4m3:
      return splitAs<Layout<3, 4>, 0, true>(codes, count, s, e);
    case Number::e5m2:
      return splitAs<Layout<2, 5>, 0, false>(codes, count, s, e);
    default:
      return splitAs<Layout<23, 8>, 0, false>(codes, count, s, e);
  }
}

void widenIntegers(Number number, const std::uint32_t* codes, std::size_t count, std::int32_t* values) {
  const unsigned unused = 32 - bitsOf(number);
  const bool hasSign = number == Number::s8 || number == Number::s4;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t high = codes[i] << unused;
    values[i] = hasSign ? static_cast<std::int32_t>(high) >> unused : static_cast<std::int32_t>(high >> unused);
  }
}

}  // namespace warpsmith::sim
