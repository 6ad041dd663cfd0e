#include "abilities/ability.h"
#include "instrument/opcode.h"

// Reads of what tells one run from another, and whether anything that a kernel leaves behind depends on them.
namespace warpsmith::abilities {

namespace {

using ptx::Operand;
using ptx::OperandKind;

AbilityKind kindOf(Marks mark, bool reaches) {
  if (mark == clockMark) return AbilityKind::clock;
  return mark == gridMark && !reaches ? AbilityKind::gridBarrier : AbilityKind::specialRegister;
}

template <typename Visit>
void visit(const Operand& operand, Visit see) {
  see(operand);
  for (const Operand& element : operand.elements) visit(element, see);
}

}  // namespace

void findSources(const Reach& reach, const Flow& flow, Findings& findings) {
  for (std::uint32_t function = 0; function < reach.functions().size(); ++function) {
    const auto& instructions = reach.functions()[function]->instructions;
    for (std::uint32_t at = 0; at < instructions.size(); ++at) {
      const auto see = [&](const Operand& operand) {
        if (operand.kind != OperandKind::special) return;
        const Marks mark = marksOfSpecial(operand.text);
        if (mark == 0) return;
        const std::optional<Place> reached = flow.reached(mark);
        const bool reaches = reached.has_value() || !flow.isSettled();
        Ability* ability = findings.add(kindOf(mark, reaches), {function, at}, operand.text);
        if (ability == nullptr) return;
        ability->reaches = reaches;
        if (reached) ability->reachesLine = findings.lineOf(*reached);
      };
      for (const Operand& operand : instructions[at].operands) visit(operand, see);
    }
  }
  // Every kernel has addresses: what counts is where one tells.
  if (const std::optional<Place> told = flow.reached(addressMark)) {
    Ability* ability = findings.add(AbilityKind::addressBits, *told);
    if (ability != nullptr) ability->reachesLine = ability->line;
  }
}

}  // namespace warpsmith::abilities
