#include <memory>

#include "sim/exec/arithmetic/compare_result.h"
#include "sim/exec/arithmetic/lane_handlers.h"
#include "sim/numeric/bit_field.h"
#include "sim/warp.h"

namespace warpsmith::sim {

namespace {

// op.x: which sources are negated.
constexpr u32 negatesA = 1;
constexpr u32 negatesB = 2;

LaneMask sourcePredicate(Warp& warp, Slot slot, bool negated) {
  const u32 index = asPredicate(slot);
  const LaneMask lanes = index == noIndex ? allLanes : warp.predicate(index);
  return negated ? ~lanes : lanes;
}

template <Operation operation>
Step runLogic(Warp& warp, const Op& op) {
  const LaneMask a = sourcePredicate(warp, op.a, (op.x & negatesA) != 0);
  const LaneMask b = operation == Operation::bitNot ? 0 : sourcePredicate(warp, op.b, (op.x & negatesB) != 0);
  LaneMask result = ~a;
  if (operation == Operation::bitAnd) result = a & b;
  if (operation == Operation::bitOr) result = a | b;
  if (operation == Operation::bitXor) result = a ^ b;
  warp.setPredicate(asPredicate(op.d), result);
  return Step::next;
}

// op.x is the table.
struct CombinedLop3 : OpDetail {
  std::uint32_t result = noIndex;
  std::uint32_t with = noIndex;
  bool negated = false;
  Combination combination = Combination::none;
};

Step runCombinedLop3(Warp& warp, const Op& op) {
  const auto& detail = op.as<CombinedLop3>();
  const u32* a = warp.in32(op.a);
  const u32* b = warp.in32(op.b);
  const u32* c = warp.in32(op.c);
  u32* d = warp.row(op.d);
  LaneMask isSet = 0;
  forEachLane(warp.active, [&](unsigned lane) {
    const u32 result = lop3(a[lane], b[lane], c[lane], op.x);
    d[lane] = result;
    isSet |= result != 0 ? 1u << lane : 0u;
  });
  const LaneMask with = sourcePredicate(warp, asSlot(detail.with), detail.negated);
  if (detail.combination == Combination::conjunction) isSet &= with;
  if (detail.combination == Combination::disjunction) isSet |= with;
  if (detail.combination == Combination::exclusive) isSet ^= with;
  warp.setPredicate(detail.result, isSet);
  return Step::next;
}

}  // namespace

bool decodePredicateLogic(Decoder& decoder, const Form& form, Op& op) {
  if (form.modifiers != 0 || form.selector != Selector::none || form.types[1] != ptx::Type::other) return false;
  switch (form.operation) {
    case Operation::bitAnd:
      op.run = runLogic<Operation::bitAnd>;
      break;
    case Operation::bitOr:
      op.run = runLogic<Operation::bitOr>;
      break;
    case Operation::bitXor:
      op.run = runLogic<Operation::bitXor>;
      break;
    case Operation::bitNot:
      op.run = runLogic<Operation::bitNot>;
      break;
    default:
      return false;
  }
  const bool unary = form.operation == Operation::bitNot;
  if (decoder.operands() != (unary ? 2 : 3)) return false;
  std::uint32_t index = noIndex;
  bool negated = false;
  if (!decoder.predicate(decoder.operand(0), index)) return false;
  op.d = asSlot(index);
  if (!decoder.condition(decoder.operand(1), index, negated)) return false;
  op.a = asSlot(index);
  op.x = negated ? negatesA : 0;
  if (unary) return true;
  if (!decoder.condition(decoder.operand(2), index, negated)) return false;
  op.b = asSlot(index);
  if (negated) op.x |= negatesB;
  return true;
}

bool decodeCombinedLop3(Decoder& decoder, const ParsedForm& parsed, Op& op) {
  const Form& form = parsed.form;
  if (form.operation != Operation::lop3 || form.types[0] != ptx::Type::b32 || form.types[1] != ptx::Type::other ||
      form.modifiers != 0 || decoder.operands() != 6) {
    return false;
  }
  const ptx::Operand& destinations = decoder.operand(0);
  if (destinations.kind != ptx::OperandKind::pair || destinations.elements.size() != 2) return false;
  auto detail = std::make_unique<CombinedLop3>();
  std::int64_t table = 0;
  if (!decoder.destination(destinations.elements[0], 32, op.d) ||
      !decoder.predicate(destinations.elements[1], detail->result) || !decoder.source(1, 32, op.a) ||
      !decoder.source(2, 32, op.b) || !decoder.source(3, 32, op.c) || !decoder.literal(decoder.operand(4), table) ||
      !decoder.condition(decoder.operand(5), detail->with, detail->negated)) {
    return false;
  }
  detail->combination = parsed.combination;
  op.x = static_cast<std::uint32_t>(table) & 0xff;
  op.detail = decoder.keep(std::move(detail));
  op.run = runCombinedLop3;
  return true;
}

}  // namespace warpsmith::sim
