#include "json_module.h"

#include <array>
#include <cstdio>
#include <type_traits>
#include <vector>

#include "ptx/flow_graph.h"

using namespace warpsmith::ptx;

namespace {

// Writes one JSON object; the members' names are those of the structs.
class Json {
 public:
  explicit Json(std::string& out) : out_(out) { out_ += '{'; }
  ~Json() { out_ += '}'; }
  Json(const Json&) = delete;
  Json& operator=(const Json&) = delete;

  void key(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    out_ += jsonText(name);
    out_ += ':';
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    out_ += jsonText(value);
  }
  template <typename Number>
  void number(std::string_view name, Number value) {
    key(name);
    out_ += std::to_string(value);
  }
  // Left out where it is false.
  void flag(std::string_view name, bool value) {
    if (!value) return;
    key(name);
    out_ += "true";
  }
  // `none` is null.
  void index(std::string_view name, std::uint32_t value) {
    key(name);
    out_ += value == none ? "null" : std::to_string(value);
  }
  // As text: JSON's numbers have 53 bits.
  void wide(std::string_view name, std::int64_t value) { text(name, std::to_string(value)); }
  template <typename Item, typename Write>
  void list(std::string_view name, const std::vector<Item>& items, Write write) {
    key(name);
    out_ += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ',';
      first = false;
      write(out_, item);
    }
    out_ += ']';
  }

 private:
  std::string& out_;
};

void writeText(std::string& out, std::string_view text) { out += jsonText(text); }

template <typename Number>
void writeNumber(std::string& out, Number number) {
  out += std::to_string(number);
}

template <typename Enumeration, std::size_t Count>
std::string_view nameIn(const std::array<std::string_view, Count>& names, Enumeration value) {
  return names[static_cast<std::size_t>(value)];
}

constexpr std::array<std::string_view, 7> spaces = {"none", "reg", "global", "shared", "local", "const", "param"};
constexpr std::array<std::string_view, 12> kinds = {"reg",    "special", "symbol", "label", "integer", "real32",
                                                    "real64", "address", "vector", "list",  "pair",    "sink"};
constexpr std::array<std::string_view, 8> statements = {"instruction", "label",      "variable", "registers",
                                                        "scopeOpen",   "scopeClose", "location", "directive"};
constexpr std::array<std::string_view, 3> topLevels = {"variable", "function", "other"};

void writeOperand(std::string& out, const Operand& operand) {
  Json json(out);
  json.text("kind", nameIn(kinds, operand.kind));
  json.flag("negated", operand.negated);
  json.flag("hasOffset", operand.hasOffset);
  if (operand.component != 0) json.number("component", operand.component);
  if (operand.index != none) json.index("index", operand.index);
  if (operand.value != 0) json.wide("value", operand.value);
  if (!operand.text.empty()) json.text("text", operand.text);
  if (!operand.elements.empty()) json.list("elements", operand.elements, writeOperand);
}

void writeReference(std::string& out, const Variable::Reference& reference) {
  Json json(out);
  json.number("offset", reference.offset);
  json.text("symbol", reference.symbol);
  json.wide("addend", reference.addend);
  json.flag("generic", reference.generic);
  json.number("bytes", reference.bytes);
  json.number("shift", reference.shift);
}

void writeVariable(std::string& out, const Variable& variable) {
  Json json(out);
  json.text("name", variable.name);
  json.text("space", nameIn(spaces, variable.space));
  json.text("type", nameOf(variable.type));
  json.number("vector", variable.vector);
  json.number("alignment", variable.alignment);
  json.list("shape", variable.shape, writeNumber<std::int64_t>);
  json.wide("bytes", static_cast<std::int64_t>(variable.bytes()));
  json.flag("isExtern", variable.isExtern);
  json.flag("isVisible", variable.isVisible);
  json.flag("isWeak", variable.isWeak);
  json.flag("isCommon", variable.isCommon);
  json.flag("isPointer", variable.isPointer);
  json.text("pointerSpace", nameIn(spaces, variable.pointerSpace));
  json.number("pointerAlignment", variable.pointerAlignment);
  json.list("attributes", variable.attributes, writeText);
  json.list("initial", variable.initial, writeNumber<std::uint8_t>);
  json.list("references", variable.references, writeReference);
  if (!variable.state.empty()) json.text("state", variable.state);
}

void writeRegister(std::string& out, const Register& reg) {
  Json json(out);
  json.text("name", reg.name);
  json.text("type", nameOf(reg.type));
  json.number("elements", reg.elements);
}

