#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ptx/module.h"
#include "ptx/parse_context.h"

namespace warpsmith::ptx {

// The names of one function while it is parsed: registers, variables, parameters and labels, each known from its
// declaration (labels: throughout) to the end of its scope, where it hides what has its name outside.
class Scopes {
 public:
  enum class Meaning : std::uint8_t { unknown, reg, variable, parameter };
  struct Named {
    Meaning meaning = Meaning::unknown;
    std::uint32_t index = none;
  };

  // The outermost scope, of the parameters, is open from the start.
  Scopes(ParseContext& context, Function& function);

  void open();
  void close();
  std::size_t depth() const noexcept { return scopes_.size(); }

  void declareRegister(const Register& reg);
  // %r<100>: `reg` has the name without its number.
  void declareRegisters(const Register& reg, std::uint32_t count);
  void declareVariable(std::string_view name, std::uint32_t index);
  void declareParameter(std::string_view name);
  void declareLabel(std::string_view name, std::uint32_t index);

  Named find(std::string_view name);

  // The operand names something that may be a label: it becomes one, or a symbol, when its scope ends. Its place in
  // memory must not change until then.
  void resolveLater(Operand& operand, std::uint32_t line, bool mustBeLabel);
  // The same for the targets of a .branchtargets.
  void resolveTargetsLater(std::uint32_t label, std::uint32_t line);

 private:
  struct Binding {
    Named named;
    std::size_t depth = 0;
  };
  // A range that was declared and the one of the same prefix that it hides.
  struct Range {
    Register reg;
    std::uint32_t count = 0;
    std::size_t depth = 0;
    std::uint32_t hidden = none;
  };
  struct Hidden {
    std::string_view name;
    Binding before;
  };
  // Waits for the end of its scope: an operand, or one target of a label.
  struct Pending {
    std::string_view name;
    std::uint32_t line = 0;
    bool mustBeLabel = false;
    Operand* operand = nullptr;
    std::uint32_t label = none;
    std::uint32_t target = 0;
  };
  struct Scope {
    std::vector<Hidden> hidden;
    std::vector<std::uint32_t> ranges;
    std::unordered_map<std::string_view, std::uint32_t> labels;
    std::vector<Pending> pending;
  };

  void bind(std::string_view name, Named named, std::size_t depth);
  void declare(std::string_view name, Named named);
  void count(std::uint32_t registers);
  Binding findInRanges(std::string_view name, std::size_t deeperThan);
  void settle(const Pending& pending, std::uint32_t label);
  void giveUp(const Pending& pending);

  ParseContext& context_;
  Function& function_;
  std::unordered_map<std::string_view, Binding> names_;
  std::unordered_map<std::string_view, std::uint32_t> prefixes_;
  std::vector<Range> ranges_;
  std::vector<Scope> scopes_;
  std::size_t registers_ = 0;
  std::size_t nestedRanges_ = 0;
};

}  // namespace warpsmith::ptx
