#include "ptx/parse_function.h"

#include <string_view>

#include "ptx/constant.h"
#include "ptx/parse_body.h"
#include "ptx/scopes.h"

namespace warpsmith::ptx {
namespace {

void parseParameters(ParseContext& context, Scopes& scopes, std::vector<Variable>& parameters) {
  Lexer& lexer = context.lexer;
  if (!lexer.take('(') || lexer.take(')')) return;
  do {
    parameters.push_back(parseParameter(context));
    const Variable& parameter = parameters.back();
    // Prototypes have parameters without a name.
    if (parameter.name == "_") continue;
    if (parameter.space == Space::reg) {
      scopes.declareRegister({parameter.name, parameter.type, static_cast<std::uint8_t>(parameter.vector)});
    } else {
      scopes.declareParameter(parameter.name);
    }
  } while (lexer.take(','));
  lexer.expect(')', "a , or the ) of the parameters");
}

std::string_view parseArguments(Lexer& lexer) {
  const char* start = lexer.position();
  std::size_t depth = 0;
  do {
    if (lexer.peek() == '(') ++depth;
    if (lexer.peek() == ')') --depth;
    lexer.anything("the ) of an attribute");
  } while (depth > 0);
  return lexer.since(start);
}

void parseDirective(Lexer& lexer, Function& function) {
  Directive directive;
  const char* start = lexer.position();
  directive.name = lexer.directive("a directive, the { of a body or the ; of a declaration");
  if (directive.name == "pragma") {
    do lexer.string("a string with a pragma");
    while (lexer.take(','));
    lexer.expect(';', "a , or the ; of a pragma");
  } else if (lexer.peek() == '(') {
    parseArguments(lexer);
  } else if (lexer.atDigit()) {
    do directive.values.push_back(parseInteger(lexer));
    while (lexer.take(','));
  }
  if (directive.name == "noreturn") function.noReturn = true;
  directive.text = lexer.since(start);
  function.directives.push_back(std::move(directive));
}

}  // namespace

Function parseFunction(ParseContext& context, const Linkage& linkage) {
  Lexer& lexer = context.lexer;
  Function function;
  function.isEntry = lexer.peekDirective() == "entry";
  function.isVisible = linkage.isVisible;
  function.isExtern = linkage.isExtern;
  function.isWeak = linkage.isWeak;
  Scopes scopes(context, function);
  lexer.directive("a function");
  while (lexer.peekDirective() == "attribute") parseDirective(lexer, function);
  parseParameters(context, scopes, function.returns);
  function.name = lexer.identifier("the name of a function");
  while (lexer.peek() == '.') parseDirective(lexer, function);
  parseParameters(context, scopes, function.parameters);
  while (lexer.peek() == '.') parseDirective(lexer, function);
  if (lexer.take(';')) return function;
  function.isDefined = true;
  parseBody(context, scopes, function);
  return function;
}

}  // namespace warpsmith::ptx
