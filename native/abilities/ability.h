#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "abilities/flow.h"

namespace warpsmith::abilities {

// What a kernel can do besides computing its outputs from its inputs. `lib/verify/policy/abilities.ts` says what is
// allowed.
enum class AbilityKind : std::uint8_t {
  moduleState,        // a variable of the module that some kernel may write
  moduleConstants,    // one that none writes
  clock,              // the clock or the timer
  specialRegister,    // a special register that tells one run from another
  gridBarrier,        // the driver's memory for the barrier of a cooperative launch
  addressBits,        // what an address is, beyond what all tensors' addresses have in common
  uninitialised,      // a register or memory that nothing was written to
  undefinedRegister,  // such a register in a matrix product, which may make no use of it
  deviceLaunch,       // the CUDA runtime on the device
  externalCall,       // code that is not in the module
  print,
  heap,
  spin,  // waiting for what another block writes
  sleep,
  l2Persisting,  // lines of the L2 that outlast others
  l2Discard,
  l2Hint,
  tensorMapWrite,
  dependentLaunch,  // programmatic dependent launch
};

// As the script knows them: "module-state".
const char* nameOf(AbilityKind kind);

struct Ability {
  AbilityKind kind = AbilityKind::clock;
  std::string kernel;  // symbol of the first kernel that comes to it
  std::string file;    // as .file names it; empty without line information
  std::uint32_t line = 0;
  std::string instruction;
  std::string subject;  // the variable, register or function that is meant; empty where there is none
  // Whether what the kernel leaves behind depends on it; always so where that is not looked at.
  bool reaches = true;
  // The line of the first place where it does; 0 where none can be named.
  std::uint32_t reachesLine = 0;
};

struct Options {
  KernelUses kernels;  // of the plan, by symbol
  // What tensors' addresses are multiples of, a power of two.
  std::uint64_t alignment = 1;
};

// What the kernels of the plan can do, and what they call. Throws Error("bad-ptx") for what is no PTX.
std::vector<Ability> abilitiesOf(const std::string& ptx, const Options& options);

// The list while it is made. Of what is said twice of a line only the first is kept.
class Findings {
 public:
  Findings(const ptx::Module& module, const Reach& reach) : module_(module), reach_(reach) {}

  // Returns null when it is known already.
  Ability* add(AbilityKind kind, const Place& place, std::string_view subject = {});
  std::uint32_t lineOf(const Place& place) const;
  std::vector<Ability> take() { return std::move(list_); }

 private:
  const ptx::Module& module_;
  const Reach& reach_;
  std::vector<Ability> list_;
};

// The parts of the analysis, each of which adds what it finds.
void findInstructions(const Reach& reach, const ptx::Module& module,
                      Findings& findings);                                   // what an opcode or a call says
void findSources(const Reach& reach, const Flow& flow, Findings& findings);  // clocks, registers, addresses
void findState(const Reach& reach, const Flow& flow, Findings& findings);    // the module's variables
void findUninitialised(const Reach& reach, const Flow& flow, Findings& findings);
void findSpins(const Reach& reach, const Flow& flow, Findings& findings);

}  // namespace warpsmith::abilities
