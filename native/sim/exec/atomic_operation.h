#pragma once

#include <cstdint>
#include <string_view>

#include "ptx/module.h"

namespace warpsmith::sim {

enum class AtomicOperation : std::uint8_t {
  add,
  minimum,
  maximum,
  increment,
  decrement,
  bitAnd,
  bitOr,
  bitXor,
  exchange,
  compareAndSwap,
};

bool atomicNamed(std::string_view name, AtomicOperation& operation);
bool atomicIsKnown(AtomicOperation operation, ptx::Type type);

// What memory holds after the operation (PTX ISA, "atom"). Floating-point additions round to nearest even; those of f32
// keep subnormals in shared memory and in global memory alike (.noftz for 16-bit types).
std::uint64_t atomicResult(AtomicOperation operation, ptx::Type type, std::uint64_t old, std::uint64_t b,
                           std::uint64_t c, bool inShared);

}  // namespace warpsmith::sim
