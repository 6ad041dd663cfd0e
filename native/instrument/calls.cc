#include "instrument/calls.h"

#include <algorithm>

#include "instrument/opcode.h"
#include "instrument/report.h"
#include "instrument/symbols.h"

namespace warpsmith::instrument {

namespace {

using ptx::Operand;
using ptx::OperandKind;

// What a frame holds besides the function's own variables: saved registers and the return address.
constexpr std::uint64_t frameOverhead = 192;

// Of a call: the function, by symbol or register. The first operand that is neither list nor result.
const Operand* targetOf(const ptx::Instruction& call) {
  for (const Operand& operand : call.operands) {
    if (operand.kind == OperandKind::symbol || operand.kind == OperandKind::reg) return &operand;
  }
  return nullptr;
}

}  // namespace

CallGraph::CallGraph(const ptx::Module& module) : module_(module) {
  std::map<std::string_view, std::vector<std::string_view>> callees;
  std::set<std::string_view> taken;
  std::set<std::string_view> indirect;
  for (const ptx::Function& function : module.functions) {
    for (const ptx::Instruction& instruction : function.instructions) {
      if (rootOf(instruction.opcode) == "call") {
        const Operand* target = targetOf(instruction);
        if (target == nullptr) continue;
        if (target->kind == OperandKind::symbol) {
          callees[function.name].push_back(target->text);
        } else {
          indirect.insert(function.name);
        }
        continue;
      }
      for (const Operand& operand : instruction.operands) collectSymbols(operand, taken);
    }
  }
  for (const ptx::Variable& variable : module.variables) {
    for (const ptx::Variable::Reference& reference : variable.references) taken.insert(reference.symbol);
  }
  for (const ptx::Function& function : module.functions) {
    if (function.isDefined && !function.isEntry && taken.count(function.name) != 0) targets_.push_back(function.name);
  }
  hasPointers_ = !indirect.empty();
  hasCalls_ = hasPointers_ || std::any_of(callees.begin(), callees.end(), [&](const auto& entry) {
                return std::any_of(entry.second.begin(), entry.second.end(), [&](std::string_view name) {
                  const ptx::Function* callee = module.function(name);
                  return callee != nullptr && callee->isDefined;
                });
              });
  for (const std::string_view caller : indirect) {
    callees[caller].insert(callees[caller].end(), targets_.begin(), targets_.end());
  }
  // A function recurses when it reaches itself.
  for (const ptx::Function& function : module.functions) {
    if (!function.isDefined || function.isEntry) continue;
    std::set<std::string_view> seen;
    std::vector<std::string_view> work = callees[function.name];
    while (!work.empty()) {
      const std::string_view next = work.back();
      work.pop_back();
      if (!seen.insert(next).second) continue;
      const auto found = callees.find(next);
      if (found != callees.end()) work.insert(work.end(), found->second.begin(), found->second.end());
    }
    // ptxas reserves no stack for what pointers call.
    const bool pointed = std::find(targets_.begin(), targets_.end(), function.name) != targets_.end();
    if (seen.count(function.name) != 0 || (pointed && !indirect.empty())) recursive_.insert(function.name);
  }
}

std::uint64_t CallGraph::frameBytes(std::string_view name) const {
  const ptx::Function* function = module_.function(name);
  std::uint64_t bytes = frameOverhead;
  if (function == nullptr) return bytes;
  // Parameters of the calls that it makes may lie in it as well.
  for (const ptx::Variable& variable : function->variables) {
    if (variable.space == ptx::Space::local || variable.space == ptx::Space::param) bytes += variable.bytes();
  }
  for (const ptx::Variable& parameter : function->parameters) bytes += parameter.bytes();
  return bytes;
}

namespace {

class Calls {
 public:
  Calls(FunctionPlan& plan, const CallGraph& graph) : plan_(plan), edits_(plan.edits()), graph_(graph) {}

  void run() {
    for (std::uint32_t i = 0; i < plan_.function().instructions.size(); ++i) instruction(i);
  }

