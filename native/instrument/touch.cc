#include "instrument/touch.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "instrument/opcode.h"
#include "instrument/touch_families.h"

namespace warpsmith::instrument {

namespace {

using ptx::OperandKind;

// Those that compute, move between registers, synchronise or branch. What isn't here and has no family can't be
// checked.
bool computesOnly(std::string_view root) {
  static const std::unordered_set<std::string_view> roots = {
      "abs",        "activemask", "add",       "addc",      "alloca",     "and",      "bar",
      "barrier",    "bfe",        "bfi",       "bfind",     "bmsk",       "bra",      "brev",
      "brkpt",      "brx",        "clz",       "cnot",      "copysign",   "cos",      "cvt",
      "cvta",       "div",        "dp2a",      "dp4a",      "elect",      "ex2",      "exit",
      "fma",        "fns",        "lg2",       "lop3",      "getctarank", "isspacep", "griddepcontrol",
      "mad",        "mad24",      "madc",      "mapa",      "match",      "max",      "membar",
      "min",        "mma",        "mov",       "movmatrix", "mul",        "mul24",    "neg",
      "not",        "nanosleep",  "or",        "pmevent",   "popc",       "prmt",     "rcp",
      "redux",      "rem",        "ret",       "rsqrt",     "sad",        "selp",     "set",
      "setmaxnreg", "setp",       "shf",       "shfl",      "shl",        "shr",      "sin",
      "slct",       "sqrt",       "stacksave", "sub",       "subc",       "szext",    "tanh",
      "testp",      "trap",       "vabsdiff",  "vabsdiff2", "vabsdiff4",  "vadd",     "vadd2",
      "vadd4",      "vavrg2",     "vavrg4",    "vmad",      "vmax",       "vmax2",    "vmax4",
      "vmin",       "vmin2",      "vmin4",     "vote",      "vset",       "vset2",    "vset4",
      "vshl",       "vshr",       "vsub",      "vsub2",     "vsub4",      "xor"};
  return roots.count(root) != 0;
}

// Those that name memory and don't touch it: hints, and calls, whose parameters no check is needed for.
bool namesOnly(std::string_view root) {
  static const std::unordered_set<std::string_view> roots = {"prefetch", "prefetchu", "applypriority", "createpolicy",
                                                             "call"};
  return roots.count(root) != 0;
}

std::string_view neverChecked(std::string_view root) {
  static const std::unordered_map<std::string_view, std::string_view> reasons = {
      {"tex", "textures and surfaces"},
      {"tld4", "textures and surfaces"},
      {"txq", "textures and surfaces"},
      {"suld", "textures and surfaces"},
      {"sust", "textures and surfaces"},
      {"sured", "textures and surfaces"},
      {"suq", "textures and surfaces"},
      {"istypep", "textures and surfaces"},
      {"multimem", "memory of several GPUs, which multimem touches"},
      {"tcgen05", "tensor memory and the shared memory that tcgen05 touches"},
      {"stackrestore", "the stack after stackrestore"},
  };
  const auto found = reasons.find(root);
  return found == reasons.end() ? std::string_view{} : found->second;
}

TouchFamily familyOf(std::string_view root) {
  static const std::unordered_map<std::string_view, TouchFamily> families = {
      {"ld", touchLoad},
      {"ldu", touchLoad},
      {"st", touchStore},
      {"atom", touchAtomic},
      {"red", touchReduction},
      {"cp", touchCopy},
      {"tensormap", touchTensorMap},
      {"fence", touchFence},
      {"mbarrier", touchBarrier},
      {"clusterlaunchcontrol", touchClusterLaunch},
      {"discard", touchDiscard},
      {"ldmatrix", touchLoadMatrix},
      {"stmatrix", touchStoreMatrix},
      {"wmma", touchWarpMatrix},
      {"wgmma", touchWarpgroupMatrix},
  };
  const auto found = families.find(root);
  return found == families.end() ? nullptr : found->second;
}

bool hasAddress(const ptx::Instruction& instruction) {
  return std::any_of(instruction.operands.begin(), instruction.operands.end(),
                     [](const ptx::Operand& operand) { return operand.kind == OperandKind::address; });
}

Touches notUnderstood(std::string_view opcode) {
  constexpr std::size_t most = 100;
  Touches touches;
  touches.unchecked = "the instruction " + std::string(opcode.substr(0, most));
  return touches;
}

}  // namespace

Touches touchesOf(const ptx::Instruction& instruction, const ptx::Function& function) {
  const std::string_view root = rootOf(instruction.opcode);
  if (namesOnly(root)) return {};
  if (computesOnly(root)) return hasAddress(instruction) ? notUnderstood(instruction.opcode) : Touches{};
  Touches touches;
  touches.unchecked = neverChecked(root);
  if (!touches.unchecked.empty()) return touches;
  const TouchFamily family = familyOf(root);
  if (family == nullptr) return notUnderstood(instruction.opcode);
  TouchForm form(instruction, function);
  return family(form, touches) ? touches : notUnderstood(instruction.opcode);
}

}  // namespace warpsmith::instrument
