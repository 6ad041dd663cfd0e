#include "ptx/parse_variable.h"

#include <limits>
#include <string>
#include <utility>

#include "ptx/constant.h"
#include "ptx/parse_initial.h"
#include "ptx/parse_type.h"

namespace warpsmith::ptx {
namespace {

constexpr std::uint64_t mostBytes = std::numeric_limits<std::int64_t>::max();
constexpr std::uint32_t mostAlignment = 1u << 30;
constexpr std::size_t mostNamesOfRanges = 1u << 16;
// A longer name counts as several.
constexpr std::size_t usualName = 64;

std::uint32_t parseAlignment(Lexer& lexer) {
  constexpr const char* expected = "an alignment that is a power of two";
  const std::uint32_t line = lexer.line();
  const std::uint32_t alignment = parseUnsigned(lexer, expected);
  const bool isPower = alignment != 0 && (alignment & (alignment - 1)) == 0;
  if (!isPower || alignment > mostAlignment) failAt(line, expected, std::to_string(alignment));
  return alignment;
}

std::string_view parseAttribute(Lexer& lexer) {
  const char* start = lexer.position();
  lexer.directive("an attribute");
  if (lexer.peek() == '(') {
    std::size_t depth = 0;
    do {
      if (lexer.peek() == '(') ++depth;
      if (lexer.peek() == ')') --depth;
      lexer.anything("the ) of an attribute");
    } while (depth > 0);
  }
  return lexer.since(start);
}

// Of a kernel's parameter: .ptr, then the space and alignment of what it points to.
void parsePointer(Lexer& lexer, Variable& variable) {
  variable.isPointer = true;
  const Space space = spaceNamed(lexer.peekDirective());
  if (space != Space::none) {
    variable.pointerSpace = space;
    lexer.directive("a state space");
  }
  if (lexer.takeDirective("align")) variable.pointerAlignment = parseAlignment(lexer);
}

// All before the name.
Variable parseHead(ParseContext& context) {
  Lexer& lexer = context.lexer;
  Variable variable;
  variable.space = spaceNamed(lexer.peekDirective());
  const bool isTexture = lexer.peekDirective() == "tex";
  if (variable.space == Space::none && !isTexture) lexer.fail("a state space such as .global");
  // The oldest form of a texture, which the ISA defines by the new one.
  if (isTexture) variable.space = Space::global;
  lexer.directive("a state space");
  if (lexer.peek() == '[') {
    const char* start = lexer.position();
    lexer.take('[');
    parseUnsigned(lexer, "the number of a bank");
    lexer.expect(']', "the ] of a bank");
    variable.attributes.push_back(lexer.since(start));
  }
  bool hasType = false;
  while (lexer.peek() == '.') {
    const std::string_view word = lexer.peekDirective();
    if (lexer.takeDirective("align")) {
      variable.alignment = parseAlignment(lexer);
    } else if (lexer.takeDirective("ptr")) {
      parsePointer(lexer, variable);
    } else if (vectorNamed(word) > 1) {
      variable.vector = vectorNamed(word);
      lexer.directive("a vector");
    } else if (typeNamed(word) != Type::other) {
      if (hasType) lexer.fail("the name after a type");
      variable.type = isTexture ? Type::texref : typeNamed(word);
      hasType = true;
      lexer.directive("a type");
    } else {
      variable.attributes.push_back(parseAttribute(lexer));
    }
  }
  if (!hasType) lexer.fail("a type such as .b32");
  return variable;
}

void parseShape(Lexer& lexer, Variable& variable) {
  while (lexer.take('[')) {
    const std::uint32_t line = lexer.line();
    const bool open = lexer.peek() == ']';
    const std::int64_t count = open ? 0 : parseInteger(lexer);
    if (count < 0) failAt(line, "a length that is not negative", std::to_string(count));
    if (count == 0 && !variable.shape.empty()) failAt(line, "a length, as only the first may be left open", "none");
    variable.shape.push_back(count);
    lexer.expect(']', "the ] of a length");
  }
  std::uint64_t bytes = std::uint64_t{bytesOf(variable.type)} * variable.vector;
  for (const std::int64_t count : variable.shape) {
    if (count != 0 && bytes > mostBytes / static_cast<std::uint64_t>(count)) {
      lexer.fail("a variable of less than 2^63 bytes before this");
    }
    if (count != 0) bytes *= static_cast<std::uint64_t>(count);
  }
}

// x<4>: x0 to x3.
void parseRange(ParseContext& context, const Variable& variable, std::vector<Variable>& variables) {
  Lexer& lexer = context.lexer;
  const std::uint32_t count = parseUnsigned(lexer, "a number of variables");
  const std::size_t cost = count * (1 + variable.name.size() / usualName);
  if (cost > mostNamesOfRanges - context.namesOfRanges) {
    lexer.fail("no more than " + std::to_string(mostNamesOfRanges) + " variables declared by number");
  }
  lexer.expect('>', "the > of a number of variables");
  context.namesOfRanges += cost;
  for (std::uint32_t i = 0; i < count; ++i) {
    variables.push_back(variable);
    std::string name(variable.name);
    variables.back().name = context.module.names.emplace_back(name.append(std::to_string(i)));
  }
}

}  // namespace

Linkage parseLinkage(Lexer& lexer) {
  Linkage linkage;
  for (;;) {
    if (lexer.takeDirective("extern")) {
      linkage.isExtern = true;
    } else if (lexer.takeDirective("visible")) {
      linkage.isVisible = true;
    } else if (lexer.takeDirective("weak")) {
      linkage.isWeak = true;
    } else if (lexer.takeDirective("common")) {
      linkage.isCommon = true;
    } else {
      return linkage;
    }
  }
}

std::vector<Variable> parseVariables(ParseContext& context, const Linkage& linkage) {
  Lexer& lexer = context.lexer;
  Variable head = parseHead(context);
  head.isExtern = linkage.isExtern;
  head.isVisible = linkage.isVisible;
  head.isWeak = linkage.isWeak;
  head.isCommon = linkage.isCommon;
  std::vector<Variable> variables;
  do {
    Variable variable = head;
    variable.name = lexer.identifier("the name of a variable");
    if (lexer.take('<')) {
      parseRange(context, variable, variables);
      continue;
    }
    parseShape(lexer, variable);
    if (lexer.take('=')) parseInitial(context, variable);
    variables.push_back(std::move(variable));
  } while (lexer.take(','));
  lexer.expect(';', "a , or the ; of a declaration");
  return variables;
}

Variable parseParameter(ParseContext& context) {
  Variable variable = parseHead(context);
  variable.name = context.lexer.identifier("the name of a parameter");
  parseShape(context.lexer, variable);
  return variable;
}

}  // namespace warpsmith::ptx
