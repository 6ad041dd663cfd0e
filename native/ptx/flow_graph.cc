#include "ptx/flow_graph.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ptx/dominators.h"

namespace warpsmith::ptx {
namespace {

// The base name of an opcode: "bra" of "bra.uni".
std::string_view baseOf(std::string_view opcode) { return opcode.substr(0, opcode.find('.')); }

bool isBranch(const Instruction& instruction) {
  const std::string_view base = baseOf(instruction.opcode);
  return base == "bra" || base == "brx";
}

bool endsBlock(const Instruction& instruction) {
  const std::string_view base = baseOf(instruction.opcode);
  return base == "bra" || base == "brx" || base == "ret" || base == "exit" || base == "trap";
}

// Instructions that a branch can go to; the number of instructions for the function's end.
std::vector<std::uint32_t> targetsOf(const Instruction& branch, const Function& function) {
  std::vector<std::uint32_t> targets;
  for (const Operand& operand : branch.operands) {
    if (operand.kind != OperandKind::label) continue;
    const Label& label = function.labels[operand.index];
    if (label.targetLabels.empty()) targets.push_back(label.target);
    for (const std::uint32_t listed : label.targetLabels) targets.push_back(function.labels[listed].target);
  }
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  return targets;
}

std::vector<bool> blockStarts(const Function& function) {
  const std::vector<Instruction>& instructions = function.instructions;
  std::vector<bool> starts(instructions.size() + 1, false);
  starts[0] = true;
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    if (!endsBlock(instructions[i])) continue;
    starts[i + 1] = true;
    if (!isBranch(instructions[i])) continue;
    for (const std::uint32_t target : targetsOf(instructions[i], function)) starts[target] = true;
  }
  return starts;
}

template <typename Follow>
void markFrom(std::uint32_t start, std::vector<bool>& marks, Follow edgesOf) {
  std::vector<std::uint32_t> waiting;
  const auto mark = [&](std::uint32_t block) {
    if (marks[block]) return;
    marks[block] = true;
    waiting.push_back(block);
  };
  mark(start);
  while (!waiting.empty()) {
    const std::uint32_t block = waiting.back();
    waiting.pop_back();
    for (const std::uint32_t next : edgesOf(block)) mark(next);
  }
}

// Also says of each block whether control can leave the function at its end.
class Builder {
 public:
  Builder(FlowGraph& graph, const Function& function) : graph_(graph), function_(function) {}

  void build();

 private:
  void findBlocks();
  void connect();
  void connect(std::uint32_t block, std::uint32_t instruction);
  void markReachable();
  // Blocks of endless loops get an edge to the end: the last one first, which is where the loop goes back.
  void leaveEndlessLoops();
  void findPostDominators();

  FlowGraph& graph_;
  const Function& function_;
  std::vector<bool> leaves_;
};

void Builder::findBlocks() {
  const std::vector<bool> starts = blockStarts(function_);
  const auto count = static_cast<std::uint32_t>(function_.instructions.size());
  graph_.blockOf.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (starts[i]) {
      graph_.blocks.emplace_back();
      graph_.blocks.back().first = i;
    }
    graph_.blocks.back().last = i;
    graph_.blockOf[i] = static_cast<std::uint32_t>(graph_.blocks.size() - 1);
  }
  leaves_.assign(graph_.blocks.size(), false);
}

void Builder::connect(std::uint32_t block, std::uint32_t instruction) {
  if (instruction == function_.instructions.size()) {
    leaves_[block] = true;
    return;
  }
  const std::uint32_t to = graph_.blockOf[instruction];
  std::vector<std::uint32_t>& successors = graph_.blocks[block].successors;
  // Two ways to one block are one edge: no other block has been connected since the first of them.
  std::vector<std::uint32_t>& predecessors = graph_.blocks[to].predecessors;
  if (!predecessors.empty() && predecessors.back() == block) return;
  successors.push_back(to);
  predecessors.push_back(block);
}

void Builder::connect() {
  for (std::uint32_t block = 0; block < graph_.blocks.size(); ++block) {
    const std::uint32_t end = graph_.blocks[block].last;
    const Instruction& last = function_.instructions[end];
    const bool guarded = last.guard != none;
    if (guarded || !endsBlock(last)) connect(block, end + 1);
    if (isBranch(last)) {
      for (const std::uint32_t target : targetsOf(last, function_)) connect(block, target);
    } else if (endsBlock(last)) {
      leaves_[block] = true;
    }
  }
}

