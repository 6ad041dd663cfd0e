#include "instrument/instrument.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "error.h"
#include "instrument/accesses.h"
#include "instrument/barrier_counts.h"
#include "instrument/barriers.h"
#include "instrument/calls.h"
#include "instrument/deadline.h"
#include "instrument/matrix_operands.h"
#include "instrument/report.h"
#include "instrument/tensor_copies.h"
#include "ptx/parser.h"
#include "ptx/printer.h"

namespace warpsmith::instrument {

namespace {

constexpr std::size_t leastBounds = 1;

void refuseOwnNames(const ptx::Module& module) {
  for (const char* name : {boundsName, reportName}) {
    if (module.variable(name) != nullptr || module.function(name) != nullptr) {
      throw Error("bad-plan",
                  std::string("Expected no variable or function named ") + name + ", which the safe run needs itself.");
    }
  }
}

void addDirective(ptx::Module& module, ptx::Function& function, const char* name, std::string text) {
  ptx::Directive directive;
  directive.name = name;
  directive.text = module.names.emplace_back(std::move(text));
  function.directives.push_back(directive);
}

// Without a limit of its own a kernel would take whatever registers it likes, and then fit no block as large as the
// plan's.
void limitThreads(ptx::Module& module, ptx::Function& function, std::uint32_t threads) {
  if (threads == 0) return;
  for (const ptx::Directive& directive : function.directives) {
    if (directive.name == "maxntid" || directive.name == "reqntid") return;
  }
  addDirective(module, function, "maxntid", ".maxntid " + std::to_string(threads) + ", 1, 1");
}

// Functions are compared with by name wherever a pointer is called, which may be before they are defined.
void declareTargets(ptx::Module& module, const CallGraph& calls) {
  std::vector<ptx::Function> declarations;
  for (const std::string_view name : calls.targets()) {
    const ptx::Function& target = *module.function(name);
    ptx::Function declaration;
    declaration.name = target.name;
    declaration.isVisible = target.isVisible;
    declaration.isWeak = target.isWeak;
    declaration.returns = target.returns;
    declaration.parameters = target.parameters;
    declarations.push_back(std::move(declaration));
  }
  for (ptx::Function& declaration : declarations) {
    module.functions.push_back(std::move(declaration));
    const ptx::TopLevel item{ptx::TopLevelKind::function, static_cast<std::uint32_t>(module.functions.size() - 1)};
    module.order.insert(module.order.begin(), item);
  }
}

std::uint64_t sharedBytes(const std::vector<ptx::Variable>& variables) {
  std::uint64_t bytes = 0;
  for (const ptx::Variable& variable : variables) {
    if (variable.space != ptx::Space::shared || variable.isExtern) continue;
    const std::uint64_t alignment = std::max<std::uint64_t>(variable.alignment, ptx::bytesOf(variable.type));
    bytes = (bytes + alignment - 1) / std::max<std::uint64_t>(alignment, 1) * alignment + variable.bytes();
  }
  return bytes;
}

// Static shared memory of a kernel, at most: of its own, of the module and of all that it might call.
std::uint64_t staticShared(const ptx::Module& module, std::string_view kernel) {
  std::uint64_t bytes = sharedBytes(module.variables);
  for (const ptx::Function& function : module.functions) {
    if (!function.isEntry || function.name == kernel) bytes += sharedBytes(function.variables);
  }
  return bytes;
}

// The module's barriers, unless a block has no room for what watching them needs.
BarrierUse watchedBarriers(const ptx::Module& module, const Options& options, ModulePlan& plan) {
  BarrierUse use = barrierUse(module);
  use.memory = use.memory || plan.usesClusters();
  // 227 KB are a block's on compute capability 9.0.
  constexpr std::uint64_t mostShared = 227 * 1024;
  for (const auto& [name, kernel] : options.kernels) {
    if (kernel.dynamicShared + staticShared(module, name) + barrierBytes(use) <= mostShared) continue;
    plan.noteUnchecked("barriers that not all threads reach, as " + name + " leaves no shared memory for it", 0);
    return {};
  }
  return use;
}

bool hasLoops(const ptx::Module& module) {
  return std::any_of(module.functions.begin(), module.functions.end(), [](const ptx::Function& function) {
    if (function.instructions.empty()) return false;
    const std::vector<bool> heads = ptx::FlowGraph(function).loopHeads();
    return std::find(heads.begin(), heads.end(), true) != heads.end();
  });
}

void declare(ptx::Module& module, const std::string& text, std::size_t place) {
  module.others.push_back(module.names.emplace_back(text));
  const ptx::TopLevel item{ptx::TopLevelKind::other, static_cast<std::uint32_t>(module.others.size() - 1)};
  module.order.insert(module.order.begin() + static_cast<std::ptrdiff_t>(place), item);
}

}  // namespace

Instrumented instrument(std::string ptx, const Options& options) {
  const std::shared_ptr<ptx::Module> module = ptx::parse(std::move(ptx));
  refuseOwnNames(*module);
  ModulePlan plan(*module, options.mode, options.kernels, options.ranges);
  const CallGraph calls(*module);
  const std::string prefix = freePrefix(*module);
  const BarrierUse barriers = watchedBarriers(*module, options, plan);
  plan.takeShared(prefix + "sync", barrierBytes(barriers));
  if (calls.hasPointers()) declareTargets(*module, calls);
  const bool clocked = barrierBytes(barriers) != 0 || hasLoops(*module) || calls.hasCalls();
  for (ptx::Function& function : module->functions) {
    if (!function.isDefined || function.instructions.empty()) continue;
    FunctionPlan functionPlan(plan, function, prefix);
    const ptx::FlowGraph graph(function);
    checkTensorCopies(functionPlan);
    checkBarrierCounts(functionPlan);
    checkAccesses(functionPlan, graph);
    checkMatrixOperands(functionPlan, graph);
    watchCalls(functionPlan, calls);
    watchLoops(functionPlan, graph);
    watchBarriers(functionPlan, graph, barriers);
    if (function.isEntry && clocked) startClock(functionPlan);
    functionPlan.finish();
    functionPlan.edits().apply(function, module->names);
    if (function.isEntry) limitThreads(*module, function, plan.kernel(function.name).threads);
  }
  Instrumented result;
  result.boundsBytes = std::max(plan.bounds().size(), leastBounds) * bytesOfBound;
  result.reportBytes = reportBytes;
  if (plan.ownSharedBytes() != 0) {
    declare(*module, ".shared .align 16 .b8 " + plan.ownShared() + "[" + std::to_string(plan.ownSharedBytes()) + "];",
            0);
  }
  declare(*module,
          std::string(".visible .") + plan.boundsSpace() + " .align 16 .b8 " + boundsName + "[" +
              std::to_string(result.boundsBytes) + "];",
          0);
  declare(*module,
          std::string(".visible .global .align 64 .b8 ") + reportName + "[" + std::to_string(reportBytes) + "];", 0);
  result.ptx = ptx::print(*module);
  result.bounds = plan.bounds();
  result.sites = plan.sites();
  result.unchecked = plan.unchecked();
  return result;
}

}  // namespace warpsmith::instrument
