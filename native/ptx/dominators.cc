#include "ptx/dominators.h"

#include <utility>

#include "ptx/module.h"

namespace warpsmith::ptx {
namespace {

class Dominators {
 public:
  Dominators(const Edges& successors, const Edges& predecessors)
      : successors_(successors),
        predecessors_(predecessors),
        number_(successors.size(), none),
        ancestor_(successors.size(), none),
        best_(successors.size(), none) {}

  std::vector<std::uint32_t> from(std::uint32_t root);

 private:
  void numberFrom(std::uint32_t root);
  std::uint32_t evaluate(std::uint32_t at);

  // From here on a node is known by its number in depth-first order; `nodes_` leads back.
  const Edges& successors_;
  const Edges& predecessors_;
  std::vector<std::uint32_t> number_;
  std::vector<std::uint32_t> nodes_;
  std::vector<std::uint32_t> parent_;
  std::vector<std::uint32_t> semi_;
  std::vector<std::uint32_t> ancestor_;
  // The number with the least semidominator on the way up to, and without, the root of the forest.
  std::vector<std::uint32_t> best_;
};

void Dominators::numberFrom(std::uint32_t root) {
  // A node and how many of its edges were followed.
  std::vector<std::pair<std::uint32_t, std::size_t>> path;
  const auto visit = [&](std::uint32_t node, std::uint32_t parent) {
    number_[node] = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back(node);
    parent_.push_back(parent);
    path.emplace_back(node, 0);
  };
  visit(root, none);
  while (!path.empty()) {
    auto& [node, followed] = path.back();
    if (followed == successors_[node].size()) {
      path.pop_back();
      continue;
    }
    const std::uint32_t next = successors_[node][followed++];
    if (number_[next] == none) visit(next, number_[node]);
  }
}

std::uint32_t Dominators::evaluate(std::uint32_t at) {
  if (ancestor_[at] == none) return at;
  std::vector<std::uint32_t> path;
  for (std::uint32_t up = at; ancestor_[ancestor_[up]] != none; up = ancestor_[up]) path.push_back(up);
  for (auto up = path.rbegin(); up != path.rend(); ++up) {
    const std::uint32_t above = ancestor_[*up];
    if (semi_[best_[above]] < semi_[best_[*up]]) best_[*up] = best_[above];
    ancestor_[*up] = ancestor_[above];
  }
  return best_[at];
}

std::vector<std::uint32_t> Dominators::from(std::uint32_t root) {
  numberFrom(root);
  const std::size_t count = nodes_.size();
  semi_.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) semi_[i] = best_[i] = i;
  std::vector<std::uint32_t> dominator(count, none);
  Edges bucket(count);
  for (auto at = static_cast<std::uint32_t>(count - 1); at > 0; --at) {
    for (const std::uint32_t predecessor : predecessors_[nodes_[at]]) {
      const std::uint32_t from = number_[predecessor];
      if (from == none) continue;
      const std::uint32_t semi = semi_[evaluate(from)];
      if (semi < semi_[at]) semi_[at] = semi;
    }
    bucket[semi_[at]].push_back(at);
    const std::uint32_t parent = parent_[at];
    ancestor_[at] = parent;
    for (const std::uint32_t waiting : bucket[parent]) {
      const std::uint32_t least = evaluate(waiting);
      dominator[waiting] = semi_[least] < semi_[waiting] ? least : parent;
    }
    bucket[parent].clear();
  }
  std::vector<std::uint32_t> result(successors_.size(), none);
  for (std::uint32_t at = 1; at < count; ++at) {
    if (dominator[at] != semi_[at]) dominator[at] = dominator[dominator[at]];
    result[nodes_[at]] = nodes_[dominator[at]];
  }
  return result;
}

}  // namespace

std::vector<std::uint32_t> immediateDominators(const Edges& successors, const Edges& predecessors, std::uint32_t root) {
  return Dominators(successors, predecessors).from(root);
}

}  // namespace warpsmith::ptx
