#include "ptx/scopes.h"

#include <charconv>
#include <string>
#include <utility>

namespace warpsmith::ptx {
namespace {

// Ranges that an outer scope declares are bound there for good; only deeper ones can hide a name that is bound.
constexpr std::size_t bodyDepth = 2;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string quoted(std::string_view name) {
  constexpr std::size_t most = 40;
  return "\"" + std::string(name.substr(0, most)) + "\"";
}

}  // namespace

Scopes::Scopes(ParseContext& context, Function& function) : context_(context), function_(function) { open(); }

void Scopes::open() { scopes_.emplace_back(); }

void Scopes::close() {
  Scope scope = std::move(scopes_.back());
  scopes_.pop_back();
  for (auto hidden = scope.hidden.rbegin(); hidden != scope.hidden.rend(); ++hidden) {
    if (hidden->before.named.meaning == Meaning::unknown) {
      names_.erase(hidden->name);
    } else {
      names_[hidden->name] = hidden->before;
    }
  }
  for (auto index = scope.ranges.rbegin(); index != scope.ranges.rend(); ++index) {
    const Range& range = ranges_[*index];
    if (range.depth > bodyDepth) --nestedRanges_;
    if (range.hidden == none) {
      prefixes_.erase(range.reg.name);
    } else {
      prefixes_[range.reg.name] = range.hidden;
    }
  }
  for (const Pending& pending : scope.pending) {
    const auto label = scope.labels.find(pending.name);
    if (label != scope.labels.end()) {
      settle(pending, label->second);
    } else if (scopes_.size() > 1) {
      scopes_.back().pending.push_back(pending);
    } else {
      giveUp(pending);
    }
  }
}

void Scopes::count(std::uint32_t registers) {
  registers_ += registers;
  if (registers_ > context_.limits.registers) {
    context_.lexer.fail("no more than " + std::to_string(context_.limits.registers) + " registers in one function");
  }
}

void Scopes::bind(std::string_view name, Named named, std::size_t depth) {
  Binding& binding = names_[name];
  scopes_[depth - 1].hidden.push_back({name, binding});
  binding = {named, depth};
}

void Scopes::declare(std::string_view name, Named named) {
  const auto found = names_.find(name);
  if (found != names_.end() && found->second.depth == depth()) {
    context_.lexer.fail("a name that is new in its scope instead of a second " + quoted(name));
  }
  bind(name, named, depth());
}

void Scopes::declareRegister(const Register& reg) {
  count(1);
  declare(reg.name, {Meaning::reg, static_cast<std::uint32_t>(function_.registers.size())});
  function_.registers.push_back(reg);
}

void Scopes::declareRegisters(const Register& reg, std::uint32_t number) {
  count(number);
  const auto index = static_cast<std::uint32_t>(ranges_.size());
  const auto outer = prefixes_.find(reg.name);
  ranges_.push_back({reg, number, depth(), outer == prefixes_.end() ? none : outer->second});
  prefixes_[reg.name] = index;
  scopes_.back().ranges.push_back(index);
  if (depth() > bodyDepth) ++nestedRanges_;
}

void Scopes::declareVariable(std::string_view name, std::uint32_t index) { declare(name, {Meaning::variable, index}); }

void Scopes::declareParameter(std::string_view name) { declare(name, {Meaning::parameter, none}); }

void Scopes::declareLabel(std::string_view name, std::uint32_t index) {
  if (!scopes_.back().labels.emplace(name, index).second) {
    context_.lexer.fail("a label that is new in its scope instead of a second " + quoted(name));
  }
}

Scopes::Named Scopes::find(std::string_view name) {
  const auto found = names_.find(name);
  if (found == names_.end()) return findInRanges(name, 0).named;
  if (nestedRanges_ > 0) {
    const Binding nearer = findInRanges(name, found->second.depth);
    if (nearer.named.meaning != Meaning::unknown) return nearer.named;
  }
  return found->second.named;
}

Scopes::Binding Scopes::findInRanges(std::string_view name, std::size_t deeperThan) {
  if (prefixes_.empty()) return {};
  // 4294967295 has ten digits: no longer number is one of a range.
  constexpr std::size_t mostDigits = 10;
  std::uint32_t best = none;
  for (std::size_t split = name.size(); split > 1 && isDigit(name[split - 1]) && name.size() - split < mostDigits;) {
    --split;
    if (name[split] == '0' && split + 1 != name.size()) continue;
    std::uint32_t number = 0;
    const char* end = name.data() + name.size();
    if (std::from_chars(name.data() + split, end, number).ec != std::errc()) continue;
    const auto prefix = prefixes_.find(name.substr(0, split));
    for (std::uint32_t i = prefix == prefixes_.end() ? none : prefix->second; i != none; i = ranges_[i].hidden) {
      if (number >= ranges_[i].count) continue;
      if (best == none || ranges_[i].depth > ranges_[best].depth) best = i;
      break;
    }
  }
  if (best == none || ranges_[best].depth <= deeperThan) return {};
  const Named named{Meaning::reg, static_cast<std::uint32_t>(function_.registers.size())};
  Register reg = ranges_[best].reg;
  reg.name = name;
  function_.registers.push_back(reg);
  // It lives as long as its range, not as the scope that names it first.
  bind(name, named, ranges_[best].depth);
  return {named, ranges_[best].depth};
}

void Scopes::resolveLater(Operand& operand, std::uint32_t line, bool mustBeLabel) {
  scopes_.back().pending.push_back({operand.text, line, mustBeLabel, &operand, none, 0});
}

void Scopes::resolveTargetsLater(std::uint32_t label, std::uint32_t line) {
  const std::vector<std::string_view>& targets = function_.labels[label].targets;
  for (std::uint32_t i = 0; i < targets.size(); ++i) {
    scopes_.back().pending.push_back({targets[i], line, true, nullptr, label, i});
  }
}

void Scopes::settle(const Pending& pending, std::uint32_t label) {
  if (pending.operand == nullptr) {
    function_.labels[pending.label].targetLabels[pending.target] = label;
    return;
  }
  if (pending.operand->value != 0) failAt(pending.line, "a label without an offset", quoted(pending.name));
  pending.operand->kind = OperandKind::label;
  pending.operand->index = label;
}

void Scopes::giveUp(const Pending& pending) {
  if (pending.mustBeLabel) failAt(pending.line, "the name of a label of this function", quoted(pending.name));
  context_.uses.push_back({pending.name, pending.line});
}

}  // namespace warpsmith::ptx
