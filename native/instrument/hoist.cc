#include "instrument/hoist.h"

#include <algorithm>
#include <array>

#include "instrument/opcode.h"
#include "ptx/print_body.h"

namespace warpsmith::instrument {

namespace {

// Instructions that one address may be computed from again.
constexpr unsigned mostRepeated = 40;

bool isOneOf(std::string_view name, const std::string_view* first, std::size_t count) {
  return std::find(first, first + count, name) != first + count;
}

// Arithmetic that gives the same for the same registers, whenever it runs.
bool isPure(const ptx::Function& function, const ptx::Instruction& instruction) {
  static constexpr std::array<std::string_view, 29> roots{
      "mov", "add", "sub", "mul", "mad",  "mul24", "mad24", "shl", "shr", "shf",  "and",  "or",   "xor", "not", "neg",
      "abs", "min", "max", "cvt", "cvta", "selp",  "setp",  "bfe", "bfi", "prmt", "lop3", "popc", "clz", "mapa"};
  static constexpr std::array<std::string_view, 6> places{"%tid", "%ntid", "%ctaid", "%nctaid", "%laneid", "%cluster"};
  if (instruction.guard != ptx::none || instruction.operands.size() < 2 || !isRegister(instruction.operands[0]) ||
      instruction.operands[0].component != 0 || !instruction.operands[0].text.empty()) {
    return false;
  }
  const std::string_view root = rootOf(instruction.opcode);
  if (root == "ld") {
    // A kernel's parameters stay what they are.
    return function.isEntry && hasPart(instruction.opcode, "param") &&
           instruction.operands[1].kind == ptx::OperandKind::address &&
           instruction.operands[1].elements[0].kind == ptx::OperandKind::symbol;
  }
  if (!isOneOf(root, roots.data(), roots.size()) || hasPart(instruction.opcode, "cc")) return false;
  for (std::size_t i = 1; i < instruction.operands.size(); ++i) {
    const ptx::Operand& operand = instruction.operands[i];
    switch (operand.kind) {
      case ptx::OperandKind::reg:
        if (operand.component != 0 || !operand.text.empty()) return false;
        break;
      case ptx::OperandKind::special: {
        const bool known = std::any_of(places.begin(), places.end(), [&](std::string_view place) {
          return operand.text.substr(0, place.size()) == place;
        });
        if (!known) return false;
        break;
      }
      case ptx::OperandKind::symbol:
      case ptx::OperandKind::integer:
        break;
      default:
        return false;
    }
  }
  return true;
}

}  // namespace

Definitions::Definitions(const ptx::Function& function, const ptx::BasicBlock& block) : first_(block.first) {
  for (std::uint32_t i = block.first; i <= block.last; ++i) {
    const ptx::Instruction& instruction = function.instructions[i];
    if (instruction.operands.empty()) continue;
    const ptx::Operand& first = instruction.operands[0];
    // Operands that are only read are taken for set as well, which forgoes a hoist at worst.
    if (isRegister(first)) at_[first.index].push_back(i);
    if (first.kind == ptx::OperandKind::address) continue;
    for (const ptx::Operand& element : first.elements) {
      if (isRegister(element)) at_[element.index].push_back(i);
    }
  }
}

std::uint32_t Definitions::last(std::uint32_t reg, std::uint32_t from, std::uint32_t before) const {
  const auto found = at_.find(reg);
  if (found == at_.end()) return ptx::none;
  const auto next = std::lower_bound(found->second.begin(), found->second.end(), before);
  if (next == found->second.begin() || *(next - 1) < from) return ptx::none;
  return *(next - 1);
}

Hoist::Hoist(FunctionPlan& plan, const Definitions& definitions, std::uint32_t place)
    : plan_(plan), definitions_(definitions), place_(place) {}

std::uint32_t Hoist::definition(std::uint32_t reg, std::uint32_t at) const {
  return definitions_.last(reg, place_, at);
}

Value Hoist::simplify(std::uint32_t reg, std::uint32_t at) const {
  constexpr int mostSteps = 64;
  constexpr std::int64_t mostOffset = std::int64_t{1} << 30;
  Value value{reg, at, 0};
  for (int step = 0; step < mostSteps; ++step) {
    const std::uint32_t set = definitions_.last(value.reg, definitions_.blockFirst(), value.at);
    if (set == ptx::none) break;
    const ptx::Instruction& instruction = plan_.function().instructions[set];
    const std::string_view opcode = instruction.opcode;
    const bool sum = opcode == "add.s64" || opcode == "add.u64" || opcode == "add.s32" || opcode == "add.u32";
    if (!sum || instruction.guard != ptx::none || instruction.operands.size() != 3 ||
        !isRegister(instruction.operands[1]) || instruction.operands[1].component != 0 ||
        instruction.operands[2].kind != ptx::OperandKind::integer) {
      break;
    }
    const std::int64_t next = value.offset + instruction.operands[2].value;
    if (next > mostOffset || next < -mostOffset) break;
    const std::uint32_t source = instruction.operands[1].index;
    // What was added before the place must still be there.
    if (set < place_ && definitions_.last(source, set, place_) != ptx::none) break;
    value.reg = source;
    value.at = std::max(set, place_);
    value.offset = next;
  }
  return value;
}

std::uint64_t Hoist::keyOf(const Value& value) const {
  constexpr unsigned halfBits = 32;
  const std::uint32_t set = definition(value.reg, value.at);
  return (std::uint64_t{value.reg} << halfBits) | set;
}

bool Hoist::reaches(std::uint32_t reg, std::uint32_t at) const {
  unsigned left = mostRepeated;
  return reaches(reg, at, left);
}

bool Hoist::reaches(std::uint32_t reg, std::uint32_t at, unsigned& left) const {
  const std::uint32_t set = definition(reg, at);
  if (set == ptx::none || copies_.count(set) != 0) return true;
  const ptx::Instruction& instruction = plan_.function().instructions[set];
  if (left == 0 || !isPure(plan_.function(), instruction)) return false;
  --left;
  return std::all_of(instruction.operands.begin() + 1, instruction.operands.end(), [&](const ptx::Operand& operand) {
    return !isRegister(operand) || reaches(operand.index, set, left);
  });
}

std::string Hoist::name(std::uint32_t reg, std::uint32_t at, std::string& text) {
  const ptx::Function& function = plan_.function();
  const std::uint32_t set = definition(reg, at);
  if (set == ptx::none) return std::string(function.registers[reg].name);
  const auto known = copies_.find(set);
  if (known != copies_.end()) return known->second;
  const ptx::Instruction& instruction = function.instructions[set];
  ptx::Renames renames;
  for (std::size_t i = 1; i < instruction.operands.size(); ++i) {
    if (isRegister(instruction.operands[i])) {
      renames[instruction.operands[i].index] = name(instruction.operands[i].index, set, text);
    }
  }
  constexpr std::uint32_t wideBytes = 8;
  constexpr std::uint32_t narrowBytes = 2;
  const ptx::Register& target = function.registers[reg];
  std::string copy;
  if (target.type == ptx::Type::pred) {
    copy = plan_.edits().fresh(RegisterClass::pred);
  } else if (ptx::bytesOf(target.type) == wideBytes) {
    copy = plan_.edits().fresh(RegisterClass::b64);
  } else if (ptx::bytesOf(target.type) <= narrowBytes) {
    copy = plan_.edits().fresh(RegisterClass::b16);
  } else {
    copy = plan_.edits().fresh(RegisterClass::b32);
  }
  ptx::Writer out(plan_.module().module());
  // The target is printed by hand: an instruction may read the register that it sets.
  out << "\t" << instruction.opcode << " " << copy;
  for (std::size_t i = 1; i < instruction.operands.size(); ++i) {
    out << ", ";
    ptx::printOperand(out, function, instruction.operands[i], renames);
  }
  text += out.take() + ";\n\t";
  copies_[set] = copy;
  return copy;
}

}  // namespace warpsmith::instrument
