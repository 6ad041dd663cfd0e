#include "sim/module.h"

#include <utility>

#include "error.h"
#include "sim/program.h"

namespace warpsmith::sim {

Module::Module(std::shared_ptr<const ptx::Module> ptx, std::shared_ptr<AddressSpace> space)
    : ptx_(ptx), program_(std::make_unique<Program>(std::move(ptx), std::move(space))) {}

Module::~Module() = default;

std::shared_ptr<Kernel> Module::kernel(const std::string& symbol) {
  const std::uint32_t function = program_->functionIndex(symbol);
  if (function == noIndex || !ptx_->functions[function].isEntry) {
    throw Error("bad-plan", "Expected a kernel of the module but found no \"" + symbol + "\" in it.");
  }
  return std::make_shared<Kernel>(shared_from_this(), function);
}

std::shared_ptr<Allocation> Module::variable(const std::string& name) {
  const Program::GlobalVariable* found = program_->global(name);
  if (found == nullptr || !found->memory) {
    throw Error("bad-plan", "Expected a variable of the module but found no \"" + name + "\" in it.");
  }
  // Owned together with the module, whose code refers to it.
  using Owner = std::pair<std::shared_ptr<Module>, std::shared_ptr<Allocation>>;
  auto owner = std::make_shared<Owner>(shared_from_this(), found->memory);
  return {owner, owner->second.get()};
}

Kernel::Kernel(std::shared_ptr<Module> module, std::uint32_t function)
    : module_(std::move(module)), function_(function), name_(module_->ptx().functions[function].name) {
  Program& program = module_->program();
  const FunctionCode& code = program.code(function);
  for (const PlacedVariable& parameter : code.parameters) {
    parameterBytes_.push_back(static_cast<std::uint32_t>(parameter.bytes));
  }
  staticShared_ = program.staticSharedOf(function);
  local_ = code.localBytes;
  for (const ptx::Directive& directive : code.function->directives) {
    if (directive.name != "maxntid" && directive.name != "reqntid") continue;
    std::uint64_t threads = 1;
    for (const std::int64_t value : directive.values) threads *= static_cast<std::uint64_t>(value);
    if (threads < maxThreadsPerBlock_ && threads > 0) maxThreadsPerBlock_ = static_cast<std::uint32_t>(threads);
  }
}

}  // namespace warpsmith::sim
