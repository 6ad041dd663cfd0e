#include "abilities/ability.h"

// Loops that end when another block has written something.
namespace warpsmith::abilities {

namespace {

// Steps that loops are looked for in, for all functions together.
constexpr std::size_t mostSteps = 50'000'000;

bool waits(const ptx::Function& function, const Flow& flow, std::uint32_t index, const Loop& loop) {
  for (const std::uint32_t block : loop.exits) {
    const ptx::Instruction& last = function.instructions[flow.control(index).graph().blocks[block].last];
    if (last.guard != ptx::none && (flow.marksOf(index, last.guard) & waitMark) != 0) return true;
  }
  return false;
}

}  // namespace

void findSpins(const Reach& reach, const Flow& flow, Findings& findings) {
  for (std::uint32_t index = 0; index < reach.functions().size(); ++index) {
    const ptx::Function& function = *reach.functions()[index];
    std::vector<Place> watches;
    for (std::uint32_t at = 0; at < function.instructions.size(); ++at) {
      if (flow.isWatch({index, at})) watches.push_back({index, at});
    }
    if (watches.empty()) continue;
    for (const Loop& loop : loopsOf(flow.control(index).graph(), mostSteps)) {
      if (!waits(function, flow, index, loop)) continue;
      for (const Place& watch : watches) {
        if (!loop.holds[flow.control(index).blockOf(watch.instruction)]) continue;
        findings.add(AbilityKind::spin, watch);
        break;
      }
    }
  }
}

}  // namespace warpsmith::abilities
