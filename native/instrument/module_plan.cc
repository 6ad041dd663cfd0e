#include "instrument/module_plan.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "instrument/report.h"
#include "instrument/symbols.h"

namespace warpsmith::instrument {

namespace {

constexpr std::uint64_t constantBytes = 64 * 1024;
// Entries of `warpsmith_bounds` in constant memory that are allowed for.
constexpr std::uint64_t reservedConstantBytes = 16 * 1024;

// What no instruction names, and no variable's initial value, no pointer can come from.
std::set<std::string_view> namedVariables(const ptx::Module& module) {
  std::set<std::string_view> names;
  for (const ptx::Function& function : module.functions) {
    for (const ptx::Instruction& instruction : function.instructions) {
      for (const ptx::Operand& operand : instruction.operands) collectSymbols(operand, names);
    }
  }
  for (const ptx::Variable& variable : module.variables) {
    for (const ptx::Variable::Reference& reference : variable.references) names.insert(reference.symbol);
  }
  return names;
}

}  // namespace

const char* nameOf(SiteKind kind) {
  switch (kind) {
    case SiteKind::suspicion:
      return "suspicion";
    case SiteKind::access:
      return "access";
    case SiteKind::coordinate:
      return "coordinate";
    case SiteKind::deadline:
      return "deadline";
    case SiteKind::barrier:
      return "barrier";
    case SiteKind::trap:
      return "trap";
    case SiteKind::assertion:
      return "assert";
    case SiteKind::heap:
      return "heap";
    case SiteKind::stackOverflow:
      return "stack-overflow";
    case SiteKind::call:
      return "call";
  }
  return "access";
}

const char* nameOf(BoundKind kind) {
  switch (kind) {
    case BoundKind::access:
      return "access";
    case BoundKind::map:
      return "map";
    case BoundKind::form:
      return "form";
    case BoundKind::stack:
      return "stack";
  }
  return "access";
}

ModulePlan::ModulePlan(const ptx::Module& module, Mode mode, std::map<std::string, KernelUse> kernels,
                       std::uint32_t ranges)
    : module_(module), mode_(mode), kernels_(std::move(kernels)), ranges_(ranges) {
  std::uint64_t constants = 0;
  const std::set<std::string_view> named = namedVariables(module);
  for (const ptx::Variable& variable : module.variables) {
    if (variable.space == ptx::Space::constant) constants += variable.bytes();
    const bool lasting = variable.space == ptx::Space::constant || variable.space == ptx::Space::global;
    if (lasting && named.count(variable.name) != 0) variables_.push_back(&variable);
  }
  const auto countShared = [this](const std::vector<ptx::Variable>& variables) {
    for (const ptx::Variable& variable : variables) sharedVariables_ += variable.space == ptx::Space::shared ? 1 : 0;
  };
  countShared(module.variables);
  for (const ptx::Function& function : module.functions) countShared(function.variables);
  boundsInConstant_ = constants + reservedConstantBytes <= constantBytes;
  usesClusters_ =
      std::any_of(kernels_.begin(), kernels_.end(), [](const auto& use) { return use.second.clusterBlocks > 1; }) ||
      module.text.find(".reqnctapercluster") != std::string::npos;
  usesGridWorkspace_ = module.text.find("%envreg1") != std::string::npos;
  usesParameterAddresses_ = module.text.find("cvta.param") != std::string::npos;
}

void ModulePlan::takeShared(std::string name, std::uint32_t bytes) {
  ownShared_ = std::move(name);
  ownSharedBytes_ = bytes;
}

const KernelUse& ModulePlan::kernel(std::string_view symbol) const {
  static const KernelUse unknown;
  const auto found = kernels_.find(std::string(symbol));
  return found == kernels_.end() ? unknown : found->second;
}

std::uint32_t ModulePlan::bound(const Bound& bound) {
  const auto key =
      std::make_tuple(bound.kernel, bound.parameter, bound.range, bound.first, bound.bytes, bound.writes, bound.kind);
  const auto [found, added] = boundIndex_.emplace(key, static_cast<std::uint32_t>(bounds_.size()));
  if (added) bounds_.push_back(bound);
  return found->second;
}

std::string ModulePlan::loadBound(const Bound& wanted, std::uint32_t offset, const std::string& into) {
  return std::string("ld.") + boundsSpace() + ".u64 " + into + ", [" + boundsName + "+" +
         std::to_string(bound(wanted) * bytesOfBound + offset) + "];\n\t";
}

Bound stackBound() {
  Bound bound{};
  bound.parameter = noParameter;
  bound.kind = BoundKind::stack;
  return bound;
}

std::uint32_t ModulePlan::site(Site site) {
  sites_.push_back(std::move(site));
  return static_cast<std::uint32_t>(sites_.size() - 1);
}

void ModulePlan::noteUnchecked(const std::string& what, std::uint32_t line) {
  const std::string sentence = line == 0 ? what : what + " (line " + std::to_string(line) + ")";
  for (const std::string& known : unchecked_) {
    if (known == sentence) return;
  }
  unchecked_.push_back(sentence);
}

}  // namespace warpsmith::instrument
