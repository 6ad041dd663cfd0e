#include <map>
#include <set>
#include <string>

#include "abilities/ability.h"
#include "instrument/opcode.h"

// What an instruction or a call says by itself.
namespace warpsmith::abilities {

namespace {

using instrument::hasPart;
using instrument::rootOf;
using ptx::Operand;
using ptx::OperandKind;

// Cache policies that createpolicy makes, by their highest byte: evict_normal and evict_first (of the whole).
// NVIDIA states the encoding nowhere; CUTLASS names these values (cute/arch/copy_sm90_desc.hpp, TMA::CacheHintSm90).
constexpr std::uint64_t evictNormal = 0x1000000000000000u;
constexpr std::uint64_t evictFirst = 0x12F0000000000000u;

class Instructions {
 public:
  Instructions(const Reach& reach, const ptx::Module& module, Findings& findings)
      : reach_(reach), module_(module), findings_(findings) {}

  void run() {
    for (function_ = 0; function_ < reach_.functions().size(); ++function_) {
      const auto& instructions = reach_.functions()[function_]->instructions;
      policies_ = {};
      for (std::uint32_t at = 0; at < instructions.size(); ++at) instruction(at);
    }
  }

 private:
  void instruction(std::uint32_t at);
  void call(std::uint32_t at);
  void cachePolicy(std::uint32_t at);
  // Whether the register can only hold policies that keep nothing in the L2, or that their own instruction tells of.
  bool isPlainPolicy(std::uint32_t reg);
  void add(AbilityKind kind, std::uint32_t at, std::string_view subject = {}) {
    findings_.add(kind, {function_, at}, subject);
  }

  const Reach& reach_;
  const ptx::Module& module_;
  Findings& findings_;
  std::uint32_t function_ = 0;
  // Of the function: registers that some instruction sets to another value than a plain policy.
  std::optional<std::set<std::uint32_t>> policies_;
};

bool isPlain(const Operand& operand) {
  const auto bits = static_cast<std::uint64_t>(operand.value);
  return operand.kind == OperandKind::integer && (bits == 0 || bits == evictNormal || bits == evictFirst);
}

void setRegisters(const Operand& operand, std::set<std::uint32_t>& into) {
  if (operand.kind == OperandKind::reg) into.insert(operand.index);
  if (operand.kind == OperandKind::address) return;
  for (const Operand& element : operand.elements) setRegisters(element, into);
}

bool Instructions::isPlainPolicy(std::uint32_t reg) {
  if (!policies_) {
    policies_.emplace();
    for (const ptx::Instruction& instruction : reach_.functions()[function_]->instructions) {
      if (instruction.operands.empty() || !setsFirstOperand(instruction)) continue;
      const std::string_view root = rootOf(instruction.opcode);
      if (root == "createpolicy") continue;
      if (root == "mov" && instruction.operands.size() == 2 && isPlain(instruction.operands[1])) continue;
      setRegisters(instruction.operands[0], *policies_);
    }
  }
  return policies_->count(reg) == 0;
}

void Instructions::cachePolicy(std::uint32_t at) {
  const ptx::Instruction& instruction = reach_.functions()[function_]->instructions[at];
  if (instruction.operands.empty()) return;
  const Operand& policy = instruction.operands.back();
  const bool isFine = policy.kind == OperandKind::reg ? isPlainPolicy(policy.index) : isPlain(policy);
  if (!isFine) add(AbilityKind::l2Persisting, at);
}

void Instructions::call(std::uint32_t at) {
  const ptx::Instruction& instruction = reach_.functions()[function_]->instructions[at];
  const CallSite site = callSiteOf(instruction);
  if (site.target == nullptr || site.target->kind != OperandKind::symbol) return;
  const std::string_view name = site.target->text;
  const ptx::Function* callee = module_.function(name);
  if (callee != nullptr && callee->isDefined) return;
  if (name == "__assertfail") return;
  if (name == "vprintf") return add(AbilityKind::print, at, "printf");
  if (name == "malloc" || name == "free") return add(AbilityKind::heap, at, name);
  // cudaGetParameterBufferV2, cudaLaunchDeviceV2, cudaDeviceSynchronize, cudaCGSynchronize and the like.
  if (name.substr(0, 4) == "cuda" || name.substr(0, 6) == "__cuda") return add(AbilityKind::deviceLaunch, at, name);
  add(AbilityKind::externalCall, at, name);
}

void Instructions::instruction(std::uint32_t at) {
  const std::string_view opcode = reach_.functions()[function_]->instructions[at].opcode;
  const std::string_view root = rootOf(opcode);
  if (root == "call") return call(at);
  if (root == "nanosleep") return add(AbilityKind::sleep, at);
  if (root == "griddepcontrol") return add(AbilityKind::dependentLaunch, at);
  if (root == "discard") return add(AbilityKind::l2Discard, at);
  if (root == "tensormap") return add(AbilityKind::tensorMapWrite, at);
  if (opcode.find("L2::evict_last") != std::string_view::npos) return add(AbilityKind::l2Persisting, at);
  if (hasPart(opcode, "L2::cache_hint")) cachePolicy(at);
  if (root == "applypriority" || (root == "cp" && hasPart(opcode, "prefetch"))) add(AbilityKind::l2Hint, at);
  // A part of the lines is kept, or all that came before.
  if (root == "createpolicy" && opcode.find("evict_unchanged") != std::string_view::npos) add(AbilityKind::l2Hint, at);
}

}  // namespace

void findInstructions(const Reach& reach, const ptx::Module& module, Findings& findings) {
  Instructions(reach, module, findings).run();
}

}  // namespace warpsmith::abilities
