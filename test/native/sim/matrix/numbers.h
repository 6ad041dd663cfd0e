#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

// Element types, encoded and decoded without what the simulator uses.
struct NumberType {
  const char* name;
  unsigned bits;
  int mantissa;  // -1: an integer
  int exponent;
  bool isSigned;
};

constexpr NumberType f16{"f16", 16, 10, 5, true};
constexpr NumberType bf16{"bf16", 16, 7, 8, true};
constexpr NumberType tf32{"tf32", 32, 10, 8, true};
constexpr NumberType e4m3{"e4m3", 8, 3, 4, true};
constexpr NumberType e5m2{"e5m2", 8, 2, 5, true};
constexpr NumberType f32{"f32", 32, 23, 8, true};
constexpr NumberType f64{"f64", 64, 52, 11, true};
constexpr NumberType s8{"s8", 8, -1, 0, true};
constexpr NumberType u8{"u8", 8, -1, 0, false};
constexpr NumberType s4{"s4", 4, -1, 0, true};
constexpr NumberType u4{"u4", 4, -1, 0, false};
constexpr NumberType b1{"b1", 1, -1, 0, false};
constexpr NumberType s32{"s32", 32, -1, 0, true};

inline bool isFloat(const NumberType& type) { return type.mantissa >= 0; }

// A value that the type holds exactly, and is normal in it.
inline std::uint64_t encode(const NumberType& type, double value) {
  if (!isFloat(type)) {
    const auto all = type.bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << type.bits) - 1;
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) & all;
  }
  if (value == 0) return 0;
  int power = 0;
  const double fraction = std::frexp(std::fabs(value), &power);  // in [1/2, 1)
  const auto significand = static_cast<std::uint64_t>(std::ldexp(fraction, type.mantissa + 1));
  const int bias = (1 << (type.exponent - 1)) - 1;
  const auto field = static_cast<std::uint64_t>(power - 1 + bias);
  const std::uint64_t magnitude = field << type.mantissa | (significand & ((std::uint64_t{1} << type.mantissa) - 1));
  const std::uint64_t sign = value < 0 ? 1 : 0;
  const std::uint64_t code = sign << (type.mantissa + type.exponent) | magnitude;
  // The upper 19 bits of a register.
  return type.bits == 32 && type.mantissa == 10 ? code << 13 : code;
}

inline double decode(const NumberType& type, std::uint64_t code) {
  if (!isFloat(type)) {
    const std::uint64_t sign = std::uint64_t{1} << (type.bits - 1);
    const bool negative = type.isSigned && (code & sign) != 0;
    return static_cast<double>(code) - (negative ? 2.0 * static_cast<double>(sign) : 0.0);
  }
  if (type.bits == 32 && type.mantissa == 10) code >>= 13;
  const auto fraction = code & ((std::uint64_t{1} << type.mantissa) - 1);
  const auto field = code >> type.mantissa & ((std::uint64_t{1} << type.exponent) - 1);
  const int bias = (1 << (type.exponent - 1)) - 1;
  const std::uint64_t whole = fraction | (field != 0 ? std::uint64_t{1} << type.mantissa : 0);
  const int power = static_cast<int>(field == 0 ? 1 : field) - bias - type.mantissa;
  const double magnitude = std::ldexp(static_cast<double>(whole), power);
  return (code >> (type.mantissa + type.exponent) & 1) != 0 ? -magnitude : magnitude;
}

struct Random {
  std::uint64_t state;
  explicit Random(const std::string& seed) : state(0x9e3779b97f4a7c15u) {
    for (const char letter : seed) state = (state ^ static_cast<std::uint8_t>(letter)) * 0x100000001b3u;
  }
  std::uint64_t next() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 0x2545f4914f6cdd1du;
  }
  unsigned below(unsigned bound) { return static_cast<unsigned>((next() >> 33) % bound); }
};

// Small integers that every type holds.
inline double smallNumber(Random& random, const NumberType& type) {
  if (type.bits == 1) return random.below(2);
  const int span = type.bits == 4 ? 7 : 9;
  const int value = static_cast<int>(random.below(static_cast<unsigned>(span)));
  return type.isSigned ? value - span / 2 : value;
}

