#include "instrument/refuse.h"

#include <utility>

namespace warpsmith::instrument {

void refuseWhere(FunctionPlan& plan, std::uint32_t at, std::string text, const char* comparison,
                 const std::string& operands, Site site, const std::string& address, const std::string& extra) {
  const ptx::Instruction& instruction = plan.function().instructions[at];
  Edits& edits = plan.edits();
  const std::string refused = edits.fresh(RegisterClass::pred);
  text += std::string(comparison) + " " + refused + ", " + operands + ";\n\t";
  if (instruction.guard != ptx::none) {
    std::string guard(plan.function().registers[instruction.guard].name);
    if (instruction.guardNegated) {
      const std::string negated = edits.fresh(RegisterClass::pred);
      text += "not.pred " + negated + ", " + guard + ";\n\t";
      guard = negated;
    }
    text += "and.pred " + refused + ", " + refused + ", " + guard + ";\n\t";
  }
  const std::string label = plan.leaveLabel(plan.module().site(std::move(site)), address, extra);
  edits.before(at) += text + "@" + refused + " bra " + label + ";\n\t";
}

}  // namespace warpsmith::instrument
