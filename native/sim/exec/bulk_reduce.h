#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ptx/module.h"
#include "sim/exec/atomic_operation.h"

namespace warpsmith::sim {

// A reduction of bulk copies: into[i] = into[i] op from[i].
struct BulkReduction {
  AtomicOperation operation = AtomicOperation::exchange;
  ptx::Type type = ptx::Type::other;

  // `.exchange` stands for none: a copy.
  bool reduces() const { return operation != AtomicOperation::exchange; }
  void apply(std::uint8_t* into, const std::uint8_t* from, std::size_t bytes) const;
};

// add, min, max, inc, dec, and, or, xor.
bool bulkReductionNamed(std::string_view name, AtomicOperation& operation);
bool bulkReductionIsKnown(AtomicOperation operation, ptx::Type type);

}  // namespace warpsmith::sim
