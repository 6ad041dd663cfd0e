#include "ptx/constant.h"

#include <charconv>
#include <cstring>
#include <limits>
#include <system_error>

namespace warpsmith::ptx {
namespace {

using Kind = Constant::Kind;

template <typename To, typename From>
To bitsAs(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

Constant ofInteger(std::int64_t value) { return {Kind::integer, static_cast<std::uint64_t>(value)}; }
Constant ofDouble(double value) { return {Kind::real64, bitsAs<std::uint64_t>(value)}; }

bool isTrue(const Constant& value) { return value.isReal() ? value.asDouble() != 0 : value.bits != 0; }

[[noreturn]] void badNumber(std::uint32_t line, std::string_view text) {
  constexpr std::size_t most = 40;
  failAt(line, "a number of at most 64 bits", "\"" + std::string(text.substr(0, most)) + "\"");
}

Constant bitsOfReal(std::string_view digits, std::size_t wanted, Kind kind, std::uint32_t line, std::string_view text) {
  Constant result{kind, 0};
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result.bits, 16);
  if (error != std::errc() || stop != digits.data() + digits.size() || digits.size() != wanted) badNumber(line, text);
  return result;
}

Constant decimalReal(std::string_view text, std::uint32_t line) {
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) badNumber(line, text);
  return ofDouble(value);
}

Constant integerLiteral(std::string_view digits, int base, std::uint32_t line, std::string_view text) {
  const bool isUnsigned = !digits.empty() && (digits.back() == 'U' || digits.back() == 'u');
  if (isUnsigned) digits.remove_suffix(1);
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || stop != digits.data() + digits.size() || digits.empty()) badNumber(line, text);
  const bool fits = value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return {isUnsigned || !fits ? Kind::unsignedInteger : Kind::integer, value};
}

Constant literalOf(std::string_view text, std::uint32_t line) {
  const char second = text.size() > 1 && text[0] == '0' ? text[1] : '\0';
  switch (second) {
    case 'x':
    case 'X':
      return integerLiteral(text.substr(2), 16, line, text);
    case 'b':
    case 'B':
      return integerLiteral(text.substr(2), 2, line, text);
    case 'f':
    case 'F':
      return bitsOfReal(text.substr(2), 8, Kind::real32, line, text);
    case 'd':
    case 'D':
      return bitsOfReal(text.substr(2), 16, Kind::real64, line, text);
    default:
      break;
  }
  if (text.find_first_of(".eE") != std::string_view::npos) return decimalReal(text, line);
  return integerLiteral(text, second >= '0' && second <= '9' ? 8 : 10, line, text);
}

struct Operator {
  std::string_view text;
  int precedence;
};

