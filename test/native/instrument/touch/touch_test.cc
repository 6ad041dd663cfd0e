// Without arguments: the tables of cases, and random changes to them. With files of PTX: each one's instructions that
// can't be checked, a line `FILE: SENTENCE` for each sentence, and how many touches there are.
#include "instrument/touch.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <set>
#include <string>

#include "cases.h"
#include "describe.h"
#include "ptx/parser.h"

namespace {

using namespace warpsmith;

int failures = 0;

void fail(std::string_view instruction, const std::string& why) {
  if (++failures <= 40) std::cout << instruction << "\n  " << why << "\n";
}

std::shared_ptr<const ptx::Module> moduleOf(std::string_view instruction) {
  return ptx::parse(
      ".version 9.0\n.target sm_90a\n.address_size 64\n"
      ".global .align 16 .b8 gl[256];\n.const .align 16 .b8 co[64];\n"
      ".visible .entry k(.param .align 64 .b8 map[128])\n{\n"
      ".reg .pred %p<4>; .reg .b16 %rs<9>; .reg .b32 %r<17>; .reg .b64 %rd<9>; .reg .f32 %f<9>; .reg .f64 %fd<5>;\n"
      ".reg .b128 %q<4>; .reg .v2 .b64 %v;\n.shared .align 128 .b8 sh[1024]; .local .align 16 .b8 lo[64];\n" +
      std::string(instruction) + ";\n}\n");
}

void check(std::string_view instruction, std::string_view expected) {
  try {
    const auto parsed = moduleOf(instruction);
    const ptx::Function& function = parsed->functions.front();
    const ptx::Instruction& only = function.instructions.front();
    const std::string found = describe(instrument::touchesOf(only, function), function);
    if (found != expected) fail(instruction, "expected \"" + std::string(expected) + "\", found \"" + found + "\"");
  } catch (const std::exception& error) {
    fail(instruction, error.what());
  }
}

std::string_view opcodeOf(std::string_view instruction) { return instruction.substr(0, instruction.find(' ')); }

bool isPowerOfTwo(std::uint32_t value) { return value != 0 && (value & (value - 1)) == 0; }

bool isOwn(const ptx::Operand* operand, const ptx::Instruction& instruction) {
  for (const ptx::Operand& each : instruction.operands) {
    if (operand == &each) return true;
  }
  return false;
}

// What must hold of any instruction, however wrong.
std::string promiseBroken(const instrument::Touches& touches, const ptx::Instruction& instruction) {
  for (const instrument::Touch& touch : touches.list) {
    if (!isOwn(touch.address, instruction)) return "an address that is no operand";
    if (touch.address->kind != ptx::OperandKind::address) return "an address of another kind";
    if (touch.size != nullptr && !isOwn(touch.size, instruction)) return "a size that is no operand";
    if (touch.stride != nullptr && !isOwn(touch.stride, instruction)) return "a stride that is no operand";
    if (touch.ignored != nullptr && !isOwn(touch.ignored, instruction)) return "a predicate that is no operand";
    if (touch.bytes == 0 && touch.size == nullptr) return "no width";
    if (!isPowerOfTwo(touch.alignment) || !isPowerOfTwo(touch.sizeMultiple)) return "no alignment";
    if (touch.lanes == 0 || touch.lanes > 32 || touch.rows == 0) return "no lanes or rows";
  }
  for (const instrument::DescribedMatrix& matrix : touches.matrices) {
    if (!isOwn(matrix.descriptor, instruction)) return "a descriptor that is no operand";
    if (matrix.descriptor->kind != ptx::OperandKind::reg) return "a descriptor that is no register";
    if (matrix.rows == 0 || matrix.rows % 8 != 0 || matrix.rows > 256) return "no rows";
  }
  return {};
}

class Mutator {
 public:
  void change(ptx::Instruction& instruction) {
    std::vector<ptx::Operand>& operands = instruction.operands;
    switch (below(7)) {
      case 0:
        if (!operands.empty()) operands.erase(operands.begin() + static_cast<std::ptrdiff_t>(below(operands.size())));
        break;
      case 1:
        if (!operands.empty()) operands.push_back(operands[below(operands.size())]);
        break;
      case 2:
        if (operands.size() > 1) std::swap(operands[below(operands.size())], operands[below(operands.size())]);
        break;
      case 3:
        changeOpcode(instruction);
        break;
      default:
        if (!operands.empty()) change(operands[below(operands.size())]);
    }
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  void change(ptx::Operand& operand) {
    switch (below(6)) {
      case 0:
        operand.kind = static_cast<ptx::OperandKind>(below(12));
        break;
      case 1:
        operand.index = static_cast<std::uint32_t>(below(2) == 0 ? ptx::none : below(80));
        break;
      case 2:
        operand.value = static_cast<std::int64_t>(random_());
        break;
      case 3:
        if (!operand.elements.empty()) operand.elements.pop_back();
        break;
      case 4:
        operand.elements.emplace_back();
        break;
      default:
        if (!operand.elements.empty()) change(operand.elements[below(operand.elements.size())]);
    }
  }

  // Leaves a part out, or says it twice.
  void changeOpcode(ptx::Instruction& instruction) {
    const std::string opcode(instruction.opcode);
    const std::size_t from = opcode.find('.', below(opcode.size()));
    if (from == std::string::npos) return;
    const std::size_t to = std::min(opcode.find('.', from + 1), opcode.size());
    const std::string part = below(2) == 0 ? std::string{} : opcode.substr(from, to - from);
    opcodes_.insert(opcode.substr(0, from) + part + part + opcode.substr(to));
    instruction.opcode = *opcodes_.find(opcode.substr(0, from) + part + part + opcode.substr(to));
  }

  std::mt19937_64 random_{20261122};
  std::set<std::string> opcodes_;
};

// An instruction that touched something never comes to touch nothing without a word, unless it names no memory.
void checkChanged(const std::vector<TouchCase>& cases) {
  constexpr int times = 2000;
  Mutator mutator;
  for (const TouchCase& each : cases) {
    const auto parsed = moduleOf(each.instruction);
    const ptx::Function& function = parsed->functions.front();
    for (int i = 0; i < times; ++i) {
      ptx::Instruction changed = function.instructions.front();
      const int changes = i % 4 + 1;
      for (int change = 0; change < changes; ++change) mutator.change(changed);
      const instrument::Touches touches = instrument::touchesOf(changed, function);
      const std::string broken = promiseBroken(touches, changed);
      if (!broken.empty()) fail(each.instruction, broken);
      const bool namesMemory = !changed.operands.empty() && each.expected.find("map") == std::string_view::npos;
      if (namesMemory && touches.list.empty() && touches.matrices.empty() && touches.unchecked.empty()) {
        fail(each.instruction, "changed to " + std::string(changed.opcode) + " it touches nothing");
      }
    }
  }
}

int testTables() {
  std::size_t count = 0;
  const std::vector<TouchCase> tables[] = {loadStoreCases(), atomicCases(), copyCases(),     tensorCases(),
                                           barrierCases(),   matrixCases(), uncheckedCases()};
  for (const auto& cases : tables) {
    for (const TouchCase& each : cases) check(each.instruction, each.expected);
    count += cases.size();
  }
  for (const std::string_view each : untouchingCases()) check(each, "");
  for (const std::string_view each : malformedCases()) {
    check(each, "|the instruction " + std::string(opcodeOf(each)));
  }
  for (const auto& cases : tables) checkChanged(cases);
  count += untouchingCases().size() + malformedCases().size();
  if (failures == 0) std::cout << "passed " << count << "\n";
  return failures == 0 ? 0 : 1;
}

void list(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto parsed = ptx::parse(text);
  std::set<std::string> sentences;
  std::size_t touched = 0;
  for (const ptx::Function& function : parsed->functions) {
    for (const ptx::Instruction& instruction : function.instructions) {
      const instrument::Touches touches = instrument::touchesOf(instruction, function);
      if (!touches.unchecked.empty()) sentences.insert(touches.unchecked);
      const std::string broken = promiseBroken(touches, instruction);
      if (!broken.empty()) sentences.insert(broken);
      touched += touches.list.size() + touches.matrices.size();
    }
  }
  for (const std::string& sentence : sentences) std::cout << path << ": " << sentence << "\n";
  std::cout << path << ": " << touched << "\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 1) return testTables();
  for (int i = 1; i < count; ++i) list(arguments[i]);
  return 0;
}
