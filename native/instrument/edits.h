#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "ptx/module.h"

namespace warpsmith::instrument {

enum class RegisterClass : std::uint8_t { pred, b16, b32, b64 };

// What the pass puts into one function's body, as PTX text around the instructions that are there.
class Edits {
 public:
  // `prefix` starts the names of all that is put in; no name of the module starts with it.
  Edits(const ptx::Function& function, std::string prefix);

  const ptx::Function& function() const noexcept { return function_; }
  const std::string& prefix() const noexcept { return prefix_; }

  std::string fresh(RegisterClass kind);
  std::string freshLabel();

  // Text at the start of the body, where nothing has run yet.
  std::string& start() { return start_; }
  // Text after the body's last instruction, which control does not reach by itself.
  std::string& tail() { return tail_; }
  // Text before an instruction: after its label, so that jumps to it run the text as well.
  std::string& before(std::uint32_t instruction) { return before_[instruction]; }
  std::string& after(std::uint32_t instruction) { return after_[instruction]; }
  // Leaves the instruction out; what `before` says stands in its place.
  void remove(std::uint32_t instruction) { removed_[instruction] = true; }

  bool empty() const;
  // Makes the edits part of the function. `names` keeps the text.
  void apply(ptx::Function& function, std::deque<std::string>& names) const;

 private:
  const ptx::Function& function_;
  std::string prefix_;
  std::uint32_t registers_[4] = {0, 0, 0, 0};
  std::uint32_t labels_ = 0;
  std::string start_;
  std::string tail_;
  std::vector<std::string> before_;
  std::vector<std::string> after_;
  std::vector<bool> removed_;
};

// A name that no name of the module starts with, such as "ws_".
std::string freePrefix(const ptx::Module& module);

}  // namespace warpsmith::instrument