void writeDirective(std::string& out, const Directive& directive) {
  Json json(out);
  json.text("name", directive.name);
  json.list("values", directive.values, writeNumber<std::int64_t>);
  json.text("text", directive.text);
}

void writeLabel(std::string& out, const Label& label) {
  Json json(out);
  json.text("name", label.name);
  json.index("target", label.target);
  json.list("targets", label.targets, writeText);
  json.list("targetLabels", label.targetLabels, writeNumber<std::uint32_t>);
  if (!label.prototype.empty()) json.text("prototype", label.prototype);
}

void writeLocation(std::string& out, const Location& location) {
  Json json(out);
  json.number("file", location.file);
  json.number("line", location.line);
  json.number("column", location.column);
  json.index("inlinedAt", location.inlinedAt);
  json.text("functionName", location.functionName);
}

void writeStatement(std::string& out, const Statement& statement) {
  Json json(out);
  json.text("kind", nameIn(statements, statement.kind));
  json.index("index", statement.index);
  json.text("text", statement.text);
}

void writeBlock(std::string& out, const BasicBlock& block) {
  Json json(out);
  json.number("first", block.first);
  json.number("last", block.last);
  json.list("successors", block.successors, writeNumber<std::uint32_t>);
  json.list("predecessors", block.predecessors, writeNumber<std::uint32_t>);
  json.index("immediatePostDominator", block.immediatePostDominator);
  json.flag("reachable", block.reachable);
}

void writeFunction(std::string& out, const Function& function, bool places) {
  Json json(out);
  json.text("name", function.name);
  json.flag("isEntry", function.isEntry);
  json.flag("isVisible", function.isVisible);
  json.flag("isExtern", function.isExtern);
  json.flag("isWeak", function.isWeak);
  json.flag("isDefined", function.isDefined);
  json.flag("noReturn", function.noReturn);
  json.list("returns", function.returns, writeVariable);
  json.list("parameters", function.parameters, writeVariable);
  json.list("directives", function.directives, writeDirective);
  json.list("registers", function.registers, writeRegister);
  json.list("variables", function.variables, writeVariable);
  json.list("labels", function.labels, writeLabel);
  json.list("instructions", function.instructions, [&](std::string& text, const Instruction& instruction) {
    Json inner(text);
    inner.text("opcode", instruction.opcode);
    inner.index("guard", instruction.guard);
    inner.flag("guardNegated", instruction.guardNegated);
    inner.index("location", instruction.location);
    if (places) inner.number("textLine", instruction.textLine);
    inner.list("operands", instruction.operands, writeOperand);
  });
  json.list("body", function.body, writeStatement);
  const FlowGraph graph(function);
  json.list("blocks", graph.blocks, writeBlock);
  std::vector<std::uint32_t> heads;
  const std::vector<bool> isHead = graph.loopHeads();
  for (std::uint32_t block = 0; block < isHead.size(); ++block) {
    if (isHead[block]) heads.push_back(block);
  }
  json.list("loopHeads", heads, writeNumber<std::uint32_t>);
}

bool isSection(std::string_view other) { return other.substr(0, 8) == ".section"; }

}  // namespace

std::string jsonText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > '~') {
      std::array<char, 8> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += escaped.data();
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string jsonOf(const Module& module, bool places) {
  std::string out;
  {
    Json json(out);
    json.number("versionMajor", module.versionMajor);
    json.number("versionMinor", module.versionMinor);
    json.text("target", module.target);
    json.number("addressBits", module.addressBits);
    json.list("files", module.files, [](std::string& text, const SourceFile& file) {
      Json inner(text);
      inner.number("number", file.number);
      inner.text("name", file.name);
    });
    json.list("locations", module.locations, writeLocation);
    json.list("variables", module.variables, writeVariable);
    json.list("functions", module.functions,
              [&](std::string& text, const Function& function) { writeFunction(text, function, places); });
    std::vector<std::string_view> others;
    std::vector<std::string_view> order;
    for (const TopLevel& item : module.order) {
      const bool isOther = item.kind == TopLevelKind::other;
      if (isOther && !places && isSection(module.others[item.index])) continue;
      order.push_back(nameIn(topLevels, item.kind));
      if (isOther) others.push_back(module.others[item.index]);
    }
    json.list("others", others, writeText);
    json.list("order", order, writeText);
  }
  return out;
}
