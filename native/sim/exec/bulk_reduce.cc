#include "sim/exec/bulk_reduce.h"

#include <cstring>

#include "sim/numeric/float16.h"

namespace warpsmith::sim {

namespace {

bool isHalf(ptx::Type type) { return type == ptx::Type::f16 || type == ptx::Type::bf16; }

bool chooses(AtomicOperation operation) {
  return operation == AtomicOperation::minimum || operation == AtomicOperation::maximum;
}

// No atom has these.
std::uint64_t chosenHalf(AtomicOperation operation, ptx::Type type, std::uint64_t a, std::uint64_t b) {
  const auto x = static_cast<std::uint16_t>(a);
  const auto y = static_cast<std::uint16_t>(b);
  const bool largest = operation == AtomicOperation::maximum;
  if (type == ptx::Type::f16) return largest ? maxHalf<F16>(x, y) : minHalf<F16>(x, y);
  return largest ? maxHalf<Bf16>(x, y) : minHalf<Bf16>(x, y);
}

std::uint64_t combined(AtomicOperation operation, ptx::Type type, std::uint64_t a, std::uint64_t b) {
  if (isHalf(type) && chooses(operation)) return chosenHalf(operation, type, a, b);
  return atomicResult(operation, type, a, b, 0, false);
}

// Every element is reduced as one atomic operation: other blocks, on other workers, may reduce it too.
template <class Element>
void reduce(const BulkReduction& reduction, std::uint8_t* into, const std::uint8_t* from, std::size_t bytes) {
  for (std::size_t i = 0; i + sizeof(Element) <= bytes; i += sizeof(Element)) {
    auto* at = reinterpret_cast<Element*>(into + i);
    Element by = 0;
    std::memcpy(&by, from + i, sizeof by);
    Element old = __atomic_load_n(at, __ATOMIC_RELAXED);
    Element next = 0;
    do {
      next = static_cast<Element>(combined(reduction.operation, reduction.type, old, by));
    } while (!__atomic_compare_exchange_n(at, &old, next, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  }
}

}  // namespace

void BulkReduction::apply(std::uint8_t* into, const std::uint8_t* from, std::size_t bytes) const {
  switch (ptx::bytesOf(type)) {
    case 2:
      reduce<std::uint16_t>(*this, into, from, bytes);
      break;
    case 4:
      reduce<std::uint32_t>(*this, into, from, bytes);
      break;
    default:
      reduce<std::uint64_t>(*this, into, from, bytes);
      break;
  }
}

bool bulkReductionNamed(std::string_view name, AtomicOperation& operation) {
  constexpr struct {
    std::string_view name;
    AtomicOperation operation;
  } known[] = {
      {"add", AtomicOperation::add},       {"min", AtomicOperation::minimum},   {"max", AtomicOperation::maximum},
      {"inc", AtomicOperation::increment}, {"dec", AtomicOperation::decrement}, {"and", AtomicOperation::bitAnd},
      {"or", AtomicOperation::bitOr},      {"xor", AtomicOperation::bitXor},
  };
  for (const auto& entry : known) {
    if (entry.name != name) continue;
    operation = entry.operation;
    return true;
  }
  return false;
}

// PTX ISA, cp.reduce.async.bulk: the table of operations and types.
bool bulkReductionIsKnown(AtomicOperation operation, ptx::Type type) {
  using T = ptx::Type;
  switch (operation) {
    case AtomicOperation::add:
      return type == T::u32 || type == T::s32 || type == T::u64 || type == T::s64 || type == T::f32 || type == T::f64 ||
             isHalf(type);
    case AtomicOperation::minimum:
    case AtomicOperation::maximum:
      return type == T::u32 || type == T::s32 || type == T::u64 || type == T::s64 || isHalf(type);
    case AtomicOperation::increment:
    case AtomicOperation::decrement:
      return type == T::u32;
    case AtomicOperation::bitAnd:
    case AtomicOperation::bitOr:
    case AtomicOperation::bitXor:
      return type == T::b32 || type == T::b64;
    default:
      return false;
  }
}

}  // namespace warpsmith::sim
