#include "sim/decoder.h"

#include <cstring>

#include "sim/windows.h"

namespace warpsmith::sim {

namespace {

bool typeNamed(std::string_view name, ptx::Type& type) {
  for (unsigned i = 0; i < static_cast<unsigned>(ptx::Type::other); ++i) {
    if (ptx::nameOf(static_cast<ptx::Type>(i)) == name) {
      type = static_cast<ptx::Type>(i);
      return true;
    }
  }
  return false;
}

double doubleOf(std::int64_t bits) {
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::uint64_t bitsOfDouble(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

std::uint32_t bitsOfFloat(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

float floatOf(std::int64_t bits) {
  const auto low = static_cast<std::uint32_t>(bits);
  float value = 0;
  std::memcpy(&value, &low, sizeof value);
  return value;
}

}  // namespace

unsigned typeBits(ptx::Type type) { return type == ptx::Type::pred ? 1 : ptx::bytesOf(type) * 8; }

bool isSignedType(ptx::Type type) {
  switch (type) {
    case ptx::Type::s8:
    case ptx::Type::s16:
    case ptx::Type::s32:
    case ptx::Type::s64:
      return true;
    default:
      return false;
  }
}

bool isIntegerType(ptx::Type type) { return type >= ptx::Type::b8 && type <= ptx::Type::s64; }

Decoder::Decoder(Program& program, FunctionCode& code, const ptx::FlowGraph& graph, const std::vector<Slot>& rows,
                 const std::vector<std::uint32_t>& predicates, Slot spare)
    : program_(program), code_(code), graph_(graph), rows_(rows), predicates_(predicates), spare_(spare) {}

void Decoder::enter(std::uint32_t index, const Scope& visible) {
  index_ = index;
  visible_ = &visible;
  instruction_ = &function().instructions[index];
  parts_.clear();
  types_.clear();
  std::string_view rest = instruction_->opcode;
  while (!rest.empty()) {
    const std::size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    if (!part.empty()) parts_.push_back(part);
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (parts_.empty()) parts_.push_back({});
  for (std::size_t i = 1; i < parts_.size(); ++i) {
    ptx::Type type = ptx::Type::other;
    if (typeNamed(parts_[i], type)) types_.push_back(type);
  }
}

bool Decoder::has(std::string_view modifier) const {
  for (std::size_t i = 1; i < parts_.size(); ++i) {
    if (parts_[i] == modifier) return true;
  }
  return false;
}

ptx::Type Decoder::registerType(const ptx::Operand& operand) const {
  if (operand.kind != ptx::OperandKind::reg || operand.index >= function().registers.size()) return ptx::Type::other;
  return function().registers[operand.index].type;
}

unsigned Decoder::registerBits(const ptx::Operand& operand) const {
  const ptx::Type type = registerType(operand);
  return type == ptx::Type::other ? 0 : typeBits(type);
}

bool Decoder::source(const ptx::Operand& operand, unsigned bits, Slot& slot) {
  switch (operand.kind) {
    case ptx::OperandKind::reg: {
      const unsigned has = registerBits(operand);
      if (has == 0 || has == 1) return false;
      if (bits <= 32 ? has > 32 : has != bits) return false;
      return !operand.negated && rowOf(operand, slot);
    }
    case ptx::OperandKind::integer:
      if (bits == 128) {
        slot =
            program_.constant128(static_cast<std::uint64_t>(operand.value), operand.value < 0 ? ~std::uint64_t{0} : 0);
      } else if (bits == 64) {
        slot = program_.constant64(static_cast<std::uint64_t>(operand.value));
      } else {
        const auto value = static_cast<std::uint32_t>(operand.value);
        slot = program_.constant32(bits >= 32 ? value : value & ((1u << bits) - 1));
      }
      return true;
    case ptx::OperandKind::real32:
      if (bits == 32) slot = program_.constant32(static_cast<std::uint32_t>(operand.value));
      if (bits == 64) slot = program_.constant64(bitsOfDouble(floatOf(operand.value)));
      return bits == 32 || bits == 64;
    case ptx::OperandKind::real64:
      if (bits == 32) slot = program_.constant32(bitsOfFloat(static_cast<float>(doubleOf(operand.value))));
      if (bits == 64) slot = program_.constant64(static_cast<std::uint64_t>(operand.value));
      return bits == 32 || bits == 64;
    case ptx::OperandKind::special:
      if (operand.text != "WARP_SZ" || bits > 64) return false;
      slot = bits == 64 ? program_.constant64(warpSize) : program_.constant32(warpSize);
      return true;
    case ptx::OperandKind::symbol: {
      std::uint64_t address = 0;
      if (bits > 64 || frameVariable(operand.text) || !constantAddress(operand, address)) return false;
      address += static_cast<std::uint64_t>(operand.value);
      slot = bits == 64 ? program_.constant64(address) : program_.constant32(static_cast<std::uint32_t>(address));
      return true;
    }
    default:
      return false;
  }
}

bool Decoder::destination(const ptx::Operand& operand, unsigned bits, Slot& slot) {
  if (operand.kind == ptx::OperandKind::sink) {
    slot = spare_;
    return true;
  }
  if (operand.kind != ptx::OperandKind::reg) return false;
  const unsigned has = registerBits(operand);
  if (has <= 1 || (bits <= 32 ? has > 32 : has != bits)) return false;
  return rowOf(operand, slot);
}

bool Decoder::rowOf(const ptx::Operand& operand, Slot& slot) const {
  const ptx::Register& reg = function().registers[operand.index];
  slot = rows_[operand.index];
  if (reg.elements == 1) return operand.component == 0;
  if (operand.component == 0 || operand.component > reg.elements) return false;
  const unsigned bits = typeBits(reg.type);
  slot += static_cast<Slot>((operand.component - 1u) * (bits <= 32 ? 1 : bits / 32));
  return true;
}

bool Decoder::predicate(const ptx::Operand& operand, std::uint32_t& index) const {
  if (operand.kind == ptx::OperandKind::sink) {
    index = noIndex;
    return true;
  }
  if (registerType(operand) != ptx::Type::pred) return false;
  index = predicates_[operand.index];
  return true;
}

bool Decoder::condition(const ptx::Operand& operand, std::uint32_t& index, bool& negated) const {
  if (operand.kind == ptx::OperandKind::integer) {
    index = noIndex;
    negated = operand.value == 0;
    return true;
  }
  negated = operand.negated;
  return operand.kind == ptx::OperandKind::reg && predicate(operand, index);
}

bool Decoder::literal(const ptx::Operand& operand, std::int64_t& value) const {
  value = operand.value;
  return operand.kind == ptx::OperandKind::integer;
}

const PlacedVariable* Decoder::frameVariable(std::string_view name) const {
  const auto found = visible_->find(name);
  return found == visible_->end() ? nullptr : found->second;
}

const PlacedVariable* Decoder::kernelParameter(std::string_view name) const {
  if (!function().isEntry) return nullptr;
  for (const PlacedVariable& parameter : code_.parameters) {
    if (parameter.variable->name == name) return &parameter;
  }
  return nullptr;
}

bool Decoder::constantAddress(const ptx::Operand& operand, std::uint64_t& address) const {
  const std::string_view symbol = operand.text;
  // Scopes may have variables of one name: the parser has told them apart.
  if (operand.index < function().variables.size()) {
    const ptx::Variable& variable = function().variables[operand.index];
    const PlacedVariable* placed = program_.sharedVariable(&variable);
    if (placed) address = placed->offset;
    if (placed) return true;
  }
  if (const auto* global = program_.global(symbol)) {
    address = global->memory->address();
    return true;
  }
  if (const ptx::Variable* variable = program_.module().variable(symbol)) {
    const PlacedVariable* placed = program_.sharedVariable(variable);
    if (placed) address = placed->offset;
    return placed != nullptr;
  }
  const std::uint32_t called = program_.functionIndex(symbol);
  if (called != noIndex) {
    address = Program::addressOf(called);
    return true;
  }
  return false;
}

bool Decoder::address(const ptx::Operand& operand, AddressOperand& result) {
  if (operand.kind != ptx::OperandKind::address || operand.elements.empty()) return false;
  const ptx::Operand& base = operand.elements.front();
  result = AddressOperand{};
  result.offset = operand.value;
  switch (base.kind) {
    case ptx::OperandKind::reg: {
      const unsigned bits = registerBits(base);
      result.narrow = bits == 32;
      return source(base, bits, result.base) && (bits == 32 || bits == 64);
    }
    case ptx::OperandKind::integer:
      result.base = program_.constant64(static_cast<std::uint64_t>(base.value));
      return true;
    case ptx::OperandKind::symbol: {
      if (const PlacedVariable* placed = frameVariable(base.text)) {
        result.isFrame = true;
        // Sums of offsets wrap around, as addresses do.
        result.offset = static_cast<std::int64_t>(placed->offset + static_cast<std::uint64_t>(operand.value) +
                                                  static_cast<std::uint64_t>(base.value));
        return true;
      }
      std::uint64_t address = 0;
      if (const PlacedVariable* parameter = kernelParameter(base.text)) {
        address = parameterWindow + parameter->offset;
      } else if (!constantAddress(base, address)) {
        return false;
      }
      result.base = program_.constant64(address + static_cast<std::uint64_t>(base.value));
      return true;
    }
    default:
      return false;
  }
}

std::uint32_t Decoder::reconvergence() const {
  const std::uint32_t meeting = graph_.blocks[graph_.blockOf[index_]].immediatePostDominator;
  return meeting == ptx::none ? static_cast<std::uint32_t>(function().instructions.size())
                              : graph_.blocks[meeting].first;
}

std::uint32_t Decoder::target(const ptx::Operand& label) const {
  if (label.kind != ptx::OperandKind::label || label.index >= function().labels.size()) return noIndex;
  return function().labels[label.index].target;
}

}  // namespace warpsmith::sim
