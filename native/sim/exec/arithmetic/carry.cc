#include "sim/exec/arithmetic/lane_call.h"
#include "sim/exec/arithmetic/lane_handlers.h"
#include "sim/numeric/integer.h"
#include "sim/warp.h"

namespace warpsmith::sim {

namespace {

enum class CarryKind { sum, difference, productLow, productHigh };

template <typename T>
T* resultRow(Warp& warp, Slot slot) {
  return reinterpret_cast<T*>(warp.row(slot));
}
template <typename T>
const T* sourceLanes(const Warp& warp, Slot slot) {
  return reinterpret_cast<const T*>(warp.in32(slot));
}

template <typename T, CarryKind kind, bool carryIn, bool carryOut>
Step run(Warp& warp, const Op& op) {
  const T* a = sourceLanes<T>(warp, op.a);
  const T* b = sourceLanes<T>(warp, op.b);
  constexpr bool multiplies = kind == CarryKind::productLow || kind == CarryKind::productHigh;
  const T* c = multiplies ? sourceLanes<T>(warp, op.c) : a;
  T* d = resultRow<T>(warp, op.d);
  LaneMask carries = 0;
  forEachLane(warp.active, [&](unsigned lane) {
    bool carry = (warp.carry >> lane & 1) != 0;
    if constexpr (kind == CarryKind::sum) {
      d[lane] = addCarry<T, carryIn, carryOut>(a[lane], b[lane], carry);
    } else if constexpr (kind == CarryKind::difference) {
      d[lane] = subBorrow<T, carryIn, carryOut>(a[lane], b[lane], carry);
    } else {
      constexpr bool high = kind == CarryKind::productHigh;
      d[lane] = madCarry<T, high, carryIn, carryOut>(a[lane], b[lane], c[lane], carry);
    }
    carries |= carry ? 1u << lane : 0u;
  });
  if constexpr (carryOut) warp.carry = (warp.carry & ~warp.active) | carries;
  return Step::next;
}

template <typename T, CarryKind kind>
Handler handlerOf(bool carryIn, bool carryOut) {
  if (carryIn) return carryOut ? run<T, kind, true, true> : run<T, kind, true, false>;
  return carryOut ? run<T, kind, false, true> : nullptr;
}

template <typename T>
Handler handlerFor(CarryKind kind, bool carryIn, bool carryOut) {
  switch (kind) {
    case CarryKind::sum:
      return handlerOf<T, CarryKind::sum>(carryIn, carryOut);
    case CarryKind::difference:
      return handlerOf<T, CarryKind::difference>(carryIn, carryOut);
    case CarryKind::productLow:
      return handlerOf<T, CarryKind::productLow>(carryIn, carryOut);
    case CarryKind::productHigh:
      return handlerOf<T, CarryKind::productHigh>(carryIn, carryOut);
  }
  return nullptr;
}

}  // namespace

bool decodeCarry(Decoder& decoder, const Form& form, Op& op) {
  CarryKind kind = CarryKind::sum;
  bool carryIn = false;
  constexpr Modifiers cc = bit(Modifier::cc);
  constexpr Modifiers low = bit(Modifier::lo);
  constexpr Modifiers high = bit(Modifier::hi);
  const Modifiers rest = form.modifiers & ~cc;
  switch (form.operation) {
    case Operation::addc:
      carryIn = true;
      break;
    case Operation::add:
      break;
    case Operation::subc:
      carryIn = true;
      kind = CarryKind::difference;
      break;
    case Operation::sub:
      kind = CarryKind::difference;
      break;
    case Operation::madc:
      carryIn = true;
      kind = rest == high ? CarryKind::productHigh : CarryKind::productLow;
      break;
    case Operation::mad:
      kind = rest == high ? CarryKind::productHigh : CarryKind::productLow;
      break;
    default:
      return false;
  }
  const bool multiplies = kind == CarryKind::productLow || kind == CarryKind::productHigh;
  if (multiplies ? rest != low && rest != high : rest != 0) return false;
  const bool carryOut = (form.modifiers & cc) != 0;
  unsigned bits = 32;
  switch (form.types[0]) {
    case ptx::Type::u32:
      op.run = handlerFor<u32>(kind, carryIn, carryOut);
      break;
    case ptx::Type::s32:
      op.run = handlerFor<s32>(kind, carryIn, carryOut);
      break;
    case ptx::Type::u64:
      bits = 64;
      op.run = handlerFor<u64>(kind, carryIn, carryOut);
      break;
    case ptx::Type::s64:
      bits = 64;
      op.run = handlerFor<s64>(kind, carryIn, carryOut);
      break;
    default:
      return false;
  }
  if (!op.run || form.types[1] != ptx::Type::other || decoder.operands() != (multiplies ? 4 : 3)) return false;
  return decoder.destination(0, bits, op.d) && decoder.source(1, bits, op.a) && decoder.source(2, bits, op.b) &&
         (!multiplies || decoder.source(3, bits, op.c));
}

}  // namespace warpsmith::sim
