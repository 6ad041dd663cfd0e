#include "instrument/function_plan.h"

#include <algorithm>

#include "instrument/record.h"
#include "instrument/report.h"
#include "ptx/source_place.h"

namespace warpsmith::instrument {

FunctionPlan::FunctionPlan(ModulePlan& module, const ptx::Function& function, const std::string& prefix)
    : module_(module),
      function_(function),
      origins_(module.module(), function, module.kernel(function.name).tensors),
      edits_(function, prefix) {}

Site FunctionPlan::siteAt(const ptx::Instruction& instruction, SiteKind kind) const {
  const ptx::SourcePlace place = ptx::sourcePlace(module_.module(), instruction);
  Site site;
  site.kind = kind;
  site.kernel = std::string(function_.name);
  site.file = std::string(place.file);
  site.line = place.line;
  site.instruction = std::string(instruction.opcode);
  return site;
}

std::string FunctionPlan::leave(std::uint32_t site, const std::string& address, const std::string& extra,
                                const std::string& space) {
  if (recordLabel_.empty()) {
    siteRegister_ = edits_.fresh(RegisterClass::b32);
    addressRegister_ = edits_.fresh(RegisterClass::b64);
    extraRegister_ = edits_.fresh(RegisterClass::b64);
    spaceRegister_ = edits_.fresh(RegisterClass::b32);
    recordLabel_ = edits_.freshLabel();
  }
  return "mov.u32 " + siteRegister_ + ", " + std::to_string(site) + ";\n\tmov.b64 " + addressRegister_ + ", " +
         address + ";\n\tmov.b64 " + extraRegister_ + ", " + extra + ";\n\tmov.u32 " + spaceRegister_ + ", " + space +
         ";\n\tbra.uni " + recordLabel_ + ";\n\t";
}

std::string FunctionPlan::leaveLabel(std::uint32_t site, const std::string& address, const std::string& extra) {
  std::string label = edits_.freshLabel();
  edits_.tail() += label + ":\n\t" + leave(site, address, extra);
  return label;
}

std::string FunctionPlan::quietLabel() {
  if (quietLabel_.empty()) quietLabel_ = edits_.freshLabel();
  quietUsed_ = true;
  return quietLabel_;
}

std::string FunctionPlan::sharedBegin() {
  if (!sharedBegin_.empty()) return sharedBegin_;
  sharedBegin_ = edits_.fresh(RegisterClass::b32);
  edits_.start() += "mov.u32 " + sharedBegin_ + ", %reserved_smem_offset_cap;\n\t";
  if (module_.usesClusters()) {
    // An H100 puts the block's rank above the addresses of its own shared memory as well.
    const std::string own = edits_.fresh(RegisterClass::b32);
    edits_.start() += "mov.u32 " + own + ", " + module_.ownShared() + ";\n\tand.b32 " + own + ", " + own +
                      ", -16777216;\n\tadd.u32 " + sharedBegin_ + ", " + sharedBegin_ + ", " + own + ";\n\t";
  }
  return sharedBegin_;
}

std::string FunctionPlan::limit(const char* what, const char* without, std::map<std::uint64_t, std::string>& known,
                                std::uint64_t span) {
  std::string& reg = known[span];
  if (!reg.empty()) return reg;
  reg = edits_.fresh(RegisterClass::b32);
  // No block has a gigabyte of shared memory.
  const std::uint64_t less = std::min<std::uint64_t>(span - 1, 1u << 30);
  edits_.start() += "mov.u32 " + reg + ", " + what + ";\n\t";
  if (without != nullptr) {
    const std::string less32 = edits_.fresh(RegisterClass::b32);
    edits_.start() +=
        "mov.u32 " + less32 + ", " + without + ";\n\tsub.u32 " + reg + ", " + reg + ", " + less32 + ";\n\t";
  }
  edits_.start() +=
      "sub.s32 " + reg + ", " + reg + ", " + std::to_string(less) + ";\n\tmax.s32 " + reg + ", " + reg + ", 0;\n\t";
  return reg;
}

// Of an H100, the size that is aggregate less what is reserved is exact; the total is rounded up.
std::string FunctionPlan::sharedLimit(std::uint64_t span) {
  constexpr const char* reserved = "%reserved_smem_offset_cap";
  return limit("%aggr_smem_size", reserved, sharedLimits_, span);
}

std::string FunctionPlan::dynamicLimit(std::uint64_t span) {
  return limit("%dynamic_smem_size", nullptr, dynamicLimits_, span);
}

std::string FunctionPlan::end() {
  std::string say;
  if (module_.ownSharedBytes() != 0) {
    const std::string flag = edits_.fresh(RegisterClass::b32);
    say = "mov.u32 " + flag + ", 1;\n\tst.volatile.shared.u32 [" + module_.ownShared() + "], " + flag +
          ";\n\tmembar.cta;\n\t";
  }
  if (!module_.usesClusters()) return say + leaving_ + "exit;\n\t";
  // The cluster's other blocks may be about to touch this block's shared memory, which goes with its last thread.
  // Before they do they look whether anybody left, and that was just now at most.
  constexpr const char* nanoseconds = "5000000";
  const std::string until = edits_.fresh(RegisterClass::b64);
  const std::string now = edits_.fresh(RegisterClass::b64);
  const std::string wait = edits_.fresh(RegisterClass::pred);
  const std::string loop = edits_.freshLabel();
  return say + "mov.u64 " + until + ", %globaltimer;\n\tadd.u64 " + until + ", " + until + ", " + nanoseconds +
         ";\n\t" + loop + ":\n\tnanosleep.u32 1000;\n\tmov.u64 " + now + ", %globaltimer;\n\tsetp.lt.u64 " + wait +
         ", " + now + ", " + until + ";\n\t@" + wait + " bra " + loop + ";\n\t" + leaving_ + "exit;\n\t";
}

std::string FunctionPlan::unlessSomeoneLeft() {
  const std::string abort = edits_.fresh(RegisterClass::b32);
  const std::string count = edits_.fresh(RegisterClass::b32);
  const std::string left = edits_.fresh(RegisterClass::pred);
  static_assert(countOffset == abortOffset + 4 && abortOffset % 8 == 0, "one load reads both");
  return "ld.volatile.global.v2.u32 {" + abort + ", " + count + "}, [" + reportName + "+" +
         std::to_string(abortOffset) + "];\n\tor.b32 " + count + ", " + count + ", " + abort + ";\n\tsetp.ne.u32 " +
         left + ", " + count + ", 0;\n\t@" + left + " bra " + quietLabel() + ";\n\t";
}

std::string FunctionPlan::unlessSomeoneOfBlockLeft() {
  const std::string flag = edits_.fresh(RegisterClass::b32);
  const std::string left = edits_.fresh(RegisterClass::pred);
  return "ld.volatile.shared.u32 " + flag + ", [" + module_.ownShared() + "];\n\tsetp.ne.u32 " + left + ", " + flag +
         ", 0;\n\t@" + left + " bra " + quietLabel() + ";\n\t";
}

void FunctionPlan::finish() {
  if (!recordLabel_.empty()) {
    edits_.tail() +=
        recordLabel_ + ":\n\t" +
        recordText(edits_, module_.mode(), {siteRegister_, addressRegister_, extraRegister_, spaceRegister_}) + end();
  }
  if (quietUsed_) edits_.tail() += quietLabel_ + ":\n\t" + end();
}

}  // namespace warpsmith::instrument
