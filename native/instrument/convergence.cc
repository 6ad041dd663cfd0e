#include "instrument/convergence.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "instrument/opcode.h"
#include "ptx/dominators.h"

namespace warpsmith::instrument {

namespace {

using ptx::Operand;
using ptx::OperandKind;

// Special registers that are the same for all lanes of a warp.
bool isUniform(std::string_view special) {
  static constexpr std::array<std::string_view, 8> names{"%ntid", "%ctaid",  "%nctaid", "%cluster",
                                                         "%smid", "%gridid", "%warpid", "%nwarpid"};
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return special.substr(0, name.size()) == name; }) ||
         special.find("smem_size") != std::string_view::npos;
}

bool computes(std::string_view root) {
  static constexpr std::array<std::string_view, 34> roots{
      "mov", "add",  "sub",  "mul",  "mad", "mul24", "mad24", "shl",  "shr",      "shf",  "and", "or",
      "xor", "not",  "neg",  "abs",  "min", "max",   "cvt",   "cvta", "selp",     "setp", "set", "bfe",
      "bfi", "prmt", "lop3", "popc", "clz", "rem",   "div",   "fma",  "isspacep", "mapa"};
  return std::find(roots.begin(), roots.end(), root) != roots.end();
}

class Convergence {
 public:
  Convergence(const ptx::Function& function, const ptx::FlowGraph& graph)
      : function_(function),
        graph_(graph),
        varies_(function.registers.size(), false),
        together_(graph.blocks.size(), true) {
    findEnds();
    findPostDominators();
  }

  std::vector<bool> run();

 private:
  void findEnds();
  void findPostDominators();
  bool varies(const Operand& operand) const;
  bool varies(const ptx::Instruction& instruction) const;
  bool spreadValues();
  bool spreadBranches();
  bool mark(const Operand& target);
  // Where lanes may go on; a block in which they only end is none of them.
  std::vector<std::uint32_t> ways(std::uint32_t block) const;

  const ptx::Function& function_;
  const ptx::FlowGraph& graph_;
  std::vector<bool> varies_;    // by register: lanes of a warp may differ
  std::vector<bool> together_;  // by block
  std::vector<bool> ends_;      // by block: it only ends the thread
  std::vector<std::uint32_t> postDominators_;
};

void Convergence::findEnds() {
  ends_.reserve(graph_.blocks.size());
  for (const ptx::BasicBlock& block : graph_.blocks) {
    const std::string_view root = rootOf(function_.instructions[block.first].opcode);
    ends_.push_back(block.first == block.last && (root == "ret" || root == "exit" || root == "trap"));
  }
}

std::vector<std::uint32_t> Convergence::ways(std::uint32_t block) const {
  std::vector<std::uint32_t> ways;
  for (const std::uint32_t next : graph_.blocks[block].successors) {
    if (!ends_[next]) ways.push_back(next);
  }
  return ways;
}

void Convergence::findPostDominators() {
  const auto end = static_cast<std::uint32_t>(graph_.blocks.size());
  ptx::Edges backwards(end + 1);
  ptx::Edges forwards(end + 1);
  const auto add = [&](std::uint32_t from, std::uint32_t to) {
    forwards[from].push_back(to);
    backwards[to].push_back(from);
  };
  for (std::uint32_t block = 0; block < end; ++block) {
    const std::vector<std::uint32_t> next = ways(block);
    for (const std::uint32_t way : next) add(block, way);
    if (next.empty()) add(block, end);
  }
  postDominators_ = ptx::immediateDominators(backwards, forwards, end);
}

bool Convergence::varies(const Operand& operand) const {
  switch (operand.kind) {
    case OperandKind::reg:
      return varies_[operand.index];
    case OperandKind::special:
      return !isUniform(operand.text);
    default:
      return std::any_of(operand.elements.begin(), operand.elements.end(),
                         [&](const Operand& element) { return varies(element); });
  }
}

bool Convergence::varies(const ptx::Instruction& instruction) const {
  const std::string_view root = rootOf(instruction.opcode);
  if (instruction.guard != ptx::none && varies_[instruction.guard]) return true;
  if (root == "ld") {
    const bool fixed = hasPart(instruction.opcode, "param") || hasPart(instruction.opcode, "const");
    return !fixed || instruction.operands.size() != 2 || varies(instruction.operands[1]);
  }
  if (!computes(root)) return true;
  return std::any_of(instruction.operands.begin() + 1, instruction.operands.end(),
                     [&](const Operand& operand) { return varies(operand); });
}

bool Convergence::mark(const Operand& target) {
  if (isRegister(target) && !varies_[target.index]) {
    varies_[target.index] = true;
    return true;
  }
  bool changed = false;
  if (target.kind == OperandKind::address) return false;
  for (const Operand& element : target.elements) changed = mark(element) || changed;
  return changed;
}

bool Convergence::spreadValues() {
  bool changed = false;
  for (std::uint32_t i = 0; i < function_.instructions.size(); ++i) {
    const ptx::Instruction& instruction = function_.instructions[i];
    if (instruction.operands.empty()) continue;
    if (!together_[graph_.blockOf[i]] || varies(instruction)) changed = mark(instruction.operands[0]) || changed;
  }
  return changed;
}

bool Convergence::spreadBranches() {
  bool changed = false;
  for (std::uint32_t block = 0; block < graph_.blocks.size(); ++block) {
    const ptx::Instruction& end = function_.instructions[graph_.blocks[block].last];
    const std::string_view root = rootOf(end.opcode);
    const bool parts = (root == "bra" && end.guard != ptx::none && varies_[end.guard]) ||
                       (root == "brx" && !end.operands.empty() && varies(end.operands[0]));
    std::vector<std::uint32_t> work = ways(block);
    if (!parts || work.size() < 2) continue;
    // All that lies between the branch and the place where its ways meet.
    const std::uint32_t meeting = postDominators_[block];
    std::vector<bool> seen(graph_.blocks.size(), false);
    while (!work.empty()) {
      const std::uint32_t next = work.back();
      work.pop_back();
      if (next == meeting || seen[next]) continue;
      seen[next] = true;
      changed = changed || together_[next];
      together_[next] = false;
      const std::vector<std::uint32_t> more = ways(next);
      work.insert(work.end(), more.begin(), more.end());
    }
  }
  return changed;
}

std::vector<bool> Convergence::run() {
  if (!function_.isEntry) {
    std::fill(together_.begin(), together_.end(), false);
    return together_;
  }
  // Each round marks more registers or blocks, or is the last.
  while (spreadValues() || spreadBranches()) {
  }
  return together_;
}

}  // namespace

std::vector<bool> reachedByAllLanes(const ptx::Function& function, const ptx::FlowGraph& graph) {
  return Convergence(function, graph).run();
}

}  // namespace warpsmith::instrument