 private:
  void instruction(std::uint32_t at);
  void call(std::uint32_t at);
  void jump(std::uint32_t at);
  void rank(std::uint32_t at);
  void instead(std::uint32_t at, Site site);
  void room(std::uint32_t at, std::uint64_t bytes);
  // "@%p1 " or nothing.
  std::string guardOf(const ptx::Instruction& instruction) const;
  void unless(std::uint32_t at, const std::string& allowed, Site site, const std::string& value);

  FunctionPlan& plan_;
  Edits& edits_;
  const CallGraph& graph_;
};

std::string Calls::guardOf(const ptx::Instruction& instruction) const {
  if (instruction.guard == ptx::none) return "";
  return std::string(instruction.guardNegated ? "@!" : "@") +
         std::string(plan_.function().registers[instruction.guard].name) + " ";
}

void Calls::instead(std::uint32_t at, Site site) {
  const ptx::Instruction& instruction = plan_.function().instructions[at];
  const std::string label = plan_.leaveLabel(plan_.module().site(std::move(site)));
  if (rootOf(instruction.opcode) != "call") {
    edits_.before(at) += guardOf(instruction) + "bra " + label + ";\n\t";
    edits_.remove(at);
    return;
  }
  // The call stays, though nobody comes to it: the driver's compiler has crashed on parameters without their call. What
  // is compared is never 0, which the compiler can't know.
  const std::string budget = edits_.fresh(RegisterClass::b64);
  const std::string always = edits_.fresh(RegisterClass::pred);
  std::string text = "ld.volatile.global.u64 " + budget + ", [" + reportName + "+" + std::to_string(budgetOffset) +
                     "];\n\tsetp.ne.u64 " + always + ", " + budget + ", 0;\n\t";
  if (instruction.guard != ptx::none) {
    const std::string guard(plan_.function().registers[instruction.guard].name);
    std::string called = guard;
    if (instruction.guardNegated) {
      called = edits_.fresh(RegisterClass::pred);
      text += "not.pred " + called + ", " + guard + ";\n\t";
    }
    text += "and.pred " + always + ", " + always + ", " + called + ";\n\t";
  }
  edits_.before(at) += text + "@" + always + " bra " + label + ";\n\t";
}

void Calls::unless(std::uint32_t at, const std::string& allowed, Site site, const std::string& value) {
  const ptx::Instruction& instruction = plan_.function().instructions[at];
  std::string text;
  std::string fine = allowed;
  if (instruction.guard != ptx::none) {
    const std::string guard(plan_.function().registers[instruction.guard].name);
    std::string idle = guard;
    if (!instruction.guardNegated) {
      idle = edits_.fresh(RegisterClass::pred);
      text += "not.pred " + idle + ", " + guard + ";\n\t";
    }
    fine = edits_.fresh(RegisterClass::pred);
    text += "or.pred " + fine + ", " + allowed + ", " + idle + ";\n\t";
  }
  const std::uint32_t number = plan_.module().site(std::move(site));
  edits_.before(at) += text + "@!" + fine + " bra " + plan_.leaveLabel(number, value) + ";\n\t";
}

void Calls::room(std::uint32_t at, std::uint64_t bytes) {
  const std::string stack = edits_.fresh(RegisterClass::b64);
  const std::string floor = edits_.fresh(RegisterClass::b64);
  const std::string enough = edits_.fresh(RegisterClass::pred);
  edits_.before(at) += "stacksave.u64 " + stack + ";\n\t" + plan_.module().loadBound(stackBound(), 0, floor) +
                       "add.u64 " + floor + ", " + floor + ", " + std::to_string(bytes) + ";\n\tsetp.ge.u64 " + enough +
                       ", " + stack + ", " + floor + ";\n\t";
  unless(at, enough, plan_.siteAt(plan_.function().instructions[at], SiteKind::stackOverflow), stack);
}

void Calls::call(std::uint32_t at) {
  const ptx::Instruction& instruction = plan_.function().instructions[at];
  const Operand* target = targetOf(instruction);
  if (target == nullptr) return;
  if (target->kind == OperandKind::symbol) {
    if (target->text == "__assertfail") {
      Site site = plan_.siteAt(instruction, SiteKind::assertion);
      instead(at, std::move(site));
    } else if (target->text == "malloc" || target->text == "free") {
      Site site = plan_.siteAt(instruction, SiteKind::heap);
      site.message = std::string(target->text);
      instead(at, std::move(site));
    } else if (graph_.mayRecurse(target->text)) {
      room(at, graph_.frameBytes(target->text));
    }
    return;
  }
  const std::string pointer(plan_.function().registers[target->index].name);
  std::string text;
  std::string known = edits_.fresh(RegisterClass::pred);
  text += "setp.ne.u32 " + known + ", 0, 0;\n\t";
  std::uint64_t most = 0;
  for (const std::string_view name : graph_.targets()) {
    const std::string address = edits_.fresh(RegisterClass::b64);
    const std::string either = edits_.fresh(RegisterClass::pred);
    text += "mov.u64 " + address + ", " + std::string(name) + ";\n\tsetp.eq.or.u64 " + either + ", " + address + ", " +
            pointer + ", " + known + ";\n\t";
    known = either;
    most = std::max(most, graph_.frameBytes(name));
  }
  edits_.before(at) += text;
  unless(at, known, plan_.siteAt(instruction, SiteKind::call), pointer);
  room(at, most);
}

// brx.idx beyond its table.
void Calls::jump(std::uint32_t at) {
  const ptx::Instruction& instruction = plan_.function().instructions[at];
  if (instruction.operands.size() < 2 || !isRegister(instruction.operands[0]) ||
      instruction.operands[1].kind != OperandKind::label) {
    return;
  }
  const std::size_t count = plan_.function().labels[instruction.operands[1].index].targets.size();
  const std::string inside = edits_.fresh(RegisterClass::pred);
  edits_.before(at) += "setp.lt.u32 " + inside + ", " +
                       std::string(plan_.function().registers[instruction.operands[0].index].name) + ", " +
                       std::to_string(count) + ";\n\t";
  unless(at, inside, plan_.siteAt(instruction, SiteKind::call), "0");
}

// mapa of a block that the cluster does not have.
void Calls::rank(std::uint32_t at) {
  const ptx::Instruction& instruction = plan_.function().instructions[at];
  constexpr std::size_t place = 2;
  if (instruction.operands.size() <= place) return;
  const Operand& operand = instruction.operands[place];
  const std::string blocks = edits_.fresh(RegisterClass::b32);
  const std::string block = edits_.fresh(RegisterClass::b32);
  const std::string inside = edits_.fresh(RegisterClass::pred);
  edits_.before(at) += "mov.u32 " + blocks + ", %cluster_nctarank;\n\tmov.b32 " + block + ", " +
                       (isRegister(operand) ? std::string(plan_.function().registers[operand.index].name)
                                            : std::to_string(operand.value)) +
                       ";\n\tsetp.lt.u32 " + inside + ", " + block + ", " + blocks + ";\n\t";
  Site site = plan_.siteAt(instruction, SiteKind::call);
  site.window = Window::shared;
  site.message = "The cluster has no block of this rank.";
  unless(at, inside, std::move(site), "0");
}

void Calls::instruction(std::uint32_t at) {
  const ptx::Instruction& instruction = plan_.function().instructions[at];
  const std::string_view root = rootOf(instruction.opcode);
  if (root == "trap" || root == "brkpt") instead(at, plan_.siteAt(instruction, SiteKind::trap));
  if (root == "call") call(at);
  if (root == "brx") jump(at);
  if (root == "mapa") rank(at);
}

}  // namespace

void watchCalls(FunctionPlan& plan, const CallGraph& calls) { Calls(plan, calls).run(); }

}  // namespace warpsmith::instrument
