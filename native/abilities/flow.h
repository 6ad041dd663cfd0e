#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "abilities/control.h"
#include "abilities/memory.h"
#include "abilities/reach.h"
#include "abilities/value.h"
#include "instrument/touch.h"
#include "ptx/module.h"

namespace warpsmith::abilities {

// How a plan launches one kernel.
struct KernelUse {
  std::vector<std::uint32_t> tensors;  // indices of the parameters that point to tensors
  std::vector<std::uint32_t> maps;     // and of those that are tensor maps, in which an address stands
};
using KernelUses = std::map<std::string, KernelUse>;  // by symbol

// An instruction of a function of `Reach`.
struct Place {
  std::uint32_t function = 0;
  std::uint32_t instruction = 0;
};

// One memory access, as far as its address tells where it goes.
struct MemoryAccess {
  Place at;
  BaseId base = noBase;
  Region region = Region::global;
  bool reads = false;
  bool writes = false;
};

// Follows through all functions of `reach` what each value may depend on besides the launch's inputs: by computation,
// through memory, and by what a branch decides. Nothing is left out knowingly but the order in which threads run.
class Flow {
 public:
  // `alignedBits`: of the addresses of tensors.
  Flow(const ptx::Module& module, const Reach& reach, const KernelUses& uses, std::uint8_t alignedBits);

  // The first place where what a kernel leaves behind depends on one of `marks`: memory that others see, or a barrier.
  std::optional<Place> reached(Marks mark) const;
  // Whether the search came to its end; if not, everything counts as reached.
  bool isSettled() const noexcept { return isSettled_; }

  const std::vector<MemoryAccess>& accesses() const noexcept { return accesses_; }
  // Functions with an instruction that nobody knows, which may touch anything.
  bool isUnderstood(std::uint32_t function) const { return states_[function].isUnderstood; }
  const Bases& bases() const noexcept { return bases_; }
  const Control& control(std::uint32_t function) const { return states_[function].control; }
  Marks marksOf(std::uint32_t function, std::uint32_t reg) const { return states_[function].registers[reg].marks; }
  // Whether what is loaded there may be changed by other blocks meanwhile, and the load is made to see that.
  bool isWatch(const Place& place) const;
  // Null for what is not found.
  const ptx::Variable* variable(std::uint32_t function, const ptx::Operand& operand) const;

 private:
  struct State {
    State(const ptx::Function& of);

    const ptx::Function* function;
    Control control;
    std::vector<instrument::Touches> touches;  // by instruction
    std::vector<Value> registers;
    std::vector<Marks> blocks;   // by block: what decides whether it runs
    std::vector<Marks> decided;  // by block: what its end decides by
    std::size_t decisions = 0;
    Marks entry = 0;
    const KernelUse* use = nullptr;
    bool isUnderstood = true;
  };

  // A parameter that the plan gives a kernel.
  struct Given {
    std::uint32_t function = 0;
    std::uint32_t index = 0;
  };

  void pass();
  void step(std::uint32_t function, std::uint32_t at);
  void touch(std::uint32_t function, std::uint32_t at, Marks around);
  void parameter(std::uint32_t function, std::uint32_t at, Marks around);
  void call(std::uint32_t function, std::uint32_t at, Marks around);
  void decide(State& state, std::uint32_t block, Marks marks);
  void enter(State& state, Marks marks);
  void effect(const Place& place, Marks marks);

  Value valueOf(std::uint32_t function, const ptx::Operand& operand);
  Value addressOf(std::uint32_t function, const ptx::Operand& operand);
  Value parameterValue(const ptx::Variable& variable, const Value& address, std::uint32_t bytes);
  Value loaded(const instrument::Touch& touch, const Value& address, Region region, std::uint32_t offset,
               std::uint32_t bytes, bool isReal);
  // `bytes` of `moved`; 0 for any number of them.
  void write(const Place& place, const Value& address, Region region, std::uint32_t bytes, Marks around, Value moved);
  void assign(State& state, const ptx::Operand& operand, const Value& value);
  void assignParts(State& state, const ptx::Operand& operand, const Value& value);

  const Reach& reach_;
  Bases bases_;
  Memory memory_{bases_};
  std::uint8_t alignedBits_;
  std::unordered_map<std::string_view, const ptx::Variable*> variables_;
  std::unordered_map<const ptx::Variable*, Given> given_;
  std::vector<State> states_;
  std::map<Marks, Place> reached_;
  std::vector<MemoryAccess> accesses_;
  bool changed_ = false;
  bool isRecording_ = false;
  bool isSettled_ = false;
};

// Whether an instruction that computes or loads writes its first operand.
bool setsFirstOperand(const ptx::Instruction& instruction);

// What reading the special register tells; 0 for what is the same in every run of a plan.
Marks marksOfSpecial(std::string_view name);

}  // namespace warpsmith::abilities
