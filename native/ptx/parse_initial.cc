#include "ptx/parse_initial.h"

#include <cstring>
#include <string>

#include "ptx/constant.h"

namespace warpsmith::ptx {
namespace {

constexpr std::uint32_t bitsPerByte = 8;

class InitialParser {
 public:
  InitialParser(ParseContext& context, Variable& variable)
      : context_(context), lexer_(context.lexer), variable_(variable), elementBytes_(bytesOf(variable.type)) {
    for (const std::int64_t count : variable.shape) counts_.push_back(static_cast<std::uint64_t>(count));
    if (variable.vector > 1) counts_.push_back(variable.vector);
    strides_.assign(counts_.size(), elementBytes_);
    for (std::size_t i = counts_.size(); i-- > 1;) strides_[i - 1] = strides_[i] * counts_[i];
  }

  void parse();

 private:
  void grow(std::uint64_t bytes);
  void level(std::size_t dimension, std::uint64_t offset);
  void element(std::uint64_t offset);
  void constant(std::uint64_t offset, const Constant& value);
  void reference(std::uint64_t offset, std::uint64_t mask, bool masked);
  void address(Variable::Reference& reference);

  ParseContext& context_;
  Lexer& lexer_;
  Variable& variable_;
  std::uint64_t elementBytes_;
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t> strides_;
};

void InitialParser::parse() {
  const bool open = !variable_.shape.empty() && variable_.shape[0] == 0;
  if (!open) grow(variable_.bytes());
  level(0, 0);
  if (open) variable_.shape[0] = static_cast<std::int64_t>(variable_.initial.size() / strides_[0]);
}

void InitialParser::grow(std::uint64_t bytes) {
  const std::uint64_t more = bytes - variable_.initial.size();
  if (more > context_.limits.initialBytes - context_.initialBytes) {
    lexer_.fail("no more than " + std::to_string(context_.limits.initialBytes) + " bytes of initial values");
  }
  context_.initialBytes += more;
  variable_.initial.resize(bytes);
}

void InitialParser::level(std::size_t dimension, std::uint64_t offset) {
  if (dimension == counts_.size()) {
    element(offset);
    return;
  }
  const Lexer::Nested nested(lexer_);
  lexer_.expect('{', "the { of an initial value");
  if (lexer_.take('}')) return;
  const bool open = counts_[dimension] == 0;
  std::uint64_t next = 0;
  do {
    if (!open && next == counts_[dimension]) {
      lexer_.fail("no more than " + std::to_string(counts_[dimension]) + " initial values here");
    }
    if (open) grow((next + 1) * strides_[dimension]);
    level(dimension + 1, offset + next * strides_[dimension]);
    ++next;
  } while (lexer_.take(','));
  lexer_.expect('}', "a , or the } of an initial value");
}

void InitialParser::element(std::uint64_t offset) {
  if (lexer_.atIdentifier()) {
    reference(offset, 0, false);
    return;
  }
  const Constant value = parseConstant(lexer_);
  if (lexer_.peek() != '(') {
    constant(offset, value);
    return;
  }
  lexer_.take('(');
  reference(offset, value.bits, true);
  lexer_.expect(')', "the ) of a masked address");
}

void InitialParser::constant(std::uint64_t offset, const Constant& value) {
  std::uint64_t bits = value.bits;
  const bool wantsReal32 = variable_.type == Type::f32 || (value.isReal() && elementBytes_ == sizeof(float));
  if (wantsReal32 && value.kind != Constant::Kind::real32) {
    const auto real = static_cast<float>(value.asDouble());
    std::uint32_t narrow = 0;
    std::memcpy(&narrow, &real, sizeof(real));
    bits = narrow;
  }
  const bool wantsReal64 = variable_.type == Type::f64 || (value.isReal() && elementBytes_ == sizeof(double));
  if (wantsReal64 && value.kind != Constant::Kind::real64) {
    const double real = value.asDouble();
    std::memcpy(&bits, &real, sizeof(real));
  }
  if (value.isReal() && !wantsReal32 && !wantsReal64) lexer_.fail("an integer as the initial value before this");
  std::uint8_t* to = variable_.initial.data() + offset;
  for (std::uint64_t i = 0; i < elementBytes_; ++i) {
    const bool beyond = i >= sizeof(bits);
    const bool negative = value.kind == Constant::Kind::integer && value.asInteger() < 0;
    to[i] = static_cast<std::uint8_t>(beyond ? (negative ? 0xff : 0) : bits >> (i * bitsPerByte));
  }
}

void InitialParser::reference(std::uint64_t offset, std::uint64_t mask, bool masked) {
  Variable::Reference result;
  result.offset = offset;
  result.bytes = static_cast<std::uint32_t>(elementBytes_);
  if (masked) {
    while (mask != 0 && (mask & 0xff) == 0) {
      mask >>= bitsPerByte;
      result.shift += bitsPerByte;
    }
    const std::uint64_t whole =
        elementBytes_ >= sizeof(mask) ? ~std::uint64_t{0} : (std::uint64_t{1} << (elementBytes_ * bitsPerByte)) - 1;
    if (mask != whole) lexer_.fail("a mask of whole bytes, as many as the variable's element has, before this");
  }
  address(result);
  variable_.references.push_back(result);
}

void InitialParser::address(Variable::Reference& reference) {
  const std::uint32_t line = lexer_.line();
  reference.symbol = lexer_.identifier("the name of a variable or function");
  if (reference.symbol == "generic" && lexer_.take('(')) {
    reference.generic = true;
    reference.symbol = lexer_.identifier("the name of a variable");
    if (lexer_.peek() == '+' || lexer_.peek() == '-') reference.addend = parseInteger(lexer_);
    lexer_.expect(')', "the ) of generic(");
  }
  if (lexer_.peek() == '+' || lexer_.peek() == '-') {
    const auto more = static_cast<std::uint64_t>(parseInteger(lexer_));
    reference.addend = static_cast<std::int64_t>(static_cast<std::uint64_t>(reference.addend) + more);
  }
  context_.uses.push_back({reference.symbol, line});
}

// The state of a texture, sampler or surface: its fields are for ptxas to know.
std::string_view opaqueState(Lexer& lexer) {
  const char* start = lexer.position();
  lexer.expect('{', "the { of an initial state");
  for (std::size_t depth = 1; depth > 0;) {
    if (lexer.peek() == '{') ++depth;
    if (lexer.peek() == '}') --depth;
    lexer.anything("the } of an initial state");
  }
  return lexer.since(start);
}

}  // namespace

void parseInitial(ParseContext& context, Variable& variable) {
  const bool isOpaque =
      variable.type == Type::texref || variable.type == Type::samplerref || variable.type == Type::surfref;
  if (isOpaque) {
    variable.state = opaqueState(context.lexer);
  } else {
    InitialParser(context, variable).parse();
  }
}

}  // namespace warpsmith::ptx
