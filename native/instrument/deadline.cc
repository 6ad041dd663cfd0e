#include "instrument/deadline.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "instrument/opcode.h"
#include "instrument/report.h"

namespace warpsmith::instrument {

namespace {

struct Edge {
  std::uint32_t from;
  std::uint32_t to;
};

// Edges to a block that the walk has not left yet: every cycle has one, reducible or not.
std::vector<Edge> retreatingEdges(const ptx::FlowGraph& graph) {
  enum class State : std::uint8_t { unseen, open, done };
  std::vector<State> states(graph.blocks.size(), State::unseen);
  std::vector<Edge> edges;
  std::vector<std::pair<std::uint32_t, std::size_t>> stack;
  for (std::uint32_t root = 0; root < graph.blocks.size(); ++root) {
    if (states[root] != State::unseen) continue;
    states[root] = State::open;
    stack.emplace_back(root, 0);
    while (!stack.empty()) {
      const std::uint32_t block = stack.back().first;
      const auto& successors = graph.blocks[block].successors;
      if (stack.back().second == successors.size()) {
        states[block] = State::done;
        stack.pop_back();
        continue;
      }
      const std::uint32_t next = successors[stack.back().second++];
      if (states[next] == State::open) edges.push_back({block, next});
      if (states[next] != State::unseen) continue;
      states[next] = State::open;
      stack.emplace_back(next, 0);
    }
  }
  return edges;
}

// The blocks of the loop that an edge closes.
std::vector<std::uint32_t> bodyOf(const ptx::FlowGraph& graph, const Edge& edge) {
  std::vector<bool> inside(graph.blocks.size(), false);
  std::vector<std::uint32_t> body{edge.to};
  inside[edge.to] = true;
  std::vector<std::uint32_t> work{edge.from};
  while (!work.empty()) {
    const std::uint32_t block = work.back();
    work.pop_back();
    if (inside[block]) continue;
    inside[block] = true;
    body.push_back(block);
    for (const std::uint32_t before : graph.blocks[block].predecessors) work.push_back(before);
  }
  return body;
}

// Rounds of a loop between two looks at the clock.
struct Pace {
  std::uint32_t rounds;
  bool waits;  // the loop waits for others: it goes round only when they have not come
};

Pace paceOf(const FunctionPlan& plan, const ptx::FlowGraph& graph, const Edge& edge) {
  // A look takes about as long as so many instructions, several times over.
  constexpr std::uint32_t instructionsBetween = 4096;
  constexpr std::uint32_t most = 512;
  constexpr std::uint32_t roundsWithCalls = 4;
  std::uint32_t instructions = 1;
  bool calls = false;
  for (const std::uint32_t block : bodyOf(graph, edge)) {
    for (std::uint32_t i = graph.blocks[block].first; i <= graph.blocks[block].last; ++i) {
      const std::string_view opcode = plan.function().instructions[i].opcode;
      const std::string_view root = rootOf(opcode);
      if (root == "nanosleep" || hasPart(opcode, "try_wait") || hasPart(opcode, "test_wait")) return {1, true};
      if (root == "ld" && (hasPart(opcode, "acquire") || hasPart(opcode, "volatile") || hasPart(opcode, "relaxed"))) {
        return {1, true};
      }
      if (root == "atom" && (hasPart(opcode, "cas") || hasPart(opcode, "exch"))) return {1, true};
      calls = calls || root == "call";
      ++instructions;
    }
  }
  const std::uint32_t rounds = std::clamp(instructionsBetween / instructions, 1u, most);
  return {calls ? std::min(rounds, roundsWithCalls) : rounds, false};
}

std::string inReport(unsigned offset) { return std::string("[") + reportName + "+" + std::to_string(offset) + "]"; }

std::string look(FunctionPlan& plan, const ClockExits& exits) {
  Edits& edits = plan.edits();
  const std::string deadline = edits.fresh(RegisterClass::b64);
  const std::string now = edits.fresh(RegisterClass::b64);
  const std::string abort = edits.fresh(RegisterClass::b32);
  const std::string known = edits.fresh(RegisterClass::pred);
  const std::string late = edits.fresh(RegisterClass::pred);
  const std::string aborted = edits.fresh(RegisterClass::pred);
  // Who is late says so, also when others were before: they may have waited for this one.
  return "ld.volatile.global.u32 " + abort + ", " + inReport(abortOffset) + ";\n\tld.volatile.global.u64 " + deadline +
         ", " + inReport(deadlineOffset) + ";\n\tmov.u64 " + now + ", %globaltimer;\n\tsetp.ne.u64 " + known + ", " +
         deadline + ", 0;\n\tsetp.gt.and.u64 " + late + ", " + now + ", " + deadline + ", " + known + ";\n\t@" + late +
         " bra " + exits.late + ";\n\tsetp.ne.u32 " + aborted + ", " + abort + ", 0;\n\t@" + aborted + " bra " +
         exits.aborted + ";\n\t";
}

}  // namespace

void startClock(FunctionPlan& plan) {
  Edits& edits = plan.edits();
  const std::string place = edits.fresh(RegisterClass::b32);
  const std::string part = edits.fresh(RegisterClass::b32);
  const std::string deadline = edits.fresh(RegisterClass::b64);
  const std::string now = edits.fresh(RegisterClass::b64);
  const std::string skip = edits.fresh(RegisterClass::pred);
  const std::string on = edits.freshLabel();
  std::string text = "mov.u32 " + place + ", %ctaid.x;\n\t";
  for (const char* name : {"%ctaid.y", "%ctaid.z", "%tid.x", "%tid.y", "%tid.z"}) {
    text += "mov.u32 " + part + ", " + name + ";\n\tor.b32 " + place + ", " + place + ", " + part + ";\n\t";
  }
  // A thread that looks before this is done finds 0 and goes on.
  edits.start() += text + "setp.ne.u32 " + skip + ", " + place + ", 0;\n\t@" + skip + " bra " + on +
                   ";\n\tld.volatile.global.u64 " + deadline + ", " + inReport(deadlineOffset) + ";\n\tsetp.ne.u64 " +
                   skip + ", " + deadline + ", 0;\n\t@" + skip + " bra " + on + ";\n\tmov.u64 " + now +
                   ", %globaltimer;\n\tld.global.u64 " + deadline + ", " + inReport(budgetOffset) + ";\n\tadd.u64 " +
                   deadline + ", " + deadline + ", " + now + ";\n\tst.volatile.global.u64 " + inReport(deadlineOffset) +
                   ", " + deadline + ";\n\t" + on + ":\n\t";
}

ClockExits leaveAt(FunctionPlan& plan, std::uint32_t instruction, SiteKind kind) {
  const std::uint32_t site = plan.module().site(plan.siteAt(plan.function().instructions[instruction], kind));
  return {plan.leaveLabel(site), plan.quietLabel()};
}

std::string lookAtClock(FunctionPlan& plan, const ClockExits& exits, std::uint32_t rounds) {
  if (rounds <= 1) return look(plan, exits);
  Edits& edits = plan.edits();
  const std::string counter = edits.fresh(RegisterClass::b32);
  const std::string enough = edits.fresh(RegisterClass::pred);
  const std::string on = edits.freshLabel();
  edits.start() += "mov.u32 " + counter + ", " + std::to_string(rounds) + ";\n\t";
  return "add.s32 " + counter + ", " + counter + ", -1;\n\tsetp.gt.s32 " + enough + ", " + counter + ", 0;\n\t@" +
         enough + " bra " + on + ";\n\t" + look(plan, exits) + "mov.u32 " + counter + ", " + std::to_string(rounds) +
         ";\n\t" + on + ":\n\t";
}

namespace {

class Watch {
 public:
  Watch(FunctionPlan& plan, const ptx::FlowGraph& graph) : plan_(plan), graph_(graph), edits_(plan.edits()) {}

