#pragma once

#include <map>
#include <string>
#include <utility>

#include "instrument/edits.h"
#include "instrument/module_plan.h"
#include "instrument/origin.h"
#include "ptx/module.h"

namespace warpsmith::instrument {

// One function while it is instrumented: its edits, and what its checks have in common.
class FunctionPlan {
 public:
  FunctionPlan(ModulePlan& module, const ptx::Function& function, const std::string& prefix);

  ModulePlan& module() noexcept { return module_; }
  const ptx::Function& function() const noexcept { return function_; }
  const Origins& origins() const noexcept { return origins_; }
  Edits& edits() noexcept { return edits_; }

  // A site at an instruction; the caller adds what else is known.
  Site siteAt(const ptx::Instruction& instruction, SiteKind kind) const;

  // Text that makes the thread leave for ever and record the site; see report.h for the rest of a record. `address` and
  // `extra` are 64-bit registers or numbers, `space` is one of 32 bits. Control does not come back.
  std::string leave(std::uint32_t site, const std::string& address = "0", const std::string& extra = "0",
                    const std::string& space = "0");
  // A label at the end of the function where that text stands, for a branch that is seldom taken.
  std::string leaveLabel(std::uint32_t site, const std::string& address = "0", const std::string& extra = "0");
  // A label where a thread leaves and nothing is recorded.
  std::string quietLabel();

  // Text that makes the thread leave quietly when another one of the launch has left with a record, or was told to.
  std::string unlessSomeoneLeft();

  // The same for a thread of this block, which is known without a look at global memory.
  std::string unlessSomeoneOfBlockLeft();

  // Text that every thread runs before it ends.
  void beforeLeaving(std::string text) { leaving_ = std::move(text); }
  const std::string& leavingText() const noexcept { return leaving_; }

  // 32-bit registers, set where the function begins: the first address of a block's shared memory; its bytes, less
  // `span` - 1 (0 where that is below 0); and the bytes of its dynamic part, less `span` - 1.
  std::string sharedBegin();
  std::string sharedLimit(std::uint64_t span);
  std::string dynamicLimit(std::uint64_t span);

  // Adds the text for all labels above. Call once, at the end.
  void finish();

 private:
  std::string end();
  std::string limit(const char* what, const char* without, std::map<std::uint64_t, std::string>& known,
                    std::uint64_t span);

  ModulePlan& module_;
  const ptx::Function& function_;
  Origins origins_;
  Edits edits_;
  std::string leaving_;
  std::string siteRegister_;
  std::string addressRegister_;
  std::string extraRegister_;
  std::string spaceRegister_;
  std::string recordLabel_;
  std::string quietLabel_;
  bool quietUsed_ = false;
  std::string sharedBegin_;
  std::map<std::uint64_t, std::string> sharedLimits_;
  std::map<std::uint64_t, std::string> dynamicLimits_;
};

}  // namespace warpsmith::instrument
