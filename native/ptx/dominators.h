#pragma once

#include <cstdint>
#include <vector>

namespace warpsmith::ptx {

using Edges = std::vector<std::vector<std::uint32_t>>;  // by node

// The immediate dominator of each node that can be reached from `root`; `none` for the root and for all others.
// Lengauer and Tarjan's algorithm: close to linear for every graph, and without recursion.
std::vector<std::uint32_t> immediateDominators(const Edges& successors, const Edges& predecessors, std::uint32_t root);

}  // namespace warpsmith::ptx
