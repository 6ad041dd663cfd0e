#include <array>
#include <string_view>

#include "abilities/flow.h"

// PTX ISA 9.0, Special Registers.
namespace warpsmith::abilities {

namespace {

bool startsWith(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

// Those that say where in its launch a thread is, and how large the launch and the device are.
constexpr std::array<std::string_view, 20> ofLaunch = {
    "%tid",
    "%ntid",
    "%ctaid",
    "%nctaid",
    "%laneid",
    "%lanemask_eq",
    "%lanemask_le",
    "%lanemask_lt",
    "%lanemask_ge",
    "%lanemask_gt",
    "%clusterid",
    "%nclusterid",
    "%cluster_ctaid",
    "%cluster_nctaid",
    "%cluster_ctarank",
    "%nsmid",
    "%nwarpid",
    "%cluster_nctarank",
    "%is_explicit_cluster",
    "%dynamic_smem_size",
};
constexpr std::array<std::string_view, 3> ofShared = {"%total_smem_size", "%aggr_smem_size", "%reserved_smem_offset"};

}  // namespace

Marks marksOfSpecial(std::string_view name) {
  const std::string_view whole = name.substr(0, name.find('.'));
  for (const std::string_view known : ofLaunch) {
    if (whole == known) return 0;
  }
  for (const std::string_view known : ofShared) {
    if (startsWith(whole, known)) return 0;
  }
  if (startsWith(whole, "%clock") || startsWith(whole, "%globaltimer")) return clockMark;
  // Where the driver says where the memory of a cooperative launch's barrier is.
  if (whole == "%envreg1" || whole == "%envreg2") return gridMark;
  return startsWith(whole, "%") ? registerMark : 0;
}

}  // namespace warpsmith::abilities
