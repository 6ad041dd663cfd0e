#include "instrument/edits.h"

#include <utility>

namespace warpsmith::instrument {

namespace {

struct Class {
  RegisterClass kind;
  const char* type;
  char letter;
};

constexpr Class classes[] = {{RegisterClass::pred, "pred", 'p'},
                             {RegisterClass::b16, "b16", 'h'},
                             {RegisterClass::b32, "b32", 'r'},
                             {RegisterClass::b64, "b64", 'd'}};

}  // namespace

Edits::Edits(const ptx::Function& function, std::string prefix)
    : function_(function),
      prefix_(std::move(prefix)),
      before_(function.instructions.size()),
      after_(function.instructions.size()),
      removed_(function.instructions.size(), false) {}

std::string Edits::fresh(RegisterClass kind) {
  const auto place = static_cast<std::size_t>(kind);
  return "%" + prefix_ + classes[place].letter + std::to_string(registers_[place]++);
}

std::string Edits::freshLabel() { return "$" + prefix_ + "L" + std::to_string(labels_++); }

bool Edits::empty() const {
  if (!start_.empty() || !tail_.empty()) return false;
  for (std::size_t i = 0; i < before_.size(); ++i) {
    if (!before_[i].empty() || !after_[i].empty() || removed_[i]) return false;
  }
  return true;
}

void Edits::apply(ptx::Function& function, std::deque<std::string>& names) const {
  std::vector<ptx::Statement> body;
  body.reserve(function.body.size() * 2);
  const auto put = [&](std::string text) {
    if (text.empty()) return;
    ptx::Statement statement;
    statement.kind = ptx::StatementKind::directive;
    statement.text = names.emplace_back(std::move(text));
    body.push_back(statement);
  };
  std::string registers;
  for (const Class& each : classes) {
    const std::uint32_t count = registers_[static_cast<std::size_t>(each.kind)];
    if (count == 0) continue;
    registers +=
        std::string(".reg .") + each.type + " %" + prefix_ + each.letter + "<" + std::to_string(count) + ">;\n\t";
  }
  put(std::move(registers));
  bool started = start_.empty();
  for (const ptx::Statement& statement : function.body) {
    // The start may name variables, which are declared before the first label or instruction.
    if (!started && (statement.kind == ptx::StatementKind::instruction || statement.kind == ptx::StatementKind::label ||
                     statement.kind == ptx::StatementKind::scopeOpen)) {
      put(start_);
      started = true;
    }
    if (statement.kind != ptx::StatementKind::instruction) {
      body.push_back(statement);
      continue;
    }
    put(before_[statement.index]);
    if (!removed_[statement.index]) body.push_back(statement);
    put(after_[statement.index]);
  }
  put(tail_);
  function.body = std::move(body);
}

std::string freePrefix(const ptx::Module& module) {
  for (unsigned i = 0;; ++i) {
    std::string prefix = i == 0 ? "ws_" : "ws" + std::to_string(i) + "_";
    if (module.text.find(prefix) == std::string::npos) return prefix;
  }
}

}  // namespace warpsmith::instrument
