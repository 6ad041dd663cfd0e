#include "abilities/control.h"

#include "instrument/opcode.h"
#include "ptx/dominators.h"

namespace warpsmith::abilities {

namespace {

bool isTrap(const ptx::Instruction& instruction) { return instrument::rootOf(instruction.opcode) == "trap"; }

bool isReturn(const ptx::Instruction& instruction) {
  const std::string_view root = instrument::rootOf(instruction.opcode);
  return root == "ret" || root == "exit";
}

bool isBranch(const ptx::Instruction& instruction) {
  const std::string_view root = instrument::rootOf(instruction.opcode);
  return root == "bra" || root == "brx";
}

template <typename Follow>
void markFrom(std::vector<std::uint32_t> waiting, std::vector<bool>& marks, Follow next) {
  for (const std::uint32_t block : waiting) marks[block] = true;
  while (!waiting.empty()) {
    const std::uint32_t block = waiting.back();
    waiting.pop_back();
    for (const std::uint32_t to : next(block)) {
      if (marks[to]) continue;
      marks[to] = true;
      waiting.push_back(to);
    }
  }
}

// Whether the function can be left at the end of the block, other than by a trap.
bool leavesAt(const ptx::FlowGraph& graph, const ptx::Function& function, std::uint32_t block) {
  const std::uint32_t at = graph.blocks[block].last;
  const ptx::Instruction& last = function.instructions[at];
  if (isReturn(last)) return true;
  const bool isLast = at + 1 == function.instructions.size();
  const bool fallsThrough = last.guard != ptx::none || (!isTrap(last) && !isBranch(last));
  if (isLast && fallsThrough) return true;
  if (!isBranch(last)) return false;
  // A label at the end of the function.
  for (const ptx::Operand& operand : last.operands) {
    if (operand.kind != ptx::OperandKind::label) continue;
    const ptx::Label& label = function.labels[operand.index];
    if (label.targetLabels.empty() && label.target >= function.instructions.size()) return true;
    for (const std::uint32_t listed : label.targetLabels) {
      if (function.labels[listed].target >= function.instructions.size()) return true;
    }
  }
  return false;
}

}  // namespace

Control::Control(const ptx::Function& function) : function_(function), graph_(function) {
  const auto count = static_cast<std::uint32_t>(graph_.blocks.size());
  std::vector<std::uint32_t> leaving;
  for (std::uint32_t block = 0; block < count; ++block) {
    if (leavesAt(graph_, function, block)) leaving.push_back(block);
  }
  ends_.assign(count, false);
  markFrom(leaving, ends_, [&](std::uint32_t block) -> const auto& { return graph_.blocks[block].predecessors; });
  // Against the direction of control, from one end that all leaving blocks share.
  ptx::Edges up(count + 1);
  ptx::Edges down(count + 1);
  for (std::uint32_t block = 0; block < count; ++block) {
    if (!ends_[block]) continue;
    for (const std::uint32_t next : graph_.blocks[block].successors) {
      if (!ends_[next]) continue;
      down[block].push_back(next);
      up[next].push_back(block);
    }
  }
  for (const std::uint32_t block : leaving) {
    down[block].push_back(count);
    up[count].push_back(block);
  }
  meetingPoints_ = ptx::immediateDominators(up, down, count);
}

bool Control::branches(std::uint32_t block) const {
  const ptx::Instruction& last = function_.instructions[graph_.blocks[block].last];
  if (instrument::rootOf(last.opcode) == "brx") return true;
  return last.guard != ptx::none && (isBranch(last) || isReturn(last) || isTrap(last));
}

std::vector<std::uint32_t> Control::decidedBy(std::uint32_t block) const {
  std::vector<bool> marks(graph_.blocks.size(), false);
  const std::uint32_t meeting = meetingPoints_[block];
  std::vector<std::uint32_t> first;
  for (const std::uint32_t next : graph_.blocks[block].successors) {
    if (next != meeting && ends_[next]) first.push_back(next);
  }
  std::vector<std::uint32_t> inside;
  markFrom(first, marks, [&](std::uint32_t from) {
    inside.clear();
    for (const std::uint32_t next : graph_.blocks[from].successors) {
      if (next != meeting && ends_[next]) inside.push_back(next);
    }
    return inside;
  });
  std::vector<std::uint32_t> found;
  for (std::uint32_t other = 0; other < marks.size(); ++other) {
    if (marks[other]) found.push_back(other);
  }
  return found;
}

std::vector<Loop> loopsOf(const ptx::FlowGraph& graph, std::size_t most) {
  const auto count = static_cast<std::uint32_t>(graph.blocks.size());
  std::vector<Loop> loops;
  if (count == 0) return loops;
  ptx::Edges up(count);
  ptx::Edges down(count);
  for (std::uint32_t block = 0; block < count; ++block) {
    up[block] = graph.blocks[block].predecessors;
    down[block] = graph.blocks[block].successors;
  }
  const std::vector<std::uint32_t> dominators = ptx::immediateDominators(down, up, 0);
  std::size_t steps = 0;
  for (std::uint32_t block = 0; block < count; ++block) {
    if (!graph.blocks[block].reachable) continue;
    for (const std::uint32_t head : graph.blocks[block].successors) {
      std::uint32_t above = block;
      while (above != head && above != ptx::none && ++steps < most) above = dominators[above];
      if (above != head || steps >= most) continue;
      Loop loop;
      loop.head = head;
      loop.holds.assign(count, false);
      loop.holds[head] = true;
      steps += count;
      if (block != head) {
        markFrom({block}, loop.holds, [&](std::uint32_t from) -> const auto& { return up[from]; });
      }
      for (std::uint32_t inside = 0; inside < count; ++inside) {
        if (!loop.holds[inside]) continue;
        for (const std::uint32_t next : down[inside]) {
          if (loop.holds[next]) continue;
          loop.exits.push_back(inside);
          break;
        }
      }
      loops.push_back(std::move(loop));
    }
  }
  return loops;
}

}  // namespace warpsmith::abilities
