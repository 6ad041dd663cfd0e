#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "instrument/function_plan.h"
#include "ptx/flow_graph.h"

namespace warpsmith::instrument {

// Where a basic block's instructions set registers.
class Definitions {
 public:
  Definitions(const ptx::Function& function, const ptx::BasicBlock& block);

  // The last instruction in [from, before) that sets the register; ptx::none when there is none.
  std::uint32_t last(std::uint32_t reg, std::uint32_t from, std::uint32_t before) const;
  std::uint32_t blockFirst() const noexcept { return first_; }

 private:
  std::uint32_t first_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> at_;
};

// A register's value at some instruction, plus a constant.
struct Value {
  std::uint32_t reg = ptx::none;
  std::uint32_t at = 0;  // the register's value before this instruction
  std::int64_t offset = 0;
};

// Computes values at an earlier place of their block, so that one check there stands for many accesses. What they are
// computed from is repeated into new registers; ptxas makes one of both.
class Hoist {
 public:
  Hoist(FunctionPlan& plan, const Definitions& definitions, std::uint32_t place);

  std::uint32_t place() const noexcept { return place_; }
  // Takes additions of constants off a register's value.
  Value simplify(std::uint32_t reg, std::uint32_t at) const;
  // Names equal values alike.
  std::uint64_t keyOf(const Value& value) const;
  // Whether a register's value before `at` can be had at the place.
  bool reaches(std::uint32_t reg, std::uint32_t at) const;
  // The name that holds it; puts what is needed into `text`. Only for what `reaches`.
  std::string name(std::uint32_t reg, std::uint32_t at, std::string& text);

 private:
  bool reaches(std::uint32_t reg, std::uint32_t at, unsigned& left) const;
  std::uint32_t definition(std::uint32_t reg, std::uint32_t at) const;

  FunctionPlan& plan_;
  const Definitions& definitions_;
  std::uint32_t place_;
  std::unordered_map<std::uint32_t, std::string> copies_;  // by the instruction that is repeated
};

}  // namespace warpsmith::instrument
