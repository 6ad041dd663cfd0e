#include "ptx/parse_operand.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "ptx/constant.h"

namespace warpsmith::ptx {
namespace {

constexpr std::array<std::string_view, 26> specials = {{
    "tid",
    "ntid",
    "ctaid",
    "nctaid",
    "laneid",
    "warpid",
    "nwarpid",
    "smid",
    "nsmid",
    "gridid",
    "clusterid",
    "nclusterid",
    "cluster_ctaid",
    "cluster_nctaid",
    "cluster_ctarank",
    "cluster_nctarank",
    "is_explicit_cluster",
    "clock",
    "clock_hi",
    "clock64",
    "globaltimer",
    "globaltimer_lo",
    "globaltimer_hi",
    "total_smem_size",
    "aggr_smem_size",
    "dynamic_smem_size",
}};
// %pm0, %pm0_64, %envreg31, %lanemask_eq and so on.
constexpr std::array<std::string_view, 5> specialPrefixes = {
    {"pm", "envreg", "lanemask_", "reserved_smem_", "current_graph_exec"}};

bool isSpecial(std::string_view name) {
  if (name == "WARP_SZ") return true;
  if (name.empty() || name[0] != '%') return false;
  name.remove_prefix(1);
  if (std::find(specials.begin(), specials.end(), name) != specials.end()) return true;
  return std::any_of(specialPrefixes.begin(), specialPrefixes.end(),
                     [&](std::string_view prefix) { return name.substr(0, prefix.size()) == prefix; });
}

std::uint8_t componentNamed(std::string_view name) {
  constexpr std::string_view positions = "xyzw";
  constexpr std::string_view colors = "rgba";
  if (name.size() != 1) return 0;
  const std::size_t position = std::min(positions.find(name[0]), colors.find(name[0]));
  return position == std::string_view::npos ? std::uint8_t{0} : static_cast<std::uint8_t>(position + 1);
}

bool startsWith(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

class OperandParser {
 public:
  OperandParser(ParseContext& context, Scopes& scopes, const Function& function, std::string_view opcode)
      : context_(context),
        lexer_(context.lexer),
        scopes_(scopes),
        function_(function),
        opcode_(opcode),
        isCall_(startsWith(opcode, "call")) {}

  Operand parse();
  bool sawUnknown() const noexcept { return sawUnknown_; }

 private:
  Operand single();
  Operand named();
  Operand reg(std::uint32_t index);
  Operand symbol(std::string_view name, std::uint32_t index);
  Operand subscript(Operand base);
  std::uint64_t elementBytes(const Operand& array) const;
  void offset(Operand& operand);
  Operand address();
  Operand constant();
  void elements(Operand& operand, char close, const char* expected);

  ParseContext& context_;
  Lexer& lexer_;
  Scopes& scopes_;
  const Function& function_;
  std::string_view opcode_;
  bool isCall_;
  bool sawUnknown_ = false;
};

Operand OperandParser::parse() {
  Operand first = single();
  const bool canPair = first.kind == OperandKind::reg || first.kind == OperandKind::sink;
  if (!canPair || !lexer_.take('|')) return first;
  Operand pair;
  pair.kind = OperandKind::pair;
  pair.elements.reserve(2);
  pair.elements.push_back(std::move(first));
  pair.elements.push_back(single());
  const OperandKind second = pair.elements.back().kind;
  if (second != OperandKind::reg && second != OperandKind::sink) lexer_.fail("a register after |");
  return pair;
}

Operand OperandParser::single() {
  switch (lexer_.peek()) {
    case '[':
      return address();
    case '{': {
      Operand operand;
      operand.kind = OperandKind::vector;
      lexer_.take('{');
      elements(operand, '}', "a , or the } of a vector");
      return operand;
    }
    case '(': {
      if (!isCall_) return constant();
      Operand operand;
      operand.kind = OperandKind::list;
      lexer_.take('(');
      elements(operand, ')', "a , or the ) of a list");
      return operand;
    }
    case '!':
    case '-': {
      const char sign = lexer_.peek();
      const char next = lexer_.peekSecond();
      const bool beforeName =
          next == '%' || next == '_' || next == '$' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
      if (!beforeName) return constant();
      lexer_.take(sign);
      Operand operand = named();
      if (operand.kind != OperandKind::reg) lexer_.fail("a register after " + std::string(1, sign));
      operand.negated = true;
      if (sign == '-') operand.value = -1;
      return operand;
    }
    default:
      return lexer_.atIdentifier() ? named() : constant();
  }
}

Operand OperandParser::constant() {
  const Constant value = parseConstant(lexer_);
  Operand operand;
  operand.kind = OperandKind::integer;
  if (value.kind == Constant::Kind::real32) operand.kind = OperandKind::real32;
  if (value.kind == Constant::Kind::real64) operand.kind = OperandKind::real64;
  operand.value = value.asInteger();
  return operand;
}

void OperandParser::elements(Operand& operand, char close, const char* expected) {
  const Lexer::Nested nested(lexer_);
  if (lexer_.take(close)) return;
  do operand.elements.push_back(parse());
  while (lexer_.take(','));
  lexer_.expect(close, expected);
}

Operand OperandParser::named() {
  const char* start = lexer_.position();
  const std::string_view name = lexer_.identifier("an operand");
  if (name == "_") return {};
  const Scopes::Named found = scopes_.find(name);
  switch (found.meaning) {
    case Scopes::Meaning::reg:
      return reg(found.index);
    case Scopes::Meaning::variable:
    case Scopes::Meaning::parameter:
      return symbol(name, found.index);
    default:
      break;
  }
  Operand operand;
  if (isSpecial(name)) {
    operand.kind = OperandKind::special;
    if (lexer_.touches() && !lexer_.peekDirective().empty()) lexer_.directive("a component");
    operand.text = lexer_.since(start);
    return operand;
  }
  if (name[0] == '%') {
    constexpr std::size_t most = 40;
    failAt(lexer_.line(), "a register that is declared", "\"" + std::string(name.substr(0, most)) + "\"");
  }
  sawUnknown_ = true;
  return symbol(name, none);
}

Operand OperandParser::reg(std::uint32_t index) {
  Operand operand;
  operand.kind = OperandKind::reg;
  operand.index = index;
  if (!lexer_.touches() || lexer_.peekDirective().empty()) return operand;
  const std::string_view part = lexer_.directive("a component");
  operand.component = componentNamed(part);
  const bool isVector = function_.registers[index].elements > 1;
  // The bytes of a scalar have names that colors have too: r.b0 is a byte, v.b the third of a vector.
  if (operand.component == 0) operand.text = part;
  if (operand.component != 0 && !isVector) lexer_.fail("a vector register before ." + std::string(part));
  return operand;
}

Operand OperandParser::symbol(std::string_view name, std::uint32_t index) {
  Operand operand;
  operand.kind = OperandKind::symbol;
  operand.text = name;
  operand.index = index;
  if (lexer_.peek() == '[') return subscript(std::move(operand));
  offset(operand);
  return operand;
}

void OperandParser::offset(Operand& operand) {
  if (lexer_.peek() != '+' && lexer_.peek() != '-') return;
  operand.value = parseInteger(lexer_);
  operand.hasOffset = true;
}

// a[3]: the fourth element of `a` itself for instructions that access memory, its address for those that don't.
Operand OperandParser::subscript(Operand base) {
  const std::uint64_t bytes = elementBytes(base);
  lexer_.take('[');
  base.value = static_cast<std::int64_t>(static_cast<std::uint64_t>(parseInteger(lexer_)) * bytes);
  lexer_.expect(']', "the ] of an element");
  base.hasOffset = true;
  if (startsWith(opcode_, "mov") || startsWith(opcode_, "cvta")) return base;
  Operand operand;
  operand.kind = OperandKind::address;
  std::swap(operand.value, base.value);
  std::swap(operand.hasOffset, base.hasOffset);
  operand.elements.push_back(std::move(base));
  return operand;
}

std::uint64_t OperandParser::elementBytes(const Operand& array) const {
  const Variable* variable = nullptr;
  if (array.index != none) {
    variable = &function_.variables[array.index];
  } else if (const auto found = context_.variables.find(array.text); found != context_.variables.end()) {
    variable = &context_.module.variables[found->second];
  }
  if (variable == nullptr || variable->shape.size() != 1)
    lexer_.fail("the name of an array of one dimension before this");
  return std::uint64_t{bytesOf(variable->type)} * variable->vector;
}

Operand OperandParser::address() {
  const Lexer::Nested nested(lexer_);
  Operand operand;
  operand.kind = OperandKind::address;
  lexer_.take('[');
  Operand base = single();
  if (base.negated) lexer_.fail("the base of an address before this");
  if (base.kind == OperandKind::reg) offset(base);
  // What was read as a part of the base is the address's own.
  if (base.kind == OperandKind::symbol || (base.kind == OperandKind::reg && base.hasOffset)) {
    std::swap(operand.value, base.value);
    std::swap(operand.hasOffset, base.hasOffset);
  }
  operand.elements.push_back(std::move(base));
  while (lexer_.take(',')) operand.elements.push_back(parse());
  lexer_.expect(']', "the ] of an address");
  if (lexer_.touches() && !lexer_.peekDirective().empty()) operand.text = lexer_.directive("a word after the address");
  return operand;
}

}  // namespace

bool parseInstruction(ParseContext& context, Scopes& scopes, const Function& function, Instruction& instruction) {
  Lexer& lexer = context.lexer;
  OperandParser operands(context, scopes, function, instruction.opcode);
  if (!lexer.take(';')) {
    do instruction.operands.push_back(operands.parse());
    while (lexer.take(','));
    lexer.expect(';', "a , or the ; of an instruction");
  }
  return operands.sawUnknown();
}

}  // namespace warpsmith::ptx
