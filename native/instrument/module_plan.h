#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "instrument/site.h"
#include "ptx/module.h"

namespace warpsmith::instrument {

enum class Mode : std::uint8_t { screen, precise };

// How a plan launches one kernel.
struct KernelUse {
  std::uint32_t threads = 0;           // most threads of a block
  std::uint32_t clusterBlocks = 1;     // of a cluster, at most
  std::uint64_t dynamicShared = 0;     // bytes, at most
  std::vector<std::uint32_t> tensors;  // indices of the parameters that point to tensors
};

// What all functions of a module share while they are instrumented.
class ModulePlan {
 public:
  ModulePlan(const ptx::Module& module, Mode mode, std::map<std::string, KernelUse> kernels, std::uint32_t ranges);

  const ptx::Module& module() const noexcept { return module_; }
  Mode mode() const noexcept { return mode_; }
  const KernelUse& kernel(std::string_view symbol) const;
  // Tensors that one launch may touch.
  std::uint32_t ranges() const noexcept { return ranges_; }
  // "const" or "global": constant memory is quicker, but a candidate may need all of it.
  const char* boundsSpace() const noexcept { return boundsInConstant_ ? "const" : "global"; }
  // Text that loads one of the two numbers of a bound, at byte `offset` of its entry, into a 64-bit register.
  std::string loadBound(const Bound& bound, std::uint32_t offset, const std::string& into);

  // The name and the bytes of the shared memory that the pass itself takes; 0 bytes when it takes none.
  void takeShared(std::string name, std::uint32_t bytes);
  const std::string& ownShared() const noexcept { return ownShared_; }
  std::uint32_t ownSharedBytes() const noexcept { return ownSharedBytes_; }
  // Variables of shared memory in the whole module.
  std::uint32_t sharedVariables() const noexcept { return sharedVariables_; }

  bool usesClusters() const noexcept { return usesClusters_; }
  // Whether the module asks for the memory that the driver gives a cooperative launch for its barrier.
  bool usesGridWorkspace() const noexcept { return usesGridWorkspace_; }
  bool usesParameterAddresses() const noexcept { return usesParameterAddresses_; }
  // Variables of .global and .const memory at module scope that some code names.
  const std::vector<const ptx::Variable*>& variables() const noexcept { return variables_; }

  // The entry of `warpsmith_bounds` for such a check; the same one for the same check.
  std::uint32_t bound(const Bound& bound);
  const std::vector<Bound>& bounds() const noexcept { return bounds_; }
  std::uint32_t site(Site site);
  const std::vector<Site>& sites() const noexcept { return sites_; }
  void noteUnchecked(const std::string& what, std::uint32_t line);
  const std::vector<std::string>& unchecked() const noexcept { return unchecked_; }

 private:
  const ptx::Module& module_;
  Mode mode_;
  std::map<std::string, KernelUse> kernels_;
  std::uint32_t ranges_;
  bool boundsInConstant_ = true;
  std::string ownShared_;
  std::uint32_t ownSharedBytes_ = 0;
  std::uint32_t sharedVariables_ = 0;
  bool usesClusters_ = false;
  bool usesGridWorkspace_ = false;
  bool usesParameterAddresses_ = false;
  std::vector<const ptx::Variable*> variables_;
  std::vector<Bound> bounds_;
  std::map<std::tuple<std::string, std::uint32_t, std::uint32_t, std::int64_t, std::uint64_t, bool, BoundKind>,
           std::uint32_t>
      boundIndex_;
  std::vector<Site> sites_;
  std::vector<std::string> unchecked_;
};

// The bound that says where a thread's stack lies.
Bound stackBound();

}  // namespace warpsmith::instrument
