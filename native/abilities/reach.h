#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ptx/module.h"

namespace warpsmith::abilities {

// What a call names.
struct CallSite {
  const ptx::Operand* target = nullptr;     // a function's name, or a register that holds its address
  const ptx::Operand* results = nullptr;    // the list; null without one
  const ptx::Operand* arguments = nullptr;  // the list; null without one
};
// Of a call instruction; `target` is null where none can be told.
CallSite callSiteOf(const ptx::Instruction& call);

// The functions of a module that some kernels can come to, the kernels first. Whatever a pointer calls may be any
// function whose address is taken.
class Reach {
 public:
  Reach(const ptx::Module& module, const std::vector<std::string>& kernels);

  const std::vector<const ptx::Function*>& functions() const noexcept { return functions_; }
  // Of a function reached: the index in `functions` of the first kernel that comes to it.
  std::uint32_t kernelOf(std::uint32_t function) const { return kernels_[function]; }
  // All functions that a kernel comes to, itself first, by index in `functions`.
  std::vector<std::uint32_t> from(std::uint32_t kernel) const;
  // Which functions a call may lead to, by index in `functions`; empty for code that is not in the module.
  std::vector<std::uint32_t> callees(const CallSite& site) const;

 private:
  std::uint32_t indexOf(std::string_view name) const;
  void add(const ptx::Function& function, std::uint32_t kernel);
  void follow(const CallSite& site, std::uint32_t kernel);

  const ptx::Module& module_;
  std::vector<const ptx::Function*> functions_;
  std::vector<std::uint32_t> kernels_;
  std::unordered_map<std::string_view, std::uint32_t> indices_;
  std::vector<const ptx::Function*> pointed_;  // whose addresses are taken
  bool callsPointers_ = false;
};

}  // namespace warpsmith::abilities
