#include "instrument/touch_form.h"

#include <algorithm>

#include "ptx/parse_type.h"

namespace warpsmith::instrument {

namespace {

using ptx::Operand;
using ptx::OperandKind;
using ptx::Type;

bool startsWith(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool isInteger(Type type, std::uint32_t bytes) {
  return type >= Type::b8 && type <= Type::s64 && ptx::bytesOf(type) == bytes;
}

// Neither predicates nor handles lie in memory as values.
bool isStorable(Type type) {
  return type != Type::pred && type != Type::texref && type != Type::samplerref && type != Type::surfref &&
         type != Type::other;
}

}  // namespace

TouchForm::TouchForm(const ptx::Instruction& instruction, const ptx::Function& function)
    : instruction_(instruction), function_(function) {
  const std::string_view opcode = instruction.opcode;
  for (std::size_t dot = opcode.find('.'); dot != std::string_view::npos;) {
    const std::size_t next = opcode.find('.', dot + 1);
    left_.push_back(opcode.substr(dot + 1, next == std::string_view::npos ? next : next - dot - 1));
    dot = next;
  }
}

bool TouchForm::take(std::string_view part) {
  const auto found = std::find(left_.begin(), left_.end(), part);
  if (found == left_.end()) return false;
  left_.erase(found);
  return true;
}

std::string_view TouchForm::takeAny(std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (take(part)) return part;
  }
  return {};
}

std::string_view TouchForm::takeFirst() {
  if (left_.empty()) return {};
  const std::string_view first = left_.front();
  left_.erase(left_.begin());
  return first;
}

void TouchForm::takeOrdering() {
  take("mmio");
  takeAny({"weak", "volatile", "relaxed", "acquire", "release", "acq_rel"});
  takeAny({"cta", "cluster", "gpu", "sys"});
}

bool TouchForm::takeCaching() {
  takeAny({"ca", "cg", "cs", "lu", "cv", "wb", "wt"});
  const bool hasPolicy = take("L2::cache_hint");
  const auto isHint = [](std::string_view part) { return startsWith(part, "L1::") || startsWith(part, "L2::"); };
  left_.erase(std::remove_if(left_.begin(), left_.end(), isHint), left_.end());
  return hasPolicy;
}

Window TouchForm::takeWindow() {
  struct Named {
    std::string_view name;
    Window window;
  };
  static constexpr Named names[] = {{"global", Window::global},           {"shared", Window::shared},
                                    {"shared::cta", Window::shared},      {"local", Window::local},
                                    {"shared::cluster", Window::cluster}, {"const", Window::constant}};
  for (auto part = left_.begin(); part != left_.end(); ++part) {
    for (const Named& named : names) {
      if (*part != named.name) continue;
      left_.erase(part);
      return named.window;
    }
  }
  return Window::generic;
}

std::uint32_t TouchForm::takeWidth() {
  const auto isType = [](std::string_view part) { return isStorable(ptx::typeNamed(part)); };
  const auto type = std::find_if(left_.begin(), left_.end(), isType);
  if (type == left_.end()) return 0;
  const std::uint32_t bytes = ptx::bytesOf(ptx::typeNamed(*type));
  left_.erase(type);
  const std::string_view vector = takeAny({"v2", "v4", "v8"});
  return vector.empty() ? bytes : bytes * static_cast<std::uint32_t>(vector[1] - '0');
}

const Operand* TouchForm::address(std::size_t operand) const { return addressOf(operand, 1); }

const Operand* TouchForm::tensorAddress(std::size_t operand) const {
  const Operand* address = addressOf(operand, 2);
  return address != nullptr && address->elements[1].kind == OperandKind::vector ? address : nullptr;
}

const Operand* TouchForm::addressOf(std::size_t operand, std::size_t elements) const {
  if (operand >= operands()) return nullptr;
  const Operand& address = instruction_.operands[operand];
  if (address.kind != OperandKind::address || address.elements.size() != elements) return nullptr;
  if (!address.text.empty() && address.text != "unified") return nullptr;
  const Operand& base = address.elements.front();
  if (base.kind == OperandKind::integer || base.kind == OperandKind::symbol) return &address;
  const Type type = registerType(base);
  return isInteger(type, 4) || isInteger(type, 8) ? &address : nullptr;
}

const Operand* TouchForm::number(std::size_t operand) const {
  if (operand >= operands()) return nullptr;
  const Operand& number = instruction_.operands[operand];
  if (number.kind == OperandKind::integer) return number.value >= 0 && number.value >> 32 == 0 ? &number : nullptr;
  return !number.negated && isInteger(registerType(number), 4) ? &number : nullptr;
}

const Operand* TouchForm::predicate(std::size_t operand) const {
  if (operand >= operands()) return nullptr;
  const Operand& predicate = instruction_.operands[operand];
  return registerType(predicate) == Type::pred ? &predicate : nullptr;
}

const Operand* TouchForm::wide(std::size_t operand) const {
  if (operand >= operands()) return nullptr;
  const Operand& wide = instruction_.operands[operand];
  return !wide.negated && isInteger(registerType(wide), 8) ? &wide : nullptr;
}

bool TouchForm::isVector(std::size_t operand) const {
  return operand < operands() && instruction_.operands[operand].kind == OperandKind::vector;
}

bool TouchForm::isInParameter(const Operand& address, std::uint32_t bytes) const {
  const Operand& base = address.elements.front();
  if (base.kind != OperandKind::symbol || base.index != ptx::none || address.value < 0) return false;
  return std::any_of(function_.parameters.begin(), function_.parameters.end(), [&](const ptx::Variable& parameter) {
    return parameter.name == base.text && bytes <= parameter.bytes() &&
           static_cast<std::uint64_t>(address.value) <= parameter.bytes() - bytes;
  });
}

// `other` for what is no whole register: a part of one, or a vector of several.
Type TouchForm::registerType(const Operand& operand) const {
  if (operand.kind != OperandKind::reg || operand.index >= function_.registers.size() || !operand.text.empty()) {
    return Type::other;
  }
  const ptx::Register& reg = function_.registers[operand.index];
  return (reg.elements > 1) == (operand.component != 0) ? reg.type : Type::other;
}

}  // namespace warpsmith::instrument
