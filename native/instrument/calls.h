#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "instrument/function_plan.h"

namespace warpsmith::instrument {

// Which functions of a module call which.
class CallGraph {
 public:
  explicit CallGraph(const ptx::Module& module);

  // Functions whose address is taken, which pointers may name.
  const std::vector<std::string_view>& targets() const noexcept { return targets_; }
  // Whether any function of the module calls another one of it.
  bool hasCalls() const noexcept { return hasCalls_; }
  // Whether any call goes through a pointer.
  bool hasPointers() const noexcept { return hasPointers_; }
  // Whether a call of the function may end up in the function again, or leads where no one can see.
  bool mayRecurse(std::string_view function) const { return recursive_.count(function) != 0; }
  // Bytes of stack that a call of the function needs for itself, at least.
  std::uint64_t frameBytes(std::string_view function) const;

 private:
  const ptx::Module& module_;
  std::vector<std::string_view> targets_;
  bool hasCalls_ = false;
  bool hasPointers_ = false;
  std::set<std::string_view> recursive_;
};

// Turns what ends a kernel for the whole process into a finding: trap and brkpt, failed asserts, the device's heap,
// calls and jumps to nowhere, and calls for which the stack has no room.
void watchCalls(FunctionPlan& plan, const CallGraph& calls);

}  // namespace warpsmith::instrument
