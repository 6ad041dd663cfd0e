#include "abilities/reach.h"

#include <set>

#include "instrument/opcode.h"
#include "instrument/symbols.h"

namespace warpsmith::abilities {

using ptx::Operand;
using ptx::OperandKind;

CallSite callSiteOf(const ptx::Instruction& call) {
  CallSite site;
  for (const Operand& operand : call.operands) {
    if (operand.kind == OperandKind::list) {
      (site.target == nullptr ? site.results : site.arguments) = &operand;
    } else if (site.target == nullptr && (operand.kind == OperandKind::symbol || operand.kind == OperandKind::reg)) {
      site.target = &operand;
    }
  }
  return site;
}

Reach::Reach(const ptx::Module& module, const std::vector<std::string>& kernels) : module_(module) {
  std::set<std::string_view> named;
  for (const ptx::Function& function : module.functions) {
    for (const ptx::Instruction& instruction : function.instructions) {
      if (instrument::rootOf(instruction.opcode) == "call") continue;
      for (const Operand& operand : instruction.operands) instrument::collectSymbols(operand, named);
    }
  }
  for (const ptx::Variable& variable : module.variables) {
    for (const ptx::Variable::Reference& reference : variable.references) named.insert(reference.symbol);
  }
  for (const ptx::Function& function : module.functions) {
    if (function.isDefined && !function.isEntry && named.count(function.name) != 0) pointed_.push_back(&function);
  }
  for (const std::string& kernel : kernels) {
    const ptx::Function* function = module.function(kernel);
    if (function != nullptr && function->isDefined) add(*function, static_cast<std::uint32_t>(functions_.size()));
  }
  for (std::size_t i = 0; i < functions_.size(); ++i) {
    const ptx::Function& function = *functions_[i];
    for (const ptx::Instruction& instruction : function.instructions) {
      if (instrument::rootOf(instruction.opcode) == "call") follow(callSiteOf(instruction), kernels_[i]);
    }
  }
}

void Reach::follow(const CallSite& site, std::uint32_t kernel) {
  if (site.target == nullptr) return;
  if (site.target->kind == OperandKind::symbol) {
    const ptx::Function* callee =
        indexOf(site.target->text) == ptx::none ? module_.function(site.target->text) : nullptr;
    if (callee != nullptr && callee->isDefined) add(*callee, kernel);
  } else if (!callsPointers_) {
    callsPointers_ = true;
    for (const ptx::Function* callee : pointed_) add(*callee, kernel);
  }
}

void Reach::add(const ptx::Function& function, std::uint32_t kernel) {
  if (!indices_.emplace(function.name, static_cast<std::uint32_t>(functions_.size())).second) return;
  functions_.push_back(&function);
  kernels_.push_back(kernel);
}

std::uint32_t Reach::indexOf(std::string_view name) const {
  const auto found = indices_.find(name);
  return found == indices_.end() ? ptx::none : found->second;
}

std::vector<std::uint32_t> Reach::callees(const CallSite& site) const {
  std::vector<std::uint32_t> found;
  const auto add = [&](std::string_view name) {
    const std::uint32_t index = indexOf(name);
    if (index != ptx::none) found.push_back(index);
  };
  if (site.target == nullptr) return found;
  if (site.target->kind == OperandKind::symbol) {
    add(site.target->text);
  } else {
    for (const ptx::Function* function : pointed_) add(function->name);
  }
  return found;
}

std::vector<std::uint32_t> Reach::from(std::uint32_t kernel) const {
  std::vector<bool> seen(functions_.size(), false);
  std::vector<std::uint32_t> found{kernel};
  seen[kernel] = true;
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const ptx::Instruction& instruction : functions_[found[i]]->instructions) {
      if (instrument::rootOf(instruction.opcode) != "call") continue;
      for (const std::uint32_t callee : callees(callSiteOf(instruction))) {
        if (seen[callee]) continue;
        seen[callee] = true;
        found.push_back(callee);
      }
    }
  }
  return found;
}

}  // namespace warpsmith::abilities
