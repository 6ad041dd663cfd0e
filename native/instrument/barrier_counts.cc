#include "instrument/barrier_counts.h"

#include <string>
#include <utility>

#include "instrument/opcode.h"
#include "instrument/refuse.h"
#include "ptx/print_body.h"

namespace warpsmith::instrument {

namespace {

// PTX ISA, Contents of the mbarrier object.
constexpr std::int64_t mostArrivals = (1 << 20) - 1;

void check(FunctionPlan& plan, std::uint32_t at) {
  const ptx::Instruction& instruction = plan.function().instructions[at];
  const ptx::Operand& count = instruction.operands[1];
  const bool known = count.kind == ptx::OperandKind::integer;
  if (known && count.value >= 1 && count.value <= mostArrivals) return;
  Site site = plan.siteAt(instruction, SiteKind::trap);
  site.message = "Expected an mbarrier of 1 to " + std::to_string(mostArrivals) + " arrivals but found " +
                 (known ? std::to_string(count.value) : std::string("fewer or more")) + ".";
  const std::string arrivals = plan.edits().fresh(RegisterClass::b32);
  ptx::Writer out(plan.module().module());
  ptx::printOperand(out, plan.function(), count, {});
  // None is below 1 without a sign, and then more than the most.
  const std::string text =
      "mov.b32 " + arrivals + ", " + out.take() + ";\n\tsub.u32 " + arrivals + ", " + arrivals + ", 1;\n\t";
  refuseWhere(plan, at, text, "setp.ge.u32", arrivals + ", " + std::to_string(mostArrivals), std::move(site));
}

}  // namespace

void checkBarrierCounts(FunctionPlan& plan) {
  constexpr std::size_t operands = 2;
  for (std::uint32_t i = 0; i < plan.function().instructions.size(); ++i) {
    const ptx::Instruction& instruction = plan.function().instructions[i];
    if (rootOf(instruction.opcode) != "mbarrier" || !hasPart(instruction.opcode, "init")) continue;
    if (instruction.operands.size() == operands) check(plan, i);
  }
}

}  // namespace warpsmith::instrument
