#include "instrument/barriers.h"

#include <set>

#include "instrument/convergence.h"
#include "instrument/deadline.h"
#include "instrument/opcode.h"

namespace warpsmith::instrument {

namespace {

using ptx::Operand;
using ptx::OperandKind;

// Shared memory, in words: whether a thread of the block left early; for each barrier its phase above the number of
// threads that came; the threads that left; for each warp the lanes that wait and the lanes that left.
constexpr std::uint32_t barriers = 16;
constexpr std::uint32_t firstBarrier = 1;
constexpr std::uint32_t leftWord = firstBarrier + barriers;
constexpr std::uint32_t warpWords = leftWord + 1;
constexpr std::uint32_t mostWarps = 32;
constexpr std::uint32_t wordBytes = 4;
constexpr std::uint32_t wordsWithWarps = warpWords + 2 * mostWarps;
constexpr const char* phaseBits = "16";

enum class BarrierKind { none, wait, arrive, warp };

struct Barrier {
  BarrierKind kind = BarrierKind::none;
  const Operand* number = nullptr;  // or the mask of a warp's
  const Operand* count = nullptr;   // null: all threads of the block
};

bool isWarpWide(std::string_view root) {
  return root == "shfl" || root == "vote" || root == "match" || root == "redux";
}

Barrier barrierOf(const ptx::Instruction& instruction) {
  const std::string_view opcode = instruction.opcode;
  const std::string_view root = rootOf(opcode);
  const auto& operands = instruction.operands;
  if (isWarpWide(root)) {
    if (!hasPart(opcode, "sync") || operands.empty()) return {};
    return {BarrierKind::warp, &operands.back(), nullptr};
  }
  if ((root != "bar" && root != "barrier") || hasPart(opcode, "cluster") || operands.empty()) return {};
  if (hasPart(opcode, "warp")) return {BarrierKind::warp, &operands[0], nullptr};
  if (hasPart(opcode, "arrive"))
    return {BarrierKind::arrive, &operands[0], operands.size() > 1 ? &operands[1] : nullptr};
  if (hasPart(opcode, "red")) {
    constexpr std::size_t withCount = 4;
    if (operands.size() < withCount - 1) return {};
    return {BarrierKind::wait, &operands[1], operands.size() >= withCount ? &operands[2] : nullptr};
  }
  return {BarrierKind::wait, &operands[0], operands.size() > 1 ? &operands[1] : nullptr};
}

}  // namespace

BarrierUse barrierUse(const ptx::Module& module) {
  BarrierUse use;
  std::set<std::int64_t> numbers;
  for (const ptx::Function& function : module.functions) {
    if (function.instructions.empty()) continue;
    const ptx::FlowGraph graph(function);
    const std::vector<bool> together = reachedByAllLanes(function, graph);
    for (std::uint32_t i = 0; i < function.instructions.size(); ++i) {
      use.memory = use.memory || function.instructions[i].opcode.find("mbarrier") != std::string_view::npos;
      const Barrier barrier = barrierOf(function.instructions[i]);
      if (barrier.kind == BarrierKind::none) continue;
      if (barrier.kind == BarrierKind::warp) {
        use.warps = use.warps || !together[graph.blockOf[i]];
        continue;
      }
      if (barrier.count != nullptr || barrier.number->kind != OperandKind::integer) use.mayStick = true;
      numbers.insert(barrier.number->value);
    }
  }
  use.mayStick = use.mayStick || numbers.size() > 1;
  return use;
}

std::uint32_t barrierBytes(const BarrierUse& use) {
  const std::uint32_t words = use.warps ? wordsWithWarps : use.mayStick ? warpWords : use.memory ? firstBarrier : 0;
  return words * wordBytes;
}

namespace {

class Barriers {
 public:
  Barriers(FunctionPlan& plan, const ptx::FlowGraph& graph, const BarrierUse& use)
      : plan_(plan),
        function_(plan.function()),
        graph_(graph),
        edits_(plan.edits()),
        use_(use),
        words_(plan.module().ownShared()) {}

  void run();

 private:
  void prepare();
  void clear();
  void block(std::uint32_t at, const Barrier& barrier);
  void warp(std::uint32_t at, const Barrier& barrier);
  // Text that skips what follows where the instruction's guard is false; `end` closes it.
  std::string begin(const ptx::Instruction& instruction, std::string& label);
  std::string operandIn32(const Operand& operand, std::string& text);