// Any finite number, its exponent within `spread` of one's; tf32 has all 32 bits of its register set at random.
inline std::uint64_t anyNumber(Random& random, const NumberType& type, unsigned spread) {
  if (!isFloat(type)) return random.next() >> 32 & (type.bits == 32 ? 0xffffffffu : (1u << type.bits) - 1);
  const unsigned bias = (1u << (type.exponent - 1)) - 1;
  const unsigned most = spread < bias ? spread : bias;
  const std::uint64_t field = bias - most + random.below(2 * most + (most == bias ? 0 : 1));
  const std::uint64_t kind = random.below(16);
  if (kind == 0) return 0;
  const std::uint64_t fraction = random.next() & ((std::uint64_t{1} << type.mantissa) - 1);
  const std::uint64_t sign = random.below(2);
  const std::uint64_t code = sign << (type.mantissa + type.exponent) | field << type.mantissa | fraction;
  return type.bits == 32 && type.mantissa == 10 ? code << 13 | (random.next() & 0x1fff) : code;
}

// What anyNumber's spread is for numbers of every kind: subnormals, infinities and NaNs, zeros of both signs, and the
// largest, whose sums overflow.
constexpr unsigned wild = 1000;

inline std::uint64_t wildNumber(Random& random, const NumberType& type) {
  if (!isFloat(type)) return anyNumber(random, type, 0);
  const std::uint64_t magnitude = (std::uint64_t{1} << (type.mantissa + type.exponent)) - 1;
  const std::uint64_t fraction = (std::uint64_t{1} << type.mantissa) - 1;
  const std::uint64_t sign = static_cast<std::uint64_t>(random.below(2)) << (type.mantissa + type.exponent);
  const bool inRegister = type.bits == 32 && type.mantissa == 10;
  std::uint64_t code = random.next() & magnitude;
  switch (random.below(96)) {
    case 0:
      code = magnitude - fraction;
      break;  // infinity
    case 1:
      code = magnitude;
      break;  // NaN
    case 2:
      code = magnitude - fraction - 1;
      break;  // the largest, where there are infinities
    default:
      switch (random.below(4)) {
        case 0:
          code = 0;
          break;
        case 1:
          code &= fraction;
          break;  // subnormal
        default:
          // Not often special by chance, which would leave nothing but NaN.
          code &= ~(std::uint64_t{1} << (type.mantissa + random.below(static_cast<unsigned>(type.exponent))));
      }
  }
  code |= sign;
  return inRegister ? code << 13 : code;
}

struct Matrix {
  unsigned rows;
  unsigned columns;
  NumberType type;
  std::vector<std::uint64_t> codes;
  Matrix(unsigned r, unsigned c, const NumberType& t) : rows(r), columns(c), type(t), codes(std::size_t(r) * c) {}
  std::uint64_t& at(unsigned r, unsigned c) { return codes[std::size_t(r) * columns + c]; }
  double value(unsigned r, unsigned c) const { return decode(type, codes[std::size_t(r) * columns + c]); }
  void fillSmall(Random& random) {
    for (auto& code : codes) code = encode(type, smallNumber(random, type));
  }
  void fillAny(Random& random, unsigned spread) {
    for (auto& code : codes) code = spread == wild ? wildNumber(random, type) : anyNumber(random, type, spread);
  }
};

inline void putBits(std::vector<std::uint8_t>& bytes, std::size_t bit, unsigned bits, std::uint64_t code) {
  if (bits < 8) {
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] | code << (bit % 8));
    return;
  }
  std::memcpy(&bytes[bit / 8], &code, bits / 8);
}
inline std::uint64_t getBits(const std::vector<std::uint8_t>& bytes, std::size_t bit, unsigned bits) {
  if (bits < 8) return static_cast<std::uint64_t>(bytes[bit / 8] >> (bit % 8)) & ((1u << bits) - 1);
  std::uint64_t code = 0;
  std::memcpy(&code, &bytes[bit / 8], bits / 8);
  return code;
}

// One element of D = A * B + C of small integers.
inline double productAt(const Matrix& a, const Matrix& b, const Matrix& c, unsigned row, unsigned column,
                        bool exclusiveOr = false) {
  double sum = c.value(row, column);
  for (unsigned i = 0; i < a.columns; ++i) {
    const double x = a.value(row, i);
    const double y = b.value(i, column);
    sum += exclusiveOr ? (x == y ? 0 : 1) : x * y;
  }
  return sum;
}

inline std::string difference(const char* what, unsigned row, unsigned column, double expected, double found) {
  return std::string("Expected ") + std::to_string(expected) + " at row " + std::to_string(row) + ", column " +
         std::to_string(column) + " of " + what + " but found " + std::to_string(found) + ".";
}
