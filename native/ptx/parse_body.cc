#include "ptx/parse_body.h"

#include <string>
#include <string_view>
#include <utility>

#include "ptx/constant.h"
#include "ptx/parse_operand.h"
#include "ptx/parse_type.h"
#include "ptx/parse_variable.h"

namespace warpsmith::ptx {
namespace {

constexpr std::uint32_t indexOf(std::size_t index) { return static_cast<std::uint32_t>(index); }

class BodyParser {
 public:
  BodyParser(ParseContext& context, Scopes& scopes, Function& function)
      : context_(context), lexer_(context.lexer), scopes_(scopes), function_(function) {}

  void parse();

 private:
  void statement();
  void directive();
  void registers();
  void variables();
  void location();
  Location place();
  void label(std::string_view name);
  void labelDirective(std::uint32_t index);
  void guard(Instruction& instruction);
  void instruction(Instruction instruction);
  void resolveLater(std::vector<Operand>& operands, const Instruction& instruction);
  void add(StatementKind kind, std::size_t index) { function_.body.push_back({kind, indexOf(index), {}}); }

  ParseContext& context_;
  Lexer& lexer_;
  Scopes& scopes_;
  Function& function_;
  std::uint32_t location_ = none;
};

void BodyParser::parse() {
  lexer_.expect('{', "the { of a body or the ; of a declaration");
  scopes_.open();
  const std::size_t outermost = scopes_.depth();
  // Scopes are counted here and not by recursion, so they may nest as deeply as the limits say.
  for (;;) {
    if (lexer_.take('{')) {
      lexer_.enter();
      scopes_.open();
      add(StatementKind::scopeOpen, none);
    } else if (lexer_.peek() == '}') {
      if (scopes_.depth() == outermost) break;
      lexer_.take('}');
      lexer_.leave();
      scopes_.close();
      add(StatementKind::scopeClose, none);
    } else {
      statement();
    }
  }
  scopes_.close();
  lexer_.take('}');
}

void BodyParser::statement() {
  if (lexer_.peek() == '.') {
    directive();
    return;
  }
  if (lexer_.peek() == ';') {
    lexer_.take(';');
    return;
  }
  Instruction next;
  if (lexer_.peek() == '@') guard(next);
  next.textLine = lexer_.line();
  next.opcode = lexer_.opcode();
  if (lexer_.peek() == ':' && next.guard == none) {
    label(next.opcode);
  } else {
    instruction(std::move(next));
  }
}

void BodyParser::directive() {
  const std::string_view name = lexer_.peekDirective();
  if (name == "loc") {
    location();
  } else if (name == "reg") {
    registers();
  } else if (spaceNamed(name) != Space::none) {
    variables();
  } else if (name == "pragma") {
    const char* start = lexer_.position();
    lexer_.directive("a pragma");
    do lexer_.string("a string with a pragma");
    while (lexer_.take(','));
    lexer_.expect(';', "a , or the ; of a pragma");
    function_.body.push_back({StatementKind::directive, none, lexer_.since(start)});
  } else {
    lexer_.fail("an instruction, a label, a declaration, .loc or .pragma");
  }
}

void BodyParser::registers() {
  const char* start = lexer_.position();
  lexer_.directive("a register declaration");
  Register declared;
  while (vectorNamed(lexer_.peekDirective()) > 1) {
    declared.elements = static_cast<std::uint8_t>(vectorNamed(lexer_.directive("a vector")));
  }
  declared.type = typeNamed(lexer_.peekDirective());
  if (declared.type == Type::other) lexer_.fail("a type such as .b32");
  lexer_.directive("a type");
  do {
    declared.name = lexer_.identifier("the name of a register");
    if (lexer_.take('<')) {
      const std::uint32_t count = parseUnsigned(lexer_, "a number of registers");
      scopes_.declareRegisters(declared, count);
      lexer_.expect('>', "the > of a number of registers");
    } else {
      scopes_.declareRegister(declared);
    }
  } while (lexer_.take(','));
  lexer_.expect(';', "a , or the ; of a declaration");
  function_.body.push_back({StatementKind::registers, none, lexer_.since(start)});
}

void BodyParser::variables() {
  for (Variable& variable : parseVariables(context_, {})) {
    const std::size_t index = function_.variables.size();
    scopes_.declareVariable(variable.name, indexOf(index));
    function_.variables.push_back(std::move(variable));
    add(StatementKind::variable, index);
  }
}

Location BodyParser::place() {
  Location location;
  location.file = parseUnsigned(lexer_, "the number of a file");
  location.line = parseUnsigned(lexer_, "the number of a line");
  location.column = parseUnsigned(lexer_, "the number of a column");
  return location;
}

void BodyParser::location() {
  lexer_.directive("a location");
  Location location = place();
  Location callSite;
  bool isInlined = false;
  while (lexer_.take(',')) {
    const std::string_view word = lexer_.identifier("function_name or inlined_at");
    if (word == "inlined_at") {
      callSite = place();
      isInlined = true;
    } else if (word == "function_name") {
      const char* start = lexer_.position();
      lexer_.take('.');
      lexer_.identifier("the label of a function's name");
      if (lexer_.take('+')) parseUnsigned(lexer_, "an offset");
      location.functionName = lexer_.since(start);
    } else {
      lexer_.fail("function_name or inlined_at before this");
    }
  }
  location_ = context_.locations.add(location, isInlined ? &callSite : nullptr);
  add(StatementKind::location, location_);
}

void BodyParser::label(std::string_view name) {
  const std::size_t index = function_.labels.size();
  if (name.find_first_of(".:") != std::string_view::npos) lexer_.fail("an instruction's operands");
  lexer_.take(':');
  Label label;
  label.name = name;
  label.target = indexOf(function_.instructions.size());
  function_.labels.push_back(std::move(label));
  scopes_.declareLabel(name, indexOf(index));
  if (lexer_.peek() == '.') labelDirective(indexOf(index));
  add(StatementKind::label, index);
}

void BodyParser::labelDirective(std::uint32_t index) {
  const std::string_view name = lexer_.peekDirective();
  const char* start = lexer_.position();
  Label& label = function_.labels[index];
  const std::uint32_t line = lexer_.line();
  if (name == "branchtargets" || name == "calltargets") {
    lexer_.directive("targets");
    do {
      const char* targetStart = lexer_.position();
      lexer_.identifier("the name of a target");
      label.targets.push_back(lexer_.since(targetStart));
    } while (lexer_.take(','));
    if (name == "branchtargets") {
      label.targetLabels.assign(label.targets.size(), none);
      scopes_.resolveTargetsLater(index, line);
    } else {
      for (const std::string_view target : label.targets) context_.uses.push_back({target, line});
    }
  } else if (name == "callprototype") {
    while (lexer_.peek() != ';') lexer_.anything("the ; of a prototype");
    label.prototype = lexer_.since(start);
  } else {
    return;
  }
  lexer_.expect(';', "a , or the ; of the targets");
}

void BodyParser::guard(Instruction& instruction) {
  lexer_.take('@');
  instruction.guardNegated = lexer_.take('!');
  const std::uint32_t line = lexer_.line();
  const std::string_view name = lexer_.identifier("a predicate");
  const Scopes::Named found = scopes_.find(name);
  const bool isPredicate = found.meaning == Scopes::Meaning::reg && function_.registers[found.index].type == Type::pred;
  constexpr std::size_t most = 40;
  if (!isPredicate)
    failAt(line, "a predicate register that is declared", "\"" + std::string(name.substr(0, most)) + "\"");
  instruction.guard = found.index;
}

void BodyParser::instruction(Instruction instruction) {
  instruction.location = location_;
  const bool sawUnknown = parseInstruction(context_, scopes_, function_, instruction);
  function_.instructions.push_back(std::move(instruction));
  add(StatementKind::instruction, function_.instructions.size() - 1);
  // The vectors of operands stay where they are from here on, wherever their instruction moves.
  Instruction& kept = function_.instructions.back();
  if (sawUnknown) resolveLater(kept.operands, kept);
}

void BodyParser::resolveLater(std::vector<Operand>& operands, const Instruction& instruction) {
  const bool branches = instruction.opcode.substr(0, 3) == "bra" || instruction.opcode.substr(0, 3) == "brx";
  for (Operand& operand : operands) {
    if (operand.kind == OperandKind::symbol && operand.index == none) {
      scopes_.resolveLater(operand, instruction.textLine, branches);
    }
    resolveLater(operand.elements, instruction);
  }
}

}  // namespace

void parseBody(ParseContext& context, Scopes& scopes, Function& function) {
  BodyParser(context, scopes, function).parse();
}

}  // namespace warpsmith::ptx