void Builder::markReachable() {
  std::vector<bool> reached(graph_.blocks.size(), false);
  markFrom(0, reached, [&](std::uint32_t block) -> const auto& { return graph_.blocks[block].successors; });
  for (std::size_t block = 0; block < reached.size(); ++block) graph_.blocks[block].reachable = reached[block];
}

void Builder::leaveEndlessLoops() {
  std::vector<bool> ends(graph_.blocks.size(), false);
  const auto predecessors = [&](std::uint32_t block) -> const auto& { return graph_.blocks[block].predecessors; };
  const auto count = static_cast<std::uint32_t>(graph_.blocks.size());
  for (std::uint32_t block = 0; block < count; ++block) {
    if (leaves_[block]) markFrom(block, ends, predecessors);
  }
  for (std::uint32_t block = count; block-- > 0;) {
    if (ends[block]) continue;
    leaves_[block] = true;
    markFrom(block, ends, predecessors);
  }
}

void Builder::findPostDominators() {
  const std::size_t count = graph_.blocks.size();
  const auto end = static_cast<std::uint32_t>(count);
  // Against the direction of control, from one end of the function that all leaving blocks share.
  Edges up(count + 1);
  Edges down(count + 1);
  for (std::uint32_t block = 0; block < count; ++block) {
    up[block] = graph_.blocks[block].predecessors;
    down[block] = graph_.blocks[block].successors;
    if (!leaves_[block]) continue;
    up[end].push_back(block);
    down[block].push_back(end);
  }
  const std::vector<std::uint32_t> dominators = immediateDominators(up, down, end);
  for (std::uint32_t block = 0; block < count; ++block) {
    graph_.blocks[block].immediatePostDominator = dominators[block] == end ? none : dominators[block];
  }
}

void Builder::build() {
  if (function_.instructions.empty()) return;
  findBlocks();
  connect();
  markReachable();
  leaveEndlessLoops();
  findPostDominators();
}

// Of each node of a tree: when a walk through it enters and leaves it.
struct Walk {
  std::vector<std::uint32_t> enters;
  std::vector<std::uint32_t> leaves;

  bool isAbove(std::uint32_t upper, std::uint32_t lower) const {
    return enters[upper] <= enters[lower] && leaves[lower] <= leaves[upper];
  }
};

Walk walkTree(const std::vector<std::uint32_t>& parents) {
  Edges children(parents.size());
  for (std::uint32_t node = 0; node < parents.size(); ++node) {
    if (parents[node] != none) children[parents[node]].push_back(node);
  }
  Walk walk{std::vector<std::uint32_t>(parents.size()), std::vector<std::uint32_t>(parents.size())};
  std::uint32_t time = 0;
  std::vector<std::pair<std::uint32_t, std::size_t>> path{{0, 0}};
  walk.enters[0] = time++;
  while (!path.empty()) {
    auto& [node, followed] = path.back();
    if (followed < children[node].size()) {
      const std::uint32_t child = children[node][followed++];
      walk.enters[child] = time++;
      path.emplace_back(child, 0);
    } else {
      walk.leaves[node] = time++;
      path.pop_back();
    }
  }
  return walk;
}

}  // namespace

FlowGraph::FlowGraph(const Function& function) { Builder(*this, function).build(); }

std::vector<bool> FlowGraph::loopHeads() const {
  std::vector<bool> heads(blocks.size(), false);
  if (blocks.empty()) return heads;
  Edges down;
  Edges up;
  for (const BasicBlock& block : blocks) {
    down.push_back(block.successors);
    up.push_back(block.predecessors);
  }
  const Walk walk = walkTree(immediateDominators(down, up, 0));
  for (std::uint32_t block = 0; block < blocks.size(); ++block) {
    if (!blocks[block].reachable) continue;
    for (const std::uint32_t next : blocks[block].successors) {
      if (walk.isAbove(next, block)) heads[next] = true;
    }
  }
  return heads;
}

}  // namespace warpsmith::ptx
