#include <algorithm>

#include "abilities/flow.h"
#include "instrument/opcode.h"

// How values get into memory and out of it, and from function to function.
namespace warpsmith::abilities {

namespace {

using instrument::Access;
using instrument::hasPart;
using instrument::rootOf;
using instrument::Touch;
using ptx::Operand;
using ptx::OperandKind;

constexpr std::uint32_t pointerBytes = 8;

std::uint32_t widthOf(std::string_view opcode) {
  std::uint32_t vector = 1;
  if (hasPart(opcode, "v2")) vector = 2;
  if (hasPart(opcode, "v4")) vector = 4;
  if (hasPart(opcode, "v8")) vector = 8;
  const std::string_view type = opcode.substr(opcode.rfind('.') + 1);
  const std::string_view digits = type.size() > 1 ? type.substr(1) : std::string_view{};
  if (digits == "8") return vector;
  if (digits == "16") return 2 * vector;
  if (digits == "32") return 4 * vector;
  return digits == "128" ? 16 : pointerBytes * vector;
}

std::size_t partsOf(const Operand& operand) {
  return operand.kind == OperandKind::vector ? std::max<std::size_t>(1, operand.elements.size()) : 1;
}

const Operand& part(const Operand& operand, std::size_t i) {
  return operand.kind == OperandKind::vector && i < operand.elements.size() ? operand.elements[i] : operand;
}

// What is left of a pointer that does not fit. Real numbers that lie beside pointers are no part of one as a rule:
// that is told when their bits are looked at.
Value narrowed(Bases& bases, const Value& value, std::uint32_t bytes, bool isReal = false) {
  if (bytes >= pointerBytes || value.base == noBase || !bases[value.base].varies) return value;
  if (!isReal) return bases.bits(value);
  return number((value.marks & static_cast<Marks>(~addressMark)) | partMark);
}

bool isRealLoad(std::string_view opcode) {
  const std::string_view type = opcode.substr(opcode.rfind('.') + 1);
  return type == "f32" || type == "f16" || type == "b16" || type == "u16";
}

}  // namespace

bool Flow::isWatch(const Place& place) const {
  const State& state = states_[place.function];
  const ptx::Instruction& instruction = state.function->instructions[place.instruction];
  const std::string_view opcode = instruction.opcode;
  const std::string_view root = rootOf(opcode);
  if (hasPart(opcode, "shared") || hasPart(opcode, "shared::cta") || hasPart(opcode, "shared::cluster")) return false;
  if (root == "atom")
    return hasPart(opcode, "cas") || hasPart(opcode, "exch") || hasPart(opcode, "or") || hasPart(opcode, "and") ||
           hasPart(opcode, "max") || hasPart(opcode, "min");
  if (root != "ld") return false;
  const bool isWide = hasPart(opcode, "gpu") || hasPart(opcode, "sys");
  return hasPart(opcode, "volatile") || hasPart(opcode, "mmio") || hasPart(opcode, "cv") ||
         (isWide && (hasPart(opcode, "acquire") || hasPart(opcode, "relaxed")));
}

Value Flow::parameterValue(const ptx::Variable& variable, const Value& address, std::uint32_t bytes) {
  const auto given = given_.find(&variable);
  if (given == given_.end()) {
    return memory_.loadAt(variable, address.isExact() ? address.offset : 0, address.isExact() ? bytes : 0);
  }
  const State& kernel = states_[given->second.function];
  const std::uint32_t index = given->second.index;
  const auto isAmong = [&](const std::vector<std::uint32_t>& indices) {
    return std::find(indices.begin(), indices.end(), index) != indices.end();
  };
  if (kernel.use == nullptr) return number();
  if (isAmong(kernel.use->maps)) return number(addressMark);
  if (!isAmong(kernel.use->tensors)) return number();
  if (!address.isExact() || address.offset != 0) return number(addressMark);
  return bases_.pointer(bases_.ofTensor(*kernel.function, index, alignedBits_));
}

void Flow::parameter(std::uint32_t function, std::uint32_t at, Marks around) {
  State& state = states_[function];
  const ptx::Instruction& instruction = state.function->instructions[at];
  const bool isLoad = rootOf(instruction.opcode) == "ld";
  if (instruction.operands.size() < 2) return;
  const Operand& place = instruction.operands[isLoad ? 1 : 0];
  const Operand& data = instruction.operands[isLoad ? 0 : 1];
  const Value address = addressOf(function, place);
  const ptx::Variable* variable = bases_[address.base].variable;
  const std::size_t parts = partsOf(data);
  const std::uint32_t bytes =
      std::max<std::uint32_t>(1, widthOf(instruction.opcode) / static_cast<std::uint32_t>(parts));
  for (std::size_t i = 0; i < parts; ++i) {
    const Value there = moved(address, static_cast<std::int64_t>(i * bytes));
    if (isLoad) {
      Value value = variable != nullptr ? parameterValue(*variable, there, bytes) : number(tellingMarks);
      value = narrowed(bases_, value, bytes, isRealLoad(instruction.opcode));
      value.marks |= around | address.marks;
      assign(state, part(data, i), value);
    } else if (variable != nullptr) {
      Value value = valueOf(function, part(data, i));
      value.marks |= around | address.marks;
      memory_.storeAt(*variable, there.offset, there.isExact() ? bytes : 0, value);
    }
  }
}

Value Flow::loaded(const Touch& touch, const Value& address, Region region, std::uint32_t offset, std::uint32_t bytes,
                   bool isReal) {
  const Value there = address.base != noBase ? moved(address, offset) : address;
  const ptx::Variable* variable = bases_[address.base].variable;
  const bool isParameter = variable != nullptr && variable->space == ptx::Space::param;
  if (touch.window == instrument::Window::parameter && variable == nullptr) return number(addressMark);
  Value value = isParameter ? parameterValue(*variable, there, bytes) : memory_.load(region, there, bytes);
  value = narrowed(bases_, value, bytes == 0 ? pointerBytes : bytes, isReal);
  value.marks |= address.marks;
  return value;
}

void Flow::write(const Place& place, const Value& address, Region region, std::uint32_t bytes, Marks around,
                 Value moved) {
  const bool isOwn = region == Region::own || region == Region::shared;
  if (isOwn) {
    moved.marks |= around | address.marks;
    if (bytes != 0) moved = narrowed(bases_, moved, bytes);
    memory_.store(region, address, bytes, moved);
    return;
  }
  // The barrier of a cooperative launch lies where a special register says.
  const bool isGrid = address.base == noBase && (address.marks & tellingMarks) == gridMark;
  effect(place, around | moved.marks | (isGrid ? Marks{0} : address.marks));
  if (moved.base == noBase) return;
  if (!bases_[moved.base].stored) changed_ = true;
  bases_.store(moved.base);
  moved.marks = 0;
  memory_.store(region, address, bytes, moved);
}

void Flow::touch(std::uint32_t function, std::uint32_t at, Marks around) {
  State& state = states_[function];
  const ptx::Instruction& instruction = state.function->instructions[at];
  const instrument::Touches& touches = state.touches[at];
  const Place place{function, at};
  const bool isSimple = touches.list.size() == 1 && touches.list[0].rows == 1 && touches.list[0].size == nullptr;
  const bool hasResult = setsFirstOperand(instruction);
  // What is moved or computed with, besides addresses.
  Value data = number();
  for (std::size_t i = hasResult ? 1 : 0; i < instruction.operands.size(); ++i) {
    const Operand& operand = instruction.operands[i];
    if (operand.kind == OperandKind::address) continue;
    data.marks |= bases_.bits(valueOf(function, operand)).marks;
  }
  Value read = number();    // of what is only read
  Value result = number();  // of that and of what was there before a change
  for (const Touch& each : touches.list) {
    const Value address = addressOf(function, *each.address);
    const Region region = memory_.regionOf(each.window, address);
    if (isRecording_) {
      accesses_.push_back({place, address.base, region, each.access != Access::write, each.access != Access::read});
    }
    // The map that says where a box lies is no part of the box.
    const bool isMap = each.window == instrument::Window::generic && rootOf(instruction.opcode) == "cp";
    if (each.access == Access::write || isMap) continue;
    const std::size_t parts = isSimple && hasResult ? partsOf(instruction.operands[0]) : 1;
    const std::uint32_t bytes =
        isSimple ? std::max<std::uint32_t>(1, each.bytes / static_cast<std::uint32_t>(parts)) : 0;
    for (std::size_t i = 0; i < parts; ++i) {
      Value value =
          loaded(each, address, region, static_cast<std::uint32_t>(i) * bytes, bytes, isRealLoad(instruction.opcode));
      const bool isOther = region == Region::global || region == Region::anywhere;
      if (isOther && isWatch(place)) value.marks |= waitMark;
      result = bases_.join(result, value);
      if (each.access == Access::read) read = bases_.join(read, value);
      if (!isSimple || !hasResult || each.access != Access::read) continue;
      value.marks |= around | data.marks;
      assign(state, part(instruction.operands[0], i), value);
    }
  }
  // Copies by a tensor map and what nobody knows read all that there is.
  if (rootOf(instruction.opcode) == "cp" || !touches.unchecked.empty()) {
    Value anywhere = number();
    anywhere.marks = 0;
    read = bases_.join(read, memory_.load(Region::anywhere, anywhere, 0));
    read.marks |= memory_.loadShared().marks;
    result = bases_.join(result, read);
  }
  for (const Touch& each : touches.list) {
    if (each.access == Access::read) continue;
    const Value address = addressOf(function, *each.address);
    const Region region = memory_.regionOf(each.window, address);
    const bool isStore = rootOf(instruction.opcode) == "st" && isSimple && instruction.operands.size() > 1;
    if (!isStore) {
      // What was there before is changed where it is.
      Value moved = each.access == Access::atomic ? data : read;
      moved.marks |= data.marks;
      write(place, address, region, isSimple ? each.bytes : 0, around, moved);
      continue;
    }
    const std::size_t parts = partsOf(instruction.operands[1]);
    for (std::size_t i = 0; i < parts; ++i) {
      const std::uint32_t bytes = each.bytes / static_cast<std::uint32_t>(parts);
      const Value there = address.base != noBase ? moved(address, static_cast<std::int64_t>(i * bytes)) : address;
      write(place, there, region, bytes, around, valueOf(function, part(instruction.operands[1], i)));
    }
  }
  const bool isUnknown = touches.list.empty() && !touches.unchecked.empty() && rootOf(instruction.opcode) != "wgmma";
  if (touches.writtenMap != nullptr || isUnknown) {
    effect(place, around | data.marks | read.marks |
                      (touches.writtenMap != nullptr ? addressOf(function, *touches.writtenMap).marks : Marks{0}));
  }
  if (!hasResult || (isSimple && touches.list[0].access == Access::read)) return;
  result.marks |= around | data.marks;
  assign(state, instruction.operands[0], result);
}

void Flow::call(std::uint32_t function, std::uint32_t at, Marks around) {
  State& state = states_[function];
  const ptx::Instruction& instruction = state.function->instructions[at];
  const CallSite site = callSiteOf(instruction);
  if (site.target == nullptr) return;
  const Marks inside =
      around |
      (site.target->kind == OperandKind::reg ? state.registers[site.target->index].marks & tellingMarks : Marks{0});
  const auto give = [&](const Operand& from, const ptx::Variable& to) {
    if (const ptx::Variable* variable = this->variable(function, from)) {
      memory_.copy(*variable, to);
    } else {
      memory_.storeAt(to, 0, pointerBytes, valueOf(function, from));
    }
  };
  const auto take = [&](const Operand& into, const ptx::Variable& from) {
    if (const ptx::Variable* variable = this->variable(function, into)) {
      memory_.copy(from, *variable);
    } else {
      assign(state, into, memory_.loadAt(from, 0, pointerBytes));
    }
  };
  const std::vector<std::uint32_t> callees = reach_.callees(site);
  for (const std::uint32_t index : callees) {
    State& callee = states_[index];
    enter(callee, inside & tellingMarks);
    const std::vector<ptx::Variable>& parameters = callee.function->parameters;
    for (std::size_t i = 0; site.arguments != nullptr && i < site.arguments->elements.size() && i < parameters.size();
         ++i) {
      give(site.arguments->elements[i], parameters[i]);
    }
    const std::vector<ptx::Variable>& returns = callee.function->returns;
    for (std::size_t i = 0; site.results != nullptr && i < site.results->elements.size() && i < returns.size(); ++i) {
      take(site.results->elements[i], returns[i]);
    }
  }
  if (!callees.empty() || site.results == nullptr) return;
  // Of code that is not in the module.
  const bool isHeap = site.target->kind == OperandKind::symbol && site.target->text == "malloc";
  for (const Operand& result : site.results->elements) {
    Value value = isHeap ? bases_.pointer(lostBase) : number();
    value.marks |= inside;
    if (const ptx::Variable* variable = this->variable(function, result)) {
      memory_.storeAt(*variable, 0, pointerBytes, value);
    } else {
      assign(state, result, value);
    }
  }
}

}  // namespace warpsmith::abilities