  void run() {
    for (const Edge& edge : retreatingEdges(graph_)) watch(edge);
  }

 private:
  void watch(const Edge& edge);

  FunctionPlan& plan_;
  const ptx::FlowGraph& graph_;
  Edits& edits_;
};

void Watch::watch(const Edge& edge) {
  const std::uint32_t last = graph_.blocks[edge.from].last;
  const ptx::Instruction& end = plan_.function().instructions[last];
  const Pace pace = paceOf(plan_, graph_, edge);
  const std::string_view root = rootOf(end.opcode);
  const bool jumps = root == "bra" && !end.operands.empty() && end.operands[0].kind == ptx::OperandKind::label &&
                     graph_.blockOf.size() > last &&
                     plan_.function().labels[end.operands[0].index].target == graph_.blocks[edge.to].first;
  if (root != "bra" && root != "brx") {
    // Control falls through into the head of the loop.
    edits_.after(last) += lookAtClock(plan_, leaveAt(plan_, last, SiteKind::deadline), pace.rounds);
    return;
  }
  if (!jumps || !pace.waits || end.guard == ptx::none) {
    edits_.before(last) += lookAtClock(plan_, leaveAt(plan_, last, SiteKind::deadline), pace.rounds);
    return;
  }
  // Looks only when the wait goes on.
  const std::string over = edits_.freshLabel();
  const std::string guard(plan_.function().registers[end.guard].name);
  edits_.before(last) += std::string(end.guardNegated ? "@" : "@!") + guard + " bra " + over + ";\n\t" +
                         lookAtClock(plan_, leaveAt(plan_, last, SiteKind::deadline), pace.rounds) + over + ":\n\t";
}

}  // namespace

void watchLoops(FunctionPlan& plan, const ptx::FlowGraph& graph) { Watch(plan, graph).run(); }

}  // namespace warpsmith::instrument
