#include "sim/exec/special_register.h"

#include <chrono>
#include <string>
#include <unordered_map>

#include "sim/block.h"
#include "sim/warp.h"

namespace warpsmith::sim {

namespace {

enum class Special : std::uint32_t {
  tidX,
  tidY,
  tidZ,
  ntidX,
  ntidY,
  ntidZ,
  ctaidX,
  ctaidY,
  ctaidZ,
  nctaidX,
  nctaidY,
  nctaidZ,
  laneid,
  warpid,
  nwarpid,
  smid,
  nsmid,
  gridid,
  maskEq,
  maskLe,
  maskLt,
  maskGe,
  maskGt,
  clock,
  clockHi,
  clock64,
  timer,
  timerLo,
  timerHi,
  dynamicShared,
  totalShared,
  aggregateShared,
  clusterX,
  clusterY,
  clusterZ,
  nclusterX,
  nclusterY,
  nclusterZ,
  inClusterX,
  inClusterY,
  inClusterZ,
  ninClusterX,
  ninClusterY,
  ninClusterZ,
  clusterRank,
  clusterSize,
  explicitCluster,
  workspaceLow,
  workspaceHigh,
  zero,
};

// PTX ISA, "Special Registers".
const std::unordered_map<std::string_view, Special>& specials() {
  static const std::unordered_map<std::string_view, Special> byName{
      {"%tid.x", Special::tidX},
      {"%tid.y", Special::tidY},
      {"%tid.z", Special::tidZ},
      {"%ntid.x", Special::ntidX},
      {"%ntid.y", Special::ntidY},
      {"%ntid.z", Special::ntidZ},
      {"%ctaid.x", Special::ctaidX},
      {"%ctaid.y", Special::ctaidY},
      {"%ctaid.z", Special::ctaidZ},
      {"%nctaid.x", Special::nctaidX},
      {"%nctaid.y", Special::nctaidY},
      {"%nctaid.z", Special::nctaidZ},
      {"%laneid", Special::laneid},
      {"%warpid", Special::warpid},
      {"%nwarpid", Special::nwarpid},
      {"%smid", Special::smid},
      {"%nsmid", Special::nsmid},
      {"%gridid", Special::gridid},
      {"%lanemask_eq", Special::maskEq},
      {"%lanemask_le", Special::maskLe},
      {"%lanemask_lt", Special::maskLt},
      {"%lanemask_ge", Special::maskGe},
      {"%lanemask_gt", Special::maskGt},
      {"%clock", Special::clock},
      {"%clock_hi", Special::clockHi},
      {"%clock64", Special::clock64},
      {"%globaltimer", Special::timer},
      {"%globaltimer_lo", Special::timerLo},
      {"%globaltimer_hi", Special::timerHi},
      {"%dynamic_smem_size", Special::dynamicShared},
      {"%total_smem_size", Special::totalShared},
      {"%aggr_smem_size", Special::aggregateShared},
      {"%clusterid.x", Special::clusterX},
      {"%clusterid.y", Special::clusterY},
      {"%clusterid.z", Special::clusterZ},
      {"%nclusterid.x", Special::nclusterX},
      {"%nclusterid.y", Special::nclusterY},
      {"%nclusterid.z", Special::nclusterZ},
      {"%cluster_ctaid.x", Special::inClusterX},
      {"%cluster_ctaid.y", Special::inClusterY},
      {"%cluster_ctaid.z", Special::inClusterZ},
      {"%cluster_nctaid.x", Special::ninClusterX},
      {"%cluster_nctaid.y", Special::ninClusterY},
      {"%cluster_nctaid.z", Special::ninClusterZ},
      {"%cluster_ctarank", Special::clusterRank},
      {"%cluster_nctarank", Special::clusterSize},
      {"%is_explicit_cluster", Special::explicitCluster},
      {"%envreg2", Special::workspaceLow},
      {"%envreg1", Special::workspaceHigh},
      {"%reserved_smem_offset_begin", Special::zero},
      {"%reserved_smem_offset_end", Special::zero},
      {"%reserved_smem_offset_cap", Special::zero},
  };
  return byName;
}

constexpr std::uint32_t multiprocessors = 132;  // an H100 SXM's

// Shared memory is given out in these.
constexpr std::uint32_t sharedUnit = 128;

std::uint64_t nanoseconds() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

std::uint64_t valueOf(const Warp& warp, Special special, unsigned lane) {
  const Block& block = warp.block;
  const Grid& grid = block.grid;
  const auto axis = [&](Special first) { return static_cast<std::size_t>(special) - static_cast<std::size_t>(first); };
  const LaneMask bit = LaneMask{1} << lane;
  switch (special) {
    case Special::tidX:
    case Special::tidY:
    case Special::tidZ:
      return block.threadIndex(warp.index, lane)[axis(Special::tidX)];
    case Special::ntidX:
    case Special::ntidY:
    case Special::ntidZ:
      return grid.launch.block[axis(Special::ntidX)];
    case Special::ctaidX:
    case Special::ctaidY:
    case Special::ctaidZ:
      return block.index[axis(Special::ctaidX)];
    case Special::nctaidX:
    case Special::nctaidY:
    case Special::nctaidZ:
      return grid.launch.grid[axis(Special::nctaidX)];
    case Special::laneid:
      return lane;
    case Special::warpid:
      return warp.index;
    case Special::nwarpid:
      return 64;
    case Special::smid:
      return block.linear % multiprocessors;
    case Special::nsmid:
      return multiprocessors;
    case Special::gridid:
      return 1;
    case Special::maskEq:
      return bit;
    case Special::maskLe:
      return bit | (bit - 1);
    case Special::maskLt:
      return bit - 1;
    case Special::maskGe:
      return ~(bit - 1);
    case Special::maskGt:
      return ~(bit | (bit - 1));
    case Special::clock:
      return static_cast<std::uint32_t>(warp.executed());
    case Special::clockHi:
      return warp.executed() >> 32;
    case Special::clock64:
      return warp.executed();
    case Special::timer:
      return nanoseconds();
    case Special::timerLo:
      return static_cast<std::uint32_t>(nanoseconds());
    case Special::timerHi:
      return nanoseconds() >> 32;
    case Special::dynamicShared:
      return grid.launch.sharedBytes;
    // With the kilobyte that the system keeps of each block.
    case Special::aggregateShared:
      return grid.launch.kernel->staticShared() + grid.launch.sharedBytes + 1024;
    case Special::totalShared:
      return (grid.launch.kernel->staticShared() + grid.launch.sharedBytes + sharedUnit - 1) / sharedUnit * sharedUnit;
    case Special::clusterX:
    case Special::clusterY:
    case Special::clusterZ:
      return block.index[axis(Special::clusterX)] / grid.clusterShape[axis(Special::clusterX)];
    case Special::nclusterX:
    case Special::nclusterY:
    case Special::nclusterZ:
      return grid.launch.grid[axis(Special::nclusterX)] / grid.clusterShape[axis(Special::nclusterX)];
    case Special::inClusterX:
    case Special::inClusterY:
    case Special::inClusterZ:
      return block.index[axis(Special::inClusterX)] % grid.clusterShape[axis(Special::inClusterX)];
    case Special::ninClusterX:
    case Special::ninClusterY:
    case Special::ninClusterZ:
      return grid.clusterShape[axis(Special::ninClusterX)];
    case Special::clusterRank:
      return block.rank;
    case Special::clusterSize:
      return grid.blocksPerUnit;
    case Special::explicitCluster:
      return grid.launch.cluster[0] != 0 ? 1 : 0;
    // The driver hands cooperative_groups.h the address of a launch's barrier counters in these two.
    case Special::workspaceLow:
      return static_cast<std::uint32_t>(grid.workspaceAddress());
    case Special::workspaceHigh:
      return grid.workspaceAddress() >> 32;
    case Special::zero:
      return 0;
  }
  return 0;
}

Step read32(Warp& warp, const Op& op) {
  std::uint32_t* to = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) {
    to[lane] = static_cast<std::uint32_t>(valueOf(warp, static_cast<Special>(op.x), lane)) & op.y;
  });
  return Step::next;
}

Step read64(Warp& warp, const Op& op) {
  std::uint64_t* to = warp.row64(op.d);
  forEachLane(warp.active, [&](unsigned lane) { to[lane] = valueOf(warp, static_cast<Special>(op.x), lane); });
  return Step::next;
}

Step readExplicit(Warp& warp, const Op& op) {
  warp.setPredicate(static_cast<std::uint32_t>(op.d), valueOf(warp, Special::explicitCluster, 0) != 0 ? allLanes : 0);
  return Step::next;
}

}  // namespace

bool decodeSpecialRegister(std::string_view name, unsigned bits, Op& op) {
  const auto found = specials().find(name);
  if (found == specials().end()) return false;
  op.x = static_cast<std::uint32_t>(found->second);
  op.y = bits == 16 ? 0xffff : 0xffffffff;
  op.kind = OpClass::move;
  op.run = bits == 64 ? read64 : bits == 1 ? readExplicit : read32;
  return true;
}

}  // namespace warpsmith::sim
