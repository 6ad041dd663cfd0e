#include <set>

#include "abilities/ability.h"
#include "instrument/opcode.h"

// Variables of the module: what one launch writes there the next one finds.
namespace warpsmith::abilities {

namespace {

using ptx::OperandKind;

struct Seen {
  std::optional<Place> written;
  std::optional<Place> used;
};

// The first place that names the variable.
std::optional<Place> firstUse(const Reach& reach, const Flow& flow, const ptx::Variable* variable) {
  for (std::uint32_t function = 0; function < reach.functions().size(); ++function) {
    const auto& instructions = reach.functions()[function]->instructions;
    for (std::uint32_t at = 0; at < instructions.size(); ++at) {
      for (const ptx::Operand& operand : instructions[at].operands) {
        const ptx::Operand& named =
            operand.kind == OperandKind::address && !operand.elements.empty() ? operand.elements[0] : operand;
        if (named.kind == OperandKind::symbol && flow.variable(function, named) == variable) return Place{function, at};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

void findState(const Reach& reach, const Flow& flow, Findings& findings) {
  const Bases& bases = flow.bases();
  std::vector<Seen> seen(bases.count());
  // Writes whose address may be any that got lost in a computation, or that was kept in memory.
  bool writesAnywhere = false;
  for (const MemoryAccess& access : flow.accesses()) {
    if (access.writes && !seen[access.base].written) seen[access.base].written = access.at;
    if (access.reads && !seen[access.base].used) seen[access.base].used = access.at;
    writesAnywhere = writesAnywhere || (access.writes && access.base <= lostBase &&
                                        (access.region == Region::global || access.region == Region::anywhere));
  }
  for (std::uint32_t function = 0; function < reach.functions().size(); ++function) {
    writesAnywhere = writesAnywhere || !flow.isUnderstood(function);
  }
  for (BaseId base = lostBase + 1; base < bases.count(); ++base) {
    const ptx::Variable* variable = bases[base].variable;
    const bool isModules = variable != nullptr && bases[base].varies;
    if (!isModules) continue;
    const bool isLost = bases[base].merged || bases[base].stored;
    if (seen[base].written) {
      findings.add(AbilityKind::moduleState, *seen[base].written, variable->name);
    } else if (isLost && writesAnywhere) {
      if (const auto use = firstUse(reach, flow, variable))
        findings.add(AbilityKind::moduleState, *use, variable->name);
    } else if (seen[base].used || isLost) {
      const auto use = seen[base].used ? seen[base].used : firstUse(reach, flow, variable);
      if (use) findings.add(AbilityKind::moduleConstants, *use, variable->name);
    }
  }
}

}  // namespace warpsmith::abilities
