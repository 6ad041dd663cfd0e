#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ptx/flow_graph.h"
#include "ptx/module.h"
#include "sim/op.h"
#include "sim/program.h"

namespace warpsmith::sim {

// Where an address operand points: a base that differs from lane to lane, and a constant.
struct AddressOperand {
  Slot base = 0;  // 64-bit slot, or 32-bit when `narrow`
  bool narrow = false;
  bool isFrame = false;  // a local variable or call parameter: relative to the thread's frame
  std::int64_t offset = 0;
};

// What a family's decoder sees of one instruction. A family sets `op` and returns true, or returns false for an
// instruction (or a form of it) that it does not know: that one is then reported when a thread comes to it.
class Decoder {
 public:
  // `rows` and `predicates` are by register of the function; `spare` is a row that nobody reads.
  Decoder(Program& program, FunctionCode& code, const ptx::FlowGraph& graph, const std::vector<Slot>& rows,
          const std::vector<std::uint32_t>& predicates, Slot spare);

  // Moves to an instruction. `visible` finds the variables and call parameters of its scope.
  using Scope = std::unordered_map<std::string_view, const PlacedVariable*>;
  void enter(std::uint32_t index, const Scope& visible);

  const ptx::Instruction& instruction() const { return *instruction_; }
  std::uint32_t index() const { return index_; }
  const ptx::Function& function() const { return *code_.function; }
  Program& program() { return program_; }
  FunctionCode& code() { return code_; }

  // The opcode without its dots: {"ld", "global", "v4", "f32"}.
  const std::vector<std::string_view>& parts() const { return parts_; }
  std::string_view root() const { return parts_.front(); }
  bool has(std::string_view modifier) const;
  // Types among the parts, in order ("cvt.rn.f32.s32": f32, s32).
  const std::vector<ptx::Type>& types() const { return types_; }
  ptx::Type type() const { return types_.empty() ? ptx::Type::other : types_.back(); }

  std::size_t operands() const { return instruction_->operands.size(); }
  const ptx::Operand& operand(std::size_t i) const { return instruction_->operands[i]; }

  // Slots of 32-bit (and narrower), 64-bit and 128-bit sources: registers, constants, special registers that don't
  // change, addresses of variables. `bits` is the width the instruction reads: constants are brought to it, a 64-bit
  // register read as 32 bits is refused. Returns false for what can't be one.
  bool source(const ptx::Operand& operand, unsigned bits, Slot& slot);
  bool source(std::size_t i, unsigned bits, Slot& slot) { return i < operands() && source(operand(i), bits, slot); }
  // `_` goes to a row that nobody reads.
  bool destination(const ptx::Operand& operand, unsigned bits, Slot& slot);
  bool destination(std::size_t i, unsigned bits, Slot& slot) {
    return i < operands() && destination(operand(i), bits, slot);
  }
  // A predicate register; `_` is noIndex.
  bool predicate(const ptx::Operand& operand, std::uint32_t& index) const;
  // Like `predicate`, with its negation; constants 0 and 1 are taken too.
  bool condition(const ptx::Operand& operand, std::uint32_t& index, bool& negated) const;
  bool address(const ptx::Operand& operand, AddressOperand& address);
  // A literal integer.
  bool literal(const ptx::Operand& operand, std::int64_t& value) const;
  // Width in bits of the register that an operand names; 0 when it is none.
  unsigned registerBits(const ptx::Operand& operand) const;
  ptx::Type registerType(const ptx::Operand& operand) const;

  // A local variable or call parameter of the function's frame, by name; null when there is none.
  const PlacedVariable* frameVariable(std::string_view name) const;
  // A kernel's parameter; of a function the parameters and returns are frame variables.
  const PlacedVariable* kernelParameter(std::string_view name) const;
  // Address of a variable of global, constant or shared memory, or of a function, as the space counts it.
  bool constantAddress(const ptx::Operand& symbol, std::uint64_t& address) const;

  // First instruction of the block where this instruction's branches meet again; the function's end when there is none.
  std::uint32_t reconvergence() const;
  std::uint32_t target(const ptx::Operand& label) const;

  template <class Detail>
  Detail* keep(std::unique_ptr<Detail> detail) {
    return program_.keep(std::move(detail));
  }

  // The row of a register, or of one element of a vector register.
  bool rowOf(const ptx::Operand& operand, Slot& slot) const;

 private:
  Program& program_;
  FunctionCode& code_;
  const ptx::FlowGraph& graph_;
  const std::vector<Slot>& rows_;
  const std::vector<std::uint32_t>& predicates_;
  const Slot spare_;
  const Scope* visible_ = nullptr;
  const ptx::Instruction* instruction_ = nullptr;
  std::uint32_t index_ = 0;
  std::vector<std::string_view> parts_;
  std::vector<ptx::Type> types_;
};

// Bits of an element of the type in a register: 32 for f16x2, 16 for f16, 1 for a predicate.
unsigned typeBits(ptx::Type type);
bool isSignedType(ptx::Type type);
// .u*, .s* and .b*.
bool isIntegerType(ptx::Type type);

// Decodes one instruction into `op`; false when no family knows it.
using FamilyDecoder = bool (*)(Decoder&, Op&);
bool decodeInstruction(Decoder& decoder, Op& op);

}  // namespace warpsmith::sim