  FunctionPlan& plan_;
  const ptx::Function& function_;
  const ptx::FlowGraph& graph_;
  Edits& edits_;
  const BarrierUse& use_;
  std::string words_;
  std::string thread_;   // the block's number of this one
  std::string threads_;  // of the block
  std::string warpAddress_;
};

void Barriers::prepare() {
  thread_ = edits_.fresh(RegisterClass::b32);
  threads_ = edits_.fresh(RegisterClass::b32);
  warpAddress_ = edits_.fresh(RegisterClass::b32);
  const std::string word = edits_.fresh(RegisterClass::b32);
  const std::string base = edits_.fresh(RegisterClass::b32);
  edits_.start() += "mov.u32 " + thread_ + ", %tid.z;\n\tmov.u32 " + word + ", %ntid.y;\n\tmov.u32 " + base +
                    ", %tid.y;\n\tmad.lo.u32 " + thread_ + ", " + thread_ + ", " + word + ", " + base +
                    ";\n\tmov.u32 " + threads_ + ", %ntid.x;\n\tmul.lo.u32 " + word + ", " + word + ", " + threads_ +
                    ";\n\tmov.u32 " + base + ", %tid.x;\n\tmad.lo.u32 " + thread_ + ", " + thread_ + ", " + threads_ +
                    ", " + base + ";\n\tmov.u32 " + threads_ + ", %ntid.z;\n\tmul.lo.u32 " + threads_ + ", " +
                    threads_ + ", " + word + ";\n\tshr.u32 " + word + ", " + thread_ + ", 5;\n\tmov.u32 " + base +
                    ", " + words_ + ";\n\tmad.lo.u32 " + warpAddress_ + ", " + word + ", " +
                    std::to_string(2 * wordBytes) + ", " + base + ";\n\t";
  if (function_.isEntry) clear();
  std::string leaving;
  const std::string lane = edits_.fresh(RegisterClass::b32);
  if (use_.mayStick) {
    leaving += "red.shared.add.u32 [" + words_ + "+" + std::to_string(leftWord * wordBytes) + "], 1;\n\t";
  }
  if (use_.warps) {
    leaving += "mov.u32 " + lane + ", %lanemask_eq;\n\tred.shared.or.b32 [" + warpAddress_ + "+" +
               std::to_string((warpWords + 1) * wordBytes) + "], " + lane + ";\n\t";
  }
  plan_.beforeLeaving(leaving);
}

// No thread comes to a barrier before all of this is zero.
void Barriers::clear() {
  const std::string at = edits_.fresh(RegisterClass::b32);
  const std::string address = edits_.fresh(RegisterClass::b32);
  const std::string more = edits_.fresh(RegisterClass::pred);
  const std::string loop = edits_.freshLabel();
  const std::string done = edits_.freshLabel();
  const std::string words = std::to_string(barrierBytes(use_) / wordBytes);
  edits_.start() += "mov.u32 " + at + ", " + thread_ + ";\n\t" + loop + ":\n\tsetp.ge.u32 " + more + ", " + at + ", " +
                    words + ";\n\t@" + more + " bra " + done + ";\n\tmov.u32 " + address + ", " + words_ +
                    ";\n\tmad.lo.u32 " + address + ", " + at + ", " + std::to_string(wordBytes) + ", " + address +
                    ";\n\tst.shared.u32 [" + address + "], 0;\n\tadd.u32 " + at + ", " + at + ", " + threads_ +
                    ";\n\tbra " + loop + ";\n\t" + done + ":\n\tbar.sync 0;\n\t";
}

std::string Barriers::begin(const ptx::Instruction& instruction, std::string& label) {
  if (instruction.guard == ptx::none) return "";
  label = edits_.freshLabel();
  return std::string(instruction.guardNegated ? "@" : "@!") + std::string(function_.registers[instruction.guard].name) +
         " bra " + label + ";\n\t";
}

std::string Barriers::operandIn32(const Operand& operand, std::string& text) {
  std::string result = edits_.fresh(RegisterClass::b32);
  text += "mov.b32 " + result + ", " +
          (isRegister(operand) ? std::string(function_.registers[operand.index].name)
                               : std::to_string(static_cast<std::uint32_t>(operand.value))) +
          ";\n\t";
  return result;
}

void Barriers::block(std::uint32_t at, const Barrier& barrier) {
  const ptx::Instruction& instruction = function_.instructions[at];
  std::string over;
  std::string text = begin(instruction, over);
  const std::string word = operandIn32(*barrier.number, text);
  const std::string mask = edits_.fresh(RegisterClass::b32);
  const std::string mine = edits_.fresh(RegisterClass::b32);
  const std::string phase = edits_.fresh(RegisterClass::b32);
  const std::string first = edits_.fresh(RegisterClass::pred);
  const std::string base = edits_.fresh(RegisterClass::b32);
  // The other barrier counts threads; a counted one counts warps, of which the first lane stands for those that are not
  // here.
  text += "and.b32 " + word + ", " + word + ", " + std::to_string(barriers - 1) + ";\n\tmov.u32 " + base + ", " +
          words_ + ";\n\tmad.lo.u32 " + word + ", " + word + ", " + std::to_string(wordBytes) + ", " + base +
          ";\n\tadd.u32 " + word + ", " + word + ", " + std::to_string(firstBarrier * wordBytes) +
          ";\n\tld.volatile.shared.u32 " + phase + ", [" + word + "];\n\tmov.u32 " + mine + ", 1;\n\t";
  if (barrier.count != nullptr) {
    const std::string lower = edits_.fresh(RegisterClass::b32);
    text += "activemask.b32 " + mask + ";\n\tmov.u32 " + lower + ", %lanemask_lt;\n\tand.b32 " + lower + ", " + lower +
            ", " + mask + ";\n\tsetp.eq.u32 " + first + ", " + lower + ", 0;\n\tpopc.b32 " + mask + ", " + mask +
            ";\n\tsub.u32 " + mask + ", 33, " + mask + ";\n\t@" + first + " mov.u32 " + mine + ", " + mask + ";\n\t";
  }
  text += "red.shared.add.u32 [" + word + "], " + mine + ";\n\t";
  if (barrier.kind == BarrierKind::wait) {
    const std::string now = edits_.fresh(RegisterClass::b32);
    const std::string came = edits_.fresh(RegisterClass::b32);
    const std::string need = edits_.fresh(RegisterClass::b32);
    const std::string left = edits_.fresh(RegisterClass::b32);
    const std::string passed = edits_.fresh(RegisterClass::pred);
    const std::string enough = edits_.fresh(RegisterClass::pred);
    const std::string loop = edits_.freshLabel();
    const std::string done = edits_.freshLabel();
    const ClockExits leave = leaveAt(plan_, at, SiteKind::barrier);
    const ClockExits exits{edits_.freshLabel(), edits_.freshLabel()};
    const std::string need0 = barrier.count != nullptr ? operandIn32(*barrier.count, text) : threads_;
    text += "shr.u32 " + phase + ", " + phase + ", " + phaseBits + ";\n\t" + loop + ":\n\tld.volatile.shared.u32 " +
            now + ", [" + word + "];\n\tshr.u32 " + came + ", " + now + ", " + phaseBits + ";\n\tsetp.ne.u32 " +
            passed + ", " + came + ", " + phase + ";\n\t@" + passed + " bra " + done + ";\n\tmov.u32 " + need + ", " +
            need0 + ";\n\t";
    if (barrier.count == nullptr) {
      // Those that left do not come any more.
      text += "ld.volatile.shared.u32 " + left + ", [" + words_ + "+" + std::to_string(leftWord * wordBytes) +
              "];\n\tsub.u32 " + need + ", " + need + ", " + left + ";\n\t";
    }
    text += "and.b32 " + came + ", " + now + ", 65535;\n\tsetp.ge.u32 " + enough + ", " + came + ", " + need +
            ";\n\t@!" + enough + " bra " + loop + "w;\n\tsub.u32 " + need + ", 65536, " + need + ";\n\tadd.u32 " +
            need + ", " + now + ", " + need + ";\n\tatom.shared.cas.b32 " + left + ", [" + word + "], " + now + ", " +
            need + ";\n\tbra " + loop + ";\n\t" + loop + "w:\n\t" + lookAtClock(plan_, exits, roundsAtBarriers) +
            "bra " + loop + ";\n\t";
    const auto withdraw = [&](const std::string& label, const std::string& then) {
      // Who leaves did not come after all, unless the others have counted on it already.
      text += label + ":\n\tld.volatile.shared.u32 " + now + ", [" + word + "];\n\tshr.u32 " + came + ", " + now +
              ", " + phaseBits + ";\n\tsetp.ne.u32 " + passed + ", " + came + ", " + phase + ";\n\t@" + passed +
              " bra " + done + ";\n\tsub.u32 " + need + ", " + now + ", " + mine + ";\n\tatom.shared.cas.b32 " + left +
              ", [" + word + "], " + now + ", " + need + ";\n\tsetp.ne.u32 " + passed + ", " + left + ", " + now +
              ";\n\t@" + passed + " bra " + label + ";\n\tbra " + then + ";\n\t";
    };
    withdraw(exits.late, leave.late);
    withdraw(exits.aborted, leave.aborted);
    text += done + ":\n\t";
  }
  edits_.before(at) += text + (over.empty() ? "" : over + ":\n\t");
}

void Barriers::warp(std::uint32_t at, const Barrier& barrier) {
  const ptx::Instruction& instruction = function_.instructions[at];
  std::string over;
  std::string text = begin(instruction, over);
  const std::string mask = operandIn32(*barrier.number, text);
  const std::string active = edits_.fresh(RegisterClass::b32);
  const std::string missing = edits_.fresh(RegisterClass::b32);
  const std::string lane = edits_.fresh(RegisterClass::b32);
  const std::string all = edits_.fresh(RegisterClass::pred);
  const std::string slow = edits_.fresh(RegisterClass::pred);
  const std::string loop = edits_.freshLabel();
  const std::string done = edits_.freshLabel();
  const ClockExits exits = leaveAt(plan_, at, SiteKind::barrier);
  const std::string waiting = "[" + warpAddress_ + "+" + std::to_string(warpWords * wordBytes) + "]";
  const std::string left = "[" + warpAddress_ + "+" + std::to_string((warpWords + 1) * wordBytes) + "]";
  // Lanes that are here together need not wait for each other.
  text += "activemask.b32 " + active + ";\n\tnot.b32 " + active + ", " + active + ";\n\tand.b32 " + missing + ", " +
          mask + ", " + active + ";\n\tsetp.ne.u32 " + slow + ", " + missing + ", 0;\n\t@!" + slow + " bra " + done +
          ";\n\tmov.u32 " + lane + ", %lanemask_eq;\n\tred.shared.or.b32 " + waiting + ", " + lane + ";\n\t" + loop +
          ":\n\tld.volatile.shared.u32 " + missing + ", " + waiting + ";\n\tld.volatile.shared.u32 " + active + ", " +
          left + ";\n\tor.b32 " + missing + ", " + missing + ", " + active + ";\n\tnot.b32 " + missing + ", " +
          missing + ";\n\tand.b32 " + missing + ", " + missing + ", " + mask + ";\n\tsetp.eq.u32 " + all + ", " +
          missing + ", 0;\n\t@" + all + " bra " + done + ";\n\t" + lookAtClock(plan_, exits, roundsAtBarriers) +
          "bra " + loop + ";\n\t" + done + ":\n\t";
  edits_.before(at) += text + (over.empty() ? "" : over + ":\n\t");
  // Nobody looks at a lane's bit once it is through: the hardware let it go when all had come.
  const std::string clear = edits_.fresh(RegisterClass::b32);
  std::string after;
  std::string skipped;
  after += begin(instruction, skipped);
  after += "@!" + slow + " bra " + done + "c;\n\tnot.b32 " + clear + ", " + lane + ";\n\tred.shared.and.b32 " +
           waiting + ", " + clear + ";\n\t" + done + "c:\n\t" + (skipped.empty() ? "" : skipped + ":\n\t");
  edits_.after(at) += after;
}

void Barriers::run() {
  prepare();
  const std::vector<bool> together = reachedByAllLanes(function_, graph_);
  for (std::uint32_t i = 0; i < function_.instructions.size(); ++i) {
    const ptx::Instruction& instruction = function_.instructions[i];
    const std::string_view root = rootOf(instruction.opcode);
    if (root == "exit" || (root == "ret" && function_.isEntry)) {
      std::string over;
      edits_.before(i) += begin(instruction, over) + plan_.leavingText() + (over.empty() ? "" : over + ":\n\t");
      continue;
    }
    const Barrier barrier = barrierOf(instruction);
    if (barrier.kind == BarrierKind::none) continue;
    if (barrier.kind == BarrierKind::warp) {
      // Lanes that all come here need not look for each other.
      if (use_.warps && !together[graph_.blockOf[i]]) warp(i, barrier);
    } else if (use_.mayStick) {
      block(i, barrier);
    }
  }
}

}  // namespace

void watchBarriers(FunctionPlan& plan, const ptx::FlowGraph& graph, const BarrierUse& use) {
  if (barrierBytes(use) != 0) Barriers(plan, graph, use).run();
}

}  // namespace warpsmith::instrument
