#include "ptx/parser.h"

#include <string>
#include <unordered_set>
#include <utility>

#include "error.h"
#include "ptx/constant.h"
#include "ptx/parse_context.h"
#include "ptx/parse_function.h"
#include "ptx/parse_type.h"
#include "ptx/parse_variable.h"

namespace warpsmith::ptx {
namespace {

class ModuleParser {
 public:
  ModuleParser(Module& module, const ParseLimits& limits)
      : module_(module),
        lexer_(module.text, limits.nesting),
        locations_(module),
        context_{lexer_, module, limits, locations_} {}

  void parse();

 private:
  void version();
  void target();
  void topLevel();
  void file();
  void section();
  void variables(const Linkage& linkage);
  void other(const char* start);
  void checkUses() const;

  Module& module_;
  Lexer lexer_;
  Locations locations_;
  ParseContext context_;
};

void ModuleParser::parse() {
  version();
  while (!lexer_.atEnd()) topLevel();
  checkUses();
}

void ModuleParser::version() {
  if (!lexer_.takeDirective("version")) lexer_.fail(".version");
  const std::uint32_t line = lexer_.line();
  const std::string text(lexer_.number("a version such as 9.0"));
  const std::size_t dot = text.find('.');
  constexpr std::size_t mostDigits = 4;
  const auto isNumber = [](std::string_view part) {
    return !part.empty() && part.size() <= mostDigits && part.find_first_not_of("0123456789") == std::string::npos;
  };
  if (dot == std::string::npos || !isNumber(std::string_view(text).substr(0, dot)) ||
      !isNumber(std::string_view(text).substr(dot + 1))) {
    failAt(line, "a version such as 9.0", "\"" + text.substr(0, 2 * mostDigits) + "\"");
  }
  module_.versionMajor = static_cast<std::uint32_t>(std::stoul(text.substr(0, dot)));
  module_.versionMinor = static_cast<std::uint32_t>(std::stoul(text.substr(dot + 1)));
  target();
}

void ModuleParser::target() {
  if (!lexer_.takeDirective("target")) lexer_.fail(".target");
  const char* start = lexer_.position();
  do lexer_.identifier("a target such as sm_90a");
  while (lexer_.take(','));
  module_.target = lexer_.since(start);
  if (!lexer_.takeDirective("address_size")) return;
  const std::uint32_t line = lexer_.line();
  module_.addressBits = parseUnsigned(lexer_, "32 or 64");
  if (module_.addressBits != 32 && module_.addressBits != 64) {
    failAt(line, "32 or 64", std::to_string(module_.addressBits));
  }
}

void ModuleParser::topLevel() {
  const char* start = lexer_.position();
  if (lexer_.take(';')) return;
  if (lexer_.take("@@DWARF")) {
    // The old form of debug information: it ends with its line.
    const std::uint32_t line = lexer_.line();
    while (!lexer_.atEnd() && lexer_.line() == line) lexer_.anything("debug information");
    return;
  }
  const Linkage linkage = parseLinkage(lexer_);
  const std::string_view name = lexer_.peekDirective();
  if (name == "func" || name == "entry") {
    module_.functions.push_back(parseFunction(context_, linkage));
    module_.order.push_back({TopLevelKind::function, static_cast<std::uint32_t>(module_.functions.size() - 1)});
  } else if (name == "reg" || name == "local" || name == "param") {
    lexer_.fail("a declaration of module scope (." + std::string(name) + " belongs into a function)");
  } else if (spaceNamed(name) != Space::none || name == "tex") {
    variables(linkage);
  } else if (name == "file") {
    file();
    other(start);
  } else if (name == "section") {
    section();
    other(start);
  } else if (name == "alias" || name == "pragma") {
    while (lexer_.peek() != ';') lexer_.anything("the ; of a directive");
    lexer_.take(';');
    other(start);
  } else {
    lexer_.fail("a function, a variable or a directive");
  }
}

void ModuleParser::file() {
  lexer_.directive("a file");
  SourceFile file;
  file.number = parseUnsigned(lexer_, "the number of a file");
  file.name = lexer_.string("the name of a file");
  // Its time and size.
  while (lexer_.take(',')) parseInteger(lexer_);
  module_.files.push_back(file);
}

void ModuleParser::section() {
  lexer_.directive("a section");
  lexer_.directive("the name of a section");
  if (!lexer_.take('{')) lexer_.fail("the { of a section");
  for (std::size_t depth = 1; depth > 0;) {
    if (lexer_.peek() == '{') ++depth;
    if (lexer_.peek() == '}') --depth;
    lexer_.anything("the } of a section");
  }
}

void ModuleParser::variables(const Linkage& linkage) {
  for (Variable& variable : parseVariables(context_, linkage)) {
    const auto index = static_cast<std::uint32_t>(module_.variables.size());
    context_.variables.emplace(variable.name, index);
    module_.variables.push_back(std::move(variable));
    module_.order.push_back({TopLevelKind::variable, index});
  }
}

void ModuleParser::other(const char* start) {
  module_.order.push_back({TopLevelKind::other, static_cast<std::uint32_t>(module_.others.size())});
  module_.others.push_back(lexer_.since(start));
}

void ModuleParser::checkUses() const {
  std::unordered_set<std::string_view> functions;
  for (const Function& function : module_.functions) functions.insert(function.name);
  for (const ParseContext::Use& use : context_.uses) {
    if (functions.count(use.name) != 0 || context_.variables.count(use.name) != 0) continue;
    constexpr std::size_t most = 40;
    failAt(use.line, "the name of something declared", "\"" + std::string(use.name.substr(0, most)) + "\"");
  }
}

}  // namespace

std::shared_ptr<Module> parse(std::string text, const ParseLimits& limits) {
  if (text.size() > limits.textBytes) {
    throw Error("bad-ptx", "Expected no more than " + std::to_string(limits.textBytes) + " bytes of PTX but found " +
                               std::to_string(text.size()) + ".");
  }
  // NVRTC counts the NUL at the end as a part of the text.
  while (!text.empty() && text.back() == '\0') text.pop_back();
  const auto module = std::make_shared<Module>();
  module->text = std::move(text);
  ModuleParser(*module, limits).parse();
  return module;
}

}  // namespace warpsmith::ptx
