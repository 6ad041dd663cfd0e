#pragma once

#include <cstdint>

#include "ptx/lexer.h"

namespace warpsmith::ptx {

// The value of a constant expression. Integers are 64 bits wide, as everywhere in PTX; `bits` of a real are its own.
struct Constant {
  enum class Kind : std::uint8_t { integer, unsignedInteger, real32, real64 };
  Kind kind = Kind::integer;
  std::uint64_t bits = 0;

  bool isReal() const noexcept { return kind == Kind::real32 || kind == Kind::real64; }
  std::int64_t asInteger() const noexcept { return static_cast<std::int64_t>(bits); }
  double asDouble() const noexcept;
};

// One literal without a sign.
Constant parseLiteral(Lexer& lexer);
// An expression with any of PTX's operators.
Constant parseConstant(Lexer& lexer);
// Refuses reals.
std::int64_t parseInteger(Lexer& lexer);
// A literal that must fit.
std::uint32_t parseUnsigned(Lexer& lexer, const char* expected);

}  // namespace warpsmith::ptx
