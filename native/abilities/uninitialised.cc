#include <map>

#include "abilities/ability.h"
#include "instrument/opcode.h"

// Reads of what nothing was written to: what stands there an earlier launch may have left. Only what is sure is told.
namespace warpsmith::abilities {

namespace {

using ptx::Operand;
using ptx::OperandKind;

// The first read of each register that no instruction of the function sets.
class Registers {
 public:
  explicit Registers(const ptx::Function& function)
      : function_(function),
        isSet_(function.registers.size(), false),
        isSum_(function.registers.size(), false),
        reads_(function.registers.size(), ptx::none),
        products_(function.registers.size(), ptx::none) {
    for (std::uint32_t at = 0; at < function.instructions.size(); ++at) note(at);
  }

  // Calls `see(instruction, register's name, whether only matrix products read it)`.
  template <typename See>
  void eachUnset(See see) const {
    for (std::uint32_t reg = 0; reg < isSet_.size(); ++reg) {
      if (isSet_[reg]) continue;
      const bool isOfProduct = isSum_[reg] || reads_[reg] == ptx::none;
      const std::uint32_t first = isOfProduct ? products_[reg] : reads_[reg];
      if (first != ptx::none) see(first, function_.registers[reg].name, isOfProduct);
    }
  }

 private:
  void note(std::uint32_t at) {
    const ptx::Instruction& instruction = function_.instructions[at];
    const std::string_view root = instrument::rootOf(instruction.opcode);
    std::vector<std::uint32_t>& reads = root == "mma" || root == "wgmma" || root == "wmma" ? products_ : reads_;
    if (instruction.guard != ptx::none) read(reads_, instruction.guard, at);
    for (std::size_t i = 0; i < instruction.operands.size(); ++i) {
      const Operand& operand = instruction.operands[i];
      if (i == 0 && root == "wgmma") noteSums(operand);
      // A call's results come first.
      const bool isOfCall = root == "call" && operand.kind == OperandKind::list;
      const bool isResult = i == 0 && root != "wgmma" && (isOfCall || setsFirstOperand(instruction));
      visit(operand, isResult, at, reads);
    }
  }

  void noteSums(const Operand& operand) {
    for (const Operand& element : operand.elements) {
      if (element.kind == OperandKind::reg) isSum_[element.index] = true;
    }
  }

  void visit(const Operand& operand, bool isResult, std::uint32_t at, std::vector<std::uint32_t>& reads) {
    if (operand.kind == OperandKind::reg && isResult) isSet_[operand.index] = true;
    if (operand.kind == OperandKind::reg && !isResult) read(reads, operand.index, at);
    for (const Operand& element : operand.elements) visit(element, isResult, at, reads);
  }

  static void read(std::vector<std::uint32_t>& reads, std::uint32_t reg, std::uint32_t at) {
    if (reads[reg] == ptx::none) reads[reg] = at;
  }

  const ptx::Function& function_;
  std::vector<bool> isSet_;
  std::vector<bool> isSum_;  // wgmma adds to it, or begins with it
  std::vector<std::uint32_t> reads_;
  // Matrix products have rows that nobody looks at afterwards, and sums that begin at nothing.
  std::vector<std::uint32_t> products_;
};

bool isMemory(const Base& base) {
  return base.kind == BaseKind::variable && !base.merged && !base.stored &&
         (base.variable->space == ptx::Space::shared || base.variable->space == ptx::Space::local);
}

bool isUnknown(const MemoryAccess& access) {
  return access.region == Region::shared || access.region == Region::anywhere;
}

// Whether a thread may wait there for others, which may write meanwhile.
bool synchronises(const ptx::Instruction& instruction) {
  const std::string_view root = instrument::rootOf(instruction.opcode);
  return root == "bar" || root == "barrier" || root == "mbarrier" || root == "atom" || root == "red" || root == "cp" ||
         instrument::hasPart(instruction.opcode, "sync") || instrument::hasPart(instruction.opcode, "acquire");
}

// The accesses of one kernel and of what it calls.
class Leftovers {
 public:
  Leftovers(const Reach& reach, const Flow& flow, std::uint32_t kernel, Findings& findings)
      : flow_(flow), kernel_(kernel), function_(*reach.functions()[kernel]), findings_(findings) {
    std::vector<bool> isInside(reach.functions().size(), false);
    for (const std::uint32_t function : reach.from(kernel)) {
      isUnderstood_ = isUnderstood_ && flow.isUnderstood(function);
      isInside[function] = true;
    }
    for (const MemoryAccess& access : flow.accesses()) {
      if (isInside[access.at.function]) accesses_.push_back(access);
    }
  }

