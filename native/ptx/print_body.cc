#include "ptx/print_body.h"

#include "ptx/print_variable.h"

namespace warpsmith::ptx {
namespace {

constexpr int digitsOfReal32 = 8;
constexpr int digitsOfReal64 = 16;

class BodyPrinter {
 public:
  BodyPrinter(Writer& out, const Function& function, const Renames& renames)
      : out_(out), function_(function), renames_(renames) {}

  void print();
  void instruction(const Instruction& instruction);
  void operand(const Operand& operand);

 private:
  void statement(const Statement& statement);
  void location(const Location& location);
  void label(const Label& label);
  void reg(std::uint32_t index);
  void address(const Operand& operand);
  void offset(const Operand& operand);
  void elements(const char* open, const std::vector<Operand>& elements, const char* close);

  Writer& out_;
  const Function& function_;
  const Renames& renames_;
};

void BodyPrinter::reg(std::uint32_t index) {
  const auto renamed = renames_.find(index);
  out_ << (renamed == renames_.end() ? function_.registers[index].name : std::string_view(renamed->second));
}

void BodyPrinter::print() {
  out_ << "{\n";
  for (const Statement& next : function_.body) statement(next);
  out_ << "}\n";
}

void BodyPrinter::statement(const Statement& statement) {
  switch (statement.kind) {
    case StatementKind::instruction:
      instruction(function_.instructions[statement.index]);
      break;
    case StatementKind::label:
      label(function_.labels[statement.index]);
      break;
    case StatementKind::variable:
      out_ << "\t";
      printDeclaration(out_, function_.variables[statement.index]);
      out_ << ";\n";
      break;
    case StatementKind::scopeOpen:
      out_ << "\t{\n";
      break;
    case StatementKind::scopeClose:
      out_ << "\t}\n";
      break;
    case StatementKind::location:
      location(out_.module().locations[statement.index]);
      break;
    case StatementKind::registers:
    case StatementKind::directive:
      out_ << "\t" << statement.text << "\n";
      break;
  }
}

void BodyPrinter::location(const Location& location) {
  out_ << "\t.loc " << location.file << " " << location.line << " " << location.column;
  if (!location.functionName.empty()) out_ << ", function_name " << location.functionName;
  if (location.inlinedAt != none) {
    const Location& call = out_.module().locations[location.inlinedAt];
    out_ << ", inlined_at " << call.file << " " << call.line << " " << call.column;
  }
  out_ << "\n";
}

void BodyPrinter::label(const Label& label) {
  out_ << label.name << ":";
  if (!label.prototype.empty()) out_ << " " << label.prototype << ";";
  if (!label.targets.empty()) {
    const char* separator = label.targetLabels.empty() ? " .calltargets " : " .branchtargets ";
    for (const std::string_view target : label.targets) {
      out_ << separator << target;
      separator = ", ";
    }
    out_ << ";";
  }
  out_ << "\n";
}

void BodyPrinter::instruction(const Instruction& instruction) {
  out_ << "\t";
  if (instruction.guard != none) {
    out_ << (instruction.guardNegated ? "@!" : "@");
    reg(instruction.guard);
    out_ << " ";
  }
  out_ << instruction.opcode;
  elements(" ", instruction.operands, ";\n");
}

void BodyPrinter::elements(const char* open, const std::vector<Operand>& elements, const char* close) {
  out_ << open;
  const char* separator = "";
  for (const Operand& element : elements) {
    out_ << separator;
    separator = ", ";
    operand(element);
  }
  out_ << close;
}

void BodyPrinter::operand(const Operand& operand) {
  switch (operand.kind) {
    case OperandKind::reg:
      if (operand.negated) out_ << (operand.value == 0 ? "!" : "-");
      reg(operand.index);
      if (operand.component != 0) out_ << "." << std::string_view("xyzw").substr(operand.component - 1u, 1);
      if (!operand.text.empty()) out_ << "." << operand.text;
      break;
    case OperandKind::special:
      out_ << operand.text;
      break;
    case OperandKind::symbol:
      out_ << operand.text;
      offset(operand);
      break;
    case OperandKind::label:
      out_ << function_.labels[operand.index].name;
      break;
    case OperandKind::integer:
      out_ << operand.value;
      break;
    case OperandKind::real32:
      out_.hexadecimal("0f", static_cast<std::uint64_t>(operand.value), digitsOfReal32);
      break;
    case OperandKind::real64:
      out_.hexadecimal("0d", static_cast<std::uint64_t>(operand.value), digitsOfReal64);
      break;
    case OperandKind::address:
      address(operand);
      break;
    case OperandKind::vector:
      elements("{", operand.elements, "}");
      break;
    case OperandKind::list:
      elements("(", operand.elements, ")");
      break;
    case OperandKind::pair:
      this->operand(operand.elements[0]);
      out_ << "|";
      this->operand(operand.elements[1]);
      break;
    case OperandKind::sink:
      out_ << "_";
      break;
  }
}

void BodyPrinter::offset(const Operand& operand) {
  // ptxas takes [%r1+-8] but not [%r1-8].
  if (operand.value != 0 || operand.hasOffset) out_ << "+" << operand.value;
}

void BodyPrinter::address(const Operand& address) {
  out_ << "[";
  operand(address.elements[0]);
  offset(address);
  for (std::size_t i = 1; i < address.elements.size(); ++i) {
    out_ << ", ";
    operand(address.elements[i]);
  }
  out_ << "]";
  if (!address.text.empty()) out_ << "." << address.text;
}

}  // namespace

void printBody(Writer& out, const Function& function) { BodyPrinter(out, function, {}).print(); }

void printInstruction(Writer& out, const Function& function, const Instruction& instruction, const Renames& renames) {
  BodyPrinter(out, function, renames).instruction(instruction);
}

void printOperand(Writer& out, const Function& function, const Operand& operand, const Renames& renames) {
  BodyPrinter(out, function, renames).operand(operand);
}

}  // namespace warpsmith::ptx
