#pragma once

#include <cstdint>
#include <vector>

#include "ptx/flow_graph.h"
#include "ptx/module.h"
#include "sim/op.h"

namespace warpsmith::sim {

// Which rows of a frame a function's registers take. Registers that are never alive at the same time share rows: PTX
// has a register for every value, and a warp's frame should stay in the cache.
struct RegisterRows {
  std::vector<Slot> rows;                 // by register; -1 for predicates
  std::vector<std::uint32_t> predicates;  // by register; noIndex for others
  std::uint32_t rowCount = 0;
  std::uint32_t predicateCount = 0;
};

// `reserved` rows at the start are left alone.
RegisterRows placeRegisters(const ptx::Function& function, const ptx::FlowGraph& graph, std::uint32_t reserved);

}  // namespace warpsmith::sim