// Longer ones first, so that `<` is not found in `<<`.
constexpr Operator operators[] = {{"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6}, {"<<", 8}, {">>", 8},
                                  {"<=", 7}, {">=", 7}, {"|", 3},  {"^", 4},  {"&", 5},  {"<", 7},
                                  {">", 7},  {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10}};

const Operator* nextOperator(const Lexer& lexer) {
  for (const Operator& candidate : operators) {
    if (lexer.peek() != candidate.text[0]) continue;
    if (candidate.text.size() == 1 || lexer.peekSecond() == candidate.text[1]) return &candidate;
  }
  return nullptr;
}

Constant applyToReals(std::string_view op, double a, double b, std::uint32_t line) {
  if (op == "+") return ofDouble(a + b);
  if (op == "-") return ofDouble(a - b);
  if (op == "*") return ofDouble(a * b);
  if (op == "/") return ofDouble(a / b);
  if (op == "<") return ofInteger(a < b);
  if (op == ">") return ofInteger(a > b);
  if (op == "<=") return ofInteger(a <= b);
  if (op == ">=") return ofInteger(a >= b);
  if (op == "==") return ofInteger(a == b);
  if (op == "!=") return ofInteger(a != b);
  failAt(line, "integers on both sides of " + std::string(op), "a real number");
}

std::uint64_t divide(const Constant& a, const Constant& b, bool isUnsigned, bool remainder, std::uint32_t line) {
  if (b.bits == 0) failAt(line, "a divisor other than 0", "0");
  if (isUnsigned) return remainder ? a.bits % b.bits : a.bits / b.bits;
  // The one quotient that does not fit wraps around.
  if (b.asInteger() == -1) return remainder ? 0 : std::uint64_t{0} - a.bits;
  return static_cast<std::uint64_t>(remainder ? a.asInteger() % b.asInteger() : a.asInteger() / b.asInteger());
}

std::uint64_t shift(const Constant& a, std::uint64_t by, bool left) {
  const bool negative = a.kind == Kind::integer && a.asInteger() < 0;
  if (by > 63) return !left && negative ? ~std::uint64_t{0} : 0;
  if (left) return a.bits << by;
  const std::uint64_t shifted = a.bits >> by;
  return negative && by > 0 ? shifted | (~std::uint64_t{0} << (64 - by)) : shifted;
}

Constant apply(std::string_view op, const Constant& a, const Constant& b, std::uint32_t line) {
  if (op == "&&") return ofInteger(isTrue(a) && isTrue(b));
  if (op == "||") return ofInteger(isTrue(a) || isTrue(b));
  if (a.isReal() || b.isReal()) return applyToReals(op, a.asDouble(), b.asDouble(), line);
  const bool isUnsigned = a.kind == Kind::unsignedInteger || b.kind == Kind::unsignedInteger;
  const auto of = [&](std::uint64_t bits) {
    return Constant{isUnsigned ? Kind::unsignedInteger : Kind::integer, bits};
  };
  const bool less = isUnsigned ? a.bits < b.bits : a.asInteger() < b.asInteger();
  if (op == "+") return of(a.bits + b.bits);
  if (op == "-") return of(a.bits - b.bits);
  if (op == "*") return of(a.bits * b.bits);
  if (op == "/") return of(divide(a, b, isUnsigned, false, line));
  if (op == "%") return of(divide(a, b, isUnsigned, true, line));
  if (op == "&") return of(a.bits & b.bits);
  if (op == "|") return of(a.bits | b.bits);
  if (op == "^") return of(a.bits ^ b.bits);
  // A shift has the type of what is shifted.
  if (op == "<<") return {a.kind, shift(a, b.bits, true)};
  if (op == ">>") return {a.kind, shift(a, b.bits, false)};
  if (op == "==") return ofInteger(a.bits == b.bits);
  if (op == "!=") return ofInteger(a.bits != b.bits);
  if (op == "<") return ofInteger(less);
  if (op == ">=") return ofInteger(!less);
  return ofInteger((a.bits != b.bits && !less) == (op == ">"));
}

Constant negate(const Constant& value) {
  constexpr std::uint64_t one = 1;
  if (value.kind == Kind::real32) return {value.kind, value.bits ^ (one << 31)};
  if (value.kind == Kind::real64) return {value.kind, value.bits ^ (one << 63)};
  return {value.kind, std::uint64_t{0} - value.bits};
}

Constant parseUnary(Lexer& lexer) {
  if (lexer.atDigit()) return parseLiteral(lexer);
  const Lexer::Nested nested(lexer);
  const std::uint32_t line = lexer.line();
  if (lexer.take('+')) return parseUnary(lexer);
  if (lexer.take('-')) return negate(parseUnary(lexer));
  if (lexer.take('!')) return ofInteger(!isTrue(parseUnary(lexer)));
  if (lexer.take('~')) {
    const Constant value = parseUnary(lexer);
    if (value.isReal()) failAt(line, "an integer after ~", "a real number");
    return {value.kind, ~value.bits};
  }
  if (!lexer.take('(')) lexer.fail("a constant");
  const bool toSigned = lexer.takeDirective("s64");
  if (toSigned || lexer.takeDirective("u64")) {
    lexer.expect(')', "the ) of a cast");
    const Constant value = parseUnary(lexer);
    if (value.isReal()) failAt(line, "an integer after a cast", "a real number");
    return {toSigned ? Kind::integer : Kind::unsignedInteger, value.bits};
  }
  const Constant value = parseConstant(lexer);
  lexer.expect(')', "a ) that closes the expression");
  return value;
}

Constant parseBinary(Lexer& lexer, int least) {
  Constant left = parseUnary(lexer);
  while (const Operator* op = nextOperator(lexer)) {
    if (op->precedence < least) break;
    const std::uint32_t line = lexer.line();
    lexer.take(op->text);
    left = apply(op->text, left, parseBinary(lexer, op->precedence + 1), line);
  }
  return left;
}

}  // namespace

double Constant::asDouble() const noexcept {
  switch (kind) {
    case Kind::integer:
      return static_cast<double>(asInteger());
    case Kind::unsignedInteger:
      return static_cast<double>(bits);
    case Kind::real32:
      return static_cast<double>(bitsAs<float>(static_cast<std::uint32_t>(bits)));
    default:
      return bitsAs<double>(bits);
  }
}

Constant parseLiteral(Lexer& lexer) {
  const std::uint32_t line = lexer.line();
  return literalOf(lexer.number("a number"), line);
}

Constant parseConstant(Lexer& lexer) {
  const Constant condition = parseBinary(lexer, 0);
  if (!lexer.take('?')) return condition;
  const Lexer::Nested nested(lexer);
  const Constant yes = parseConstant(lexer);
  lexer.expect(':', "the : of a condition");
  const Constant no = parseConstant(lexer);
  return isTrue(condition) ? yes : no;
}

std::int64_t parseInteger(Lexer& lexer) {
  const std::uint32_t line = lexer.line();
  const Constant value = parseConstant(lexer);
  if (value.isReal()) failAt(line, "an integer", "a real number");
  return value.asInteger();
}

std::uint32_t parseUnsigned(Lexer& lexer, const char* expected) {
  if (!lexer.atDigit()) lexer.fail(expected);
  const std::uint32_t line = lexer.line();
  const Constant value = parseLiteral(lexer);
  if (value.isReal() || value.bits > std::numeric_limits<std::uint32_t>::max()) {
    failAt(line, expected, "a number that is not an integer of 32 bits");
  }
  return static_cast<std::uint32_t>(value.bits);
}

}  // namespace warpsmith::ptx
