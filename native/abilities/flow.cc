#include "abilities/flow.h"

#include <algorithm>
#include <unordered_set>

#include "abilities/arithmetic.h"
#include "instrument/opcode.h"

namespace warpsmith::abilities {

namespace {

using instrument::hasPart;
using instrument::rootOf;
using ptx::Operand;
using ptx::OperandKind;

// Passes over all code after which a search is given up: for texts that were made to take long.
constexpr int mostPasses = 200;
// Branches of a function that are looked at one by one.
constexpr std::size_t mostDecisions = 512;

// Of a real number: what makes a whole number or a decision of it.
bool looksAtBits(const ptx::Instruction& instruction) {
  const std::string_view root = rootOf(instruction.opcode);
  if (root == "setp" || root == "set" || root == "testp" || root == "cvt") return true;
  // Bits of 16 are moved to and fro by every instruction on halves.
  return root == "mov" && hasPart(instruction.opcode, "b32");
}

// Whether the instruction is one that others wait for, or see.
bool isBarrier(std::string_view opcode) {
  const std::string_view root = rootOf(opcode);
  if (root == "mbarrier") return !hasPart(opcode, "test_wait") && !hasPart(opcode, "try_wait");
  return ((root == "bar" || root == "barrier") && !hasPart(opcode, "warp")) || root == "griddepcontrol";
}

bool isParameterAccess(const ptx::Instruction& instruction) {
  const std::string_view root = rootOf(instruction.opcode);
  return (root == "ld" || root == "st") &&
         (hasPart(instruction.opcode, "param") || hasPart(instruction.opcode, "param::entry") ||
          hasPart(instruction.opcode, "param::func"));
}

}  // namespace

bool setsFirstOperand(const ptx::Instruction& instruction) {
  if (instruction.operands.empty() || instruction.operands[0].kind == OperandKind::address) return false;
  static const std::unordered_set<std::string_view> others = {
      "bra",      "brx",       "ret",        "exit",     "trap",
      "brkpt",    "nanosleep", "setmaxnreg", "pmevent",  "stackrestore",
      "cp",       "st",        "membar",     "fence",    "griddepcontrol",
      "call",     "red",       "discard",    "stmatrix", "applypriority",
      "prefetch", "prefetchu", "tensormap"};
  const std::string_view root = rootOf(instruction.opcode);
  if (root == "bar" || root == "barrier") return hasPart(instruction.opcode, "red");
  return others.count(root) == 0;
}

Flow::State::State(const ptx::Function& of)
    : function(&of),
      control(of),
      registers(of.registers.size()),
      blocks(control.graph().blocks.size(), 0),
      decided(blocks.size(), 0) {
  touches.reserve(of.instructions.size());
  for (const ptx::Instruction& instruction : of.instructions) {
    touches.push_back(isParameterAccess(instruction) ? instrument::Touches{} : instrument::touchesOf(instruction, of));
    const std::string& unchecked = touches.back().unchecked;
    const bool isKnown = unchecked.empty() || !touches.back().list.empty() || rootOf(instruction.opcode) == "wgmma";
    isUnderstood = isUnderstood && isKnown;
  }
}

Flow::Flow(const ptx::Module& module, const Reach& reach, const KernelUses& uses, std::uint8_t alignedBits)
    : reach_(reach), alignedBits_(alignedBits) {
  for (const ptx::Variable& variable : module.variables) variables_.emplace(variable.name, &variable);
  // Addresses that stand in the module's own tables.
  for (const ptx::Variable& variable : module.variables) {
    for (const ptx::Variable::Reference& reference : variable.references) {
      const auto named = variables_.find(reference.symbol);
      const BaseId base =
          named != variables_.end() ? bases_.ofVariable(*named->second) : bases_.ofCode(reference.symbol);
      bases_.store(base);
      memory_.hold(variable, static_cast<std::int64_t>(reference.offset), bases_.pointer(base));
    }
  }
  states_.reserve(reach.functions().size());
  for (const ptx::Function* function : reach.functions()) {
    states_.emplace_back(*function);
    const auto use = uses.find(std::string(function->name));
    if (use != uses.end()) states_.back().use = &use->second;
    if (!function->isEntry) continue;
    for (std::uint32_t i = 0; i < function->parameters.size(); ++i) {
      given_.emplace(&function->parameters[i], Given{static_cast<std::uint32_t>(states_.size() - 1), i});
    }
  }
  for (int passes = 0; passes < mostPasses && !isSettled_; ++passes) {
    changed_ = false;
    pass();
    isSettled_ = !memory_.takeChanged() && !changed_;
  }
  isRecording_ = true;
  pass();
}

void Flow::pass() {
  for (std::uint32_t function = 0; function < states_.size(); ++function) {
    const auto count = static_cast<std::uint32_t>(states_[function].function->instructions.size());
    for (std::uint32_t at = 0; at < count; ++at) step(function, at);
  }
}

std::optional<Place> Flow::reached(Marks mark) const {
  const auto found = reached_.find(mark);
  return found == reached_.end() ? std::nullopt : std::optional(found->second);
}

void Flow::effect(const Place& place, Marks marks) {
  if (!isRecording_) return;
  for (const Marks mark : {clockMark, registerMark, gridMark, addressMark}) {
    if ((marks & mark) != 0) reached_.emplace(mark, place);
  }
}

const ptx::Variable* Flow::variable(std::uint32_t function, const Operand& operand) const {
  if (operand.kind != OperandKind::symbol) return nullptr;
  const ptx::Function& of = *states_[function].function;
  if (operand.index != ptx::none && operand.index < of.variables.size()) return &of.variables[operand.index];
  for (const std::vector<ptx::Variable>* list : {&of.parameters, &of.returns}) {
    for (const ptx::Variable& own : *list) {
      if (own.name == operand.text) return &own;
    }
  }
  const auto found = variables_.find(operand.text);
  return found == variables_.end() ? nullptr : found->second;
}

Value Flow::valueOf(std::uint32_t function, const Operand& operand) {
  switch (operand.kind) {
    case OperandKind::reg: {
      const Value& found = states_[function].registers[operand.index];
      if (!found.known) return number();
      if (operand.component == 0 && operand.text.empty() && !operand.negated) return found;
      Value part = bases_.bits(found);
      if ((part.marks & addressMark) != 0) part.cleanBits = 0;
      return part;
    }
    case OperandKind::special:
      return number(marksOfSpecial(operand.text));
    case OperandKind::symbol: {
      const ptx::Variable* found = variable(function, operand);
      Value pointer = bases_.pointer(found != nullptr ? bases_.ofVariable(*found) : bases_.ofCode(operand.text));
      pointer.offset = operand.value;
      return pointer;
    }
    case OperandKind::integer:
      return number(0, static_cast<std::uint64_t>(operand.value < 0 ? -operand.value : operand.value));
    case OperandKind::address:
      return addressOf(function, operand);
    case OperandKind::vector:
    case OperandKind::list:
    case OperandKind::pair: {
      Value all = number();
      bool isFirst = true;
      for (const Operand& element : operand.elements) {
        Value part = bases_.bits(valueOf(function, element));
        all.marks |= part.marks;
        if ((part.marks & addressMark) != 0)
          all.cleanBits = isFirst ? part.cleanBits : std::min<std::uint8_t>(all.cleanBits, 16);
        isFirst = false;
      }
      return all;
    }
    default:
      return number();
  }
}

Value Flow::addressOf(std::uint32_t function, const Operand& operand) {
  if (operand.elements.empty()) return operand.kind == OperandKind::address ? number() : valueOf(function, operand);
  Value address = valueOf(function, operand.elements[0]);
  if (address.base != noBase) address = moved(address, operand.value);
  // The coordinates of a tensor's box.
  for (std::size_t i = 1; i < operand.elements.size(); ++i) {
    address.marks |= bases_.bits(valueOf(function, operand.elements[i])).marks;
  }
  return address;
}

void Flow::assign(State& state, const Operand& operand, const Value& value) {
  if (operand.kind == OperandKind::reg) {
    Value& held = state.registers[operand.index];
    const bool isPart = operand.component != 0 || !operand.text.empty();
    const Value joined = bases_.join(held, isPart ? bases_.bits(value) : value);
    changed_ = changed_ || !(joined == held);
    held = joined;
    return;
  }
  if (operand.kind == OperandKind::address) return;
  for (const Operand& element : operand.elements) assign(state, element, value);
}

// A value that is taken apart: the low part first.
void Flow::assignParts(State& state, const Operand& operand, const Value& value) {
  Value part = bases_.bits(value);
  for (const Operand& element : operand.elements) {
    assign(state, element, part);
    if ((part.marks & addressMark) != 0) part.cleanBits = 0;
  }
}

void Flow::enter(State& state, Marks marks) {
  if ((state.entry | marks) == state.entry) return;
  state.entry |= marks;
  changed_ = true;
  for (Marks& block : state.blocks) block |= marks;
}

void Flow::decide(State& state, std::uint32_t block, Marks marks) {
  if ((state.decided[block] | marks) == state.decided[block]) return;
  state.decided[block] |= marks;
  changed_ = true;
  if (++state.decisions > mostDecisions) {
    for (Marks& other : state.blocks) other |= marks;
    return;
  }
  for (const std::uint32_t other : state.control.decidedBy(block)) state.blocks[other] |= marks;
}

void Flow::step(std::uint32_t function, std::uint32_t at) {
  State& state = states_[function];
  const ptx::Instruction& instruction = state.function->instructions[at];
  const std::uint32_t block = state.control.blockOf(at);
  Marks by = instruction.guard == ptx::none ? Marks{0} : bases_.bits(state.registers[instruction.guard]).marks;
  const Marks around = state.blocks[block] | (by & tellingMarks);
  const std::string_view root = rootOf(instruction.opcode);
  if (at == state.control.graph().blocks[block].last && state.control.branches(block)) {
    if (root == "brx" && !instruction.operands.empty())
      by |= bases_.bits(valueOf(function, instruction.operands[0])).marks;
    decide(state, block, by & tellingMarks);
  }
  const bool leavesCaller = root == "exit" && !state.function->isEntry;
  if (isBarrier(instruction.opcode) || leavesCaller) effect({function, at}, around);
  if (root == "call") {
    call(function, at, around);
  } else if (isParameterAccess(instruction)) {
    parameter(function, at, around);
  } else if (!state.touches[at].list.empty() || !state.touches[at].unchecked.empty() ||
             state.touches[at].writtenMap != nullptr) {
    touch(function, at, around);
  } else if (setsFirstOperand(instruction)) {
    std::vector<Value> operands;
    operands.reserve(instruction.operands.size());
    for (const Operand& operand : instruction.operands) operands.push_back(valueOf(function, operand));
    Value result = computed(instruction, operands, bases_);
    if ((result.marks & partMark) != 0 && looksAtBits(instruction)) {
      result.marks |= addressMark;
      result.cleanBits = 0;
    }
    result.marks |= around;
    const Operand& target = instruction.operands[0];
    if (root == "mov" && target.kind == OperandKind::vector) {
      assignParts(state, target, result);
    } else {
      assign(state, target, result);
    }
  }
}

}  // namespace warpsmith::abilities