  void find() {
    if (!isUnderstood_) return;
    findUnwritten();
    findEarly();
  }

 private:
  void tell(const MemoryAccess& access) {
    findings_.add(AbilityKind::uninitialised, access.at, flow_.bases()[access.base].variable->name);
  }
  void findUnwritten();
  void findEarly();
  std::vector<bool> after(BaseId base, bool isShared) const;

  const Flow& flow_;
  std::uint32_t kernel_;
  const ptx::Function& function_;
  Findings& findings_;
  std::vector<MemoryAccess> accesses_;
  bool isUnderstood_ = true;
};

// Variables that nothing writes at all.
void Leftovers::findUnwritten() {
  std::vector<bool> isWritten(flow_.bases().count(), false);
  for (const MemoryAccess& access : accesses_) {
    if (!access.writes) continue;
    if (isUnknown(access)) return;
    isWritten[access.base] = true;
  }
  for (const MemoryAccess& access : accesses_) {
    if (access.reads && !isWritten[access.base] && isMemory(flow_.bases()[access.base])) tell(access);
  }
}

// By instruction of the kernel: whether the thread may have written to the variable before it, or waited for another
// that did. A call may do either.
std::vector<bool> Leftovers::after(BaseId base, bool isShared) const {
  const ptx::FlowGraph& graph = flow_.control(kernel_).graph();
  std::vector<bool> writes(function_.instructions.size(), false);
  for (const MemoryAccess& access : accesses_) {
    if (access.writes && access.at.function == kernel_ && (access.base == base || isUnknown(access))) {
      writes[access.at.instruction] = true;
    }
  }
  for (std::uint32_t at = 0; at < writes.size(); ++at) {
    const ptx::Instruction& instruction = function_.instructions[at];
    if (instrument::rootOf(instruction.opcode) == "call" || (isShared && synchronises(instruction))) writes[at] = true;
  }
  std::vector<bool> entered(graph.blocks.size(), false);
  std::vector<std::uint32_t> waiting;
  const auto enter = [&](std::uint32_t block) {
    for (const std::uint32_t next : graph.blocks[block].successors) {
      if (entered[next]) continue;
      entered[next] = true;
      waiting.push_back(next);
    }
  };
  for (std::uint32_t at = 0; at < writes.size(); ++at) {
    if (writes[at]) enter(graph.blockOf[at]);
  }
  while (!waiting.empty()) {
    const std::uint32_t block = waiting.back();
    waiting.pop_back();
    enter(block);
  }
  std::vector<bool> found(writes.size(), false);
  for (std::uint32_t block = 0; block < graph.blocks.size(); ++block) {
    bool isAfter = entered[block];
    for (std::uint32_t at = graph.blocks[block].first; at <= graph.blocks[block].last; ++at) {
      found[at] = isAfter;
      isAfter = isAfter || writes[at];
    }
  }
  return found;
}

// Reads that come before every write, whichever way the thread goes.
void Leftovers::findEarly() {
  // Variables that are looked at: a kernel in its right mind has a few.
  constexpr std::size_t most = 64;
  std::map<BaseId, std::vector<bool>> known;
  for (const MemoryAccess& access : accesses_) {
    const Base& base = flow_.bases()[access.base];
    if (!access.reads || access.writes || access.at.function != kernel_ || !isMemory(base)) continue;
    auto found = known.find(access.base);
    if (found == known.end()) {
      if (known.size() >= most) return;
      found = known.emplace(access.base, after(access.base, base.variable->space == ptx::Space::shared)).first;
    }
    if (!found->second[access.at.instruction]) tell(access);
  }
}

}  // namespace

void findUninitialised(const Reach& reach, const Flow& flow, Findings& findings) {
  for (std::uint32_t function = 0; function < reach.functions().size(); ++function) {
    // A product of matrices may have a hundred of them: one is enough.
    std::uint32_t product = ptx::none;
    Registers(*reach.functions()[function]).eachUnset([&](std::uint32_t at, std::string_view name, bool isOfProduct) {
      if (isOfProduct && at == product) return;
      if (isOfProduct) product = at;
      findings.add(isOfProduct ? AbilityKind::undefinedRegister : AbilityKind::uninitialised, {function, at}, name);
    });
    if (reach.functions()[function]->isEntry) Leftovers(reach, flow, function, findings).find();
  }
}

}  // namespace warpsmith::abilities
