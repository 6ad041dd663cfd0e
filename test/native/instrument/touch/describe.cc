#include "describe.h"

using warpsmith::instrument::Access;
using warpsmith::instrument::DescribedMatrix;
using warpsmith::instrument::Touch;
using warpsmith::instrument::Touches;
using warpsmith::instrument::Window;
using warpsmith::ptx::Function;
using warpsmith::ptx::Operand;
using warpsmith::ptx::OperandKind;

namespace {

constexpr const char* windows[] = {"generic", "global", "shared", "cluster", "local", "constant", "parameter"};
constexpr const char* accesses[] = {"read", "write", "atomic"};

std::string describe(const Touch& touch, const Function& function) {
  std::string text = accesses[static_cast<int>(touch.access)];
  text += std::string(" ") + windows[static_cast<int>(touch.window)] + " ";
  text += touch.address == nullptr ? "nowhere" : describeOperand(*touch.address, function);
  text += " " + std::to_string(touch.bytes) + "/" + std::to_string(touch.alignment);
  if (touch.rows != 1) text += " rows " + std::to_string(touch.rows);
  if (touch.stride != nullptr) {
    text += " every " + describeOperand(*touch.stride, function) + "*" + std::to_string(touch.elementBytes);
    if (touch.elementsShare != 1) text += "/" + std::to_string(touch.elementsShare);
  }
  if (touch.size != nullptr) {
    text += " size " + describeOperand(*touch.size, function) + " in " + std::to_string(touch.sizeMultiple);
  }
  if (touch.lanes != 32) text += " lanes " + std::to_string(touch.lanes);
  if (touch.box != nullptr) text += " box " + describeOperand(*touch.box, function);
  if (touch.ignored != nullptr) text += " unless " + describeOperand(*touch.ignored, function);
  return text;
}

}  // namespace

std::string describeOperand(const Operand& operand, const Function& function) {
  std::string text = operand.negated ? "!" : "";
  const Operand& base = operand.kind == OperandKind::address ? operand.elements.front() : operand;
  if (base.kind == OperandKind::reg) {
    text += function.registers[base.index].name;
    if (base.component != 0) text += std::string(".") + "xyzw"[base.component - 1];
  } else if (base.kind == OperandKind::symbol) {
    text += base.text;
  } else {
    text += std::to_string(base.value);
  }
  if (operand.kind != OperandKind::address || operand.value == 0) return text;
  return text + (operand.value > 0 ? "+" : "") + std::to_string(operand.value);
}

std::string describe(const Touches& touches, const Function& function) {
  std::string text;
  for (const Touch& touch : touches.list) text += (text.empty() ? "" : "; ") + describe(touch, function);
  for (const DescribedMatrix& matrix : touches.matrices) {
    text += (text.empty() ? "" : "; ") + std::string(1, matrix.name) + " of " + std::to_string(matrix.rows) +
            (matrix.transposed ? " transposed" : "") + " at " + describeOperand(*matrix.descriptor, function);
  }
  if (touches.writtenMap != nullptr) text += "; writes by " + describeOperand(*touches.writtenMap, function);
  return touches.unchecked.empty() ? text : text + "|" + touches.unchecked;
}
