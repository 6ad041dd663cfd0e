#include <memory>

#include "sim/exec/arithmetic/common_compare.h"
#include "sim/exec/arithmetic/compare_result.h"
#include "sim/exec/arithmetic/lane_call.h"
#include "sim/exec/arithmetic/lane_handlers.h"
#include "sim/numeric/float16.h"

namespace warpsmith::sim {

namespace {

// Results of the low half and, above it, of the high half.
struct PairOfBools {
  u8 bits;
};
template <>
struct Lane<PairOfBools> {
  using Word = u32;
  static constexpr u8 bits = 2;
  WARPSMITH_LANE Word to(PairOfBools value) { return value.bits; }
};

template <typename Half, Comparison comparison, bool ftz>
WARPSMITH_LANE PairOfBools compareHalves(u32 a, u32 b) {
  const bool low = compareHalf<Half, comparison, ftz>(lowHalf(a), lowHalf(b));
  const bool high = compareHalf<Half, comparison, ftz>(highHalf(a), highHalf(b));
  return {static_cast<u8>((low ? 1 : 0) | (high ? 2 : 0))};
}

template <typename Half, Comparison comparison, bool ftz>
void putHalfComparison(Registry& registry) {
  constexpr Selector selector = named(comparison);
  constexpr Modifiers modifiers = namedFtz(ftz);
  put<compareHalf<Half, comparison, ftz>>(registry, formOf(Operation::setp, selector, modifiers, Named<Half>::type));
  put<compareHalves<Half, comparison, ftz>>(registry,
                                            formOf(Operation::setp, selector, modifiers, Named<Half>::packed));
}

template <Comparison... comparisons>
void putHalfComparisons(Registry& registry) {
  (putHalfComparison<F16, comparisons, false>(registry), ...);
  (putHalfComparison<F16, comparisons, true>(registry), ...);
  (putHalfComparison<Bf16, comparisons, false>(registry), ...);
}

struct CompareCall : OpDetail {
  LaneFunction function = nullptr;
  bool wide = false;
  // set: what stands for true, of one comparison or the high one of a pair, and of the low one.
  u32 whenTrue = 0;
  u32 whenLow = 0;
};

// Results of single comparisons, or of the low halves; `high` those of the high ones.
LaneMask compareLanes(const Warp& warp, const Op& op, LaneMask& high) {
  const auto& call = op.as<CompareCall>();
  LaneMask low = 0;
  high = 0;
  forEachLane(warp.active, [&](unsigned lane) {
    const u64 a = call.wide ? warp.in64(op.a)[lane] : warp.in32(op.a)[lane];
    const u64 b = call.wide ? warp.in64(op.b)[lane] : warp.in32(op.b)[lane];
    const u64 bits = call.function(a, b, 0, 0);
    low |= static_cast<u32>(bits & 1) << lane;
    high |= static_cast<u32>(bits >> 1 & 1) << lane;
  });
  return low;
}

Step runOne(Warp& warp, const Op& op) {
  LaneMask high = 0;
  finishComparison(warp, op, compareLanes(warp, op, high));
  return Step::next;
}

Step runPair(Warp& warp, const Op& op) {
  LaneMask high = 0;
  const LaneMask low = combined(warp, op, compareLanes(warp, op, high));
  high = combined(warp, op, high);
  warp.setPredicate(asPredicate(op.d), low);
  if ((op.x & pairOfResults) != 0) warp.setPredicate(op.y, high);
  return Step::next;
}

Step runSet(Warp& warp, const Op& op) {
  const auto& call = op.as<CompareCall>();
  LaneMask high = 0;
  const LaneMask low = combined(warp, op, compareLanes(warp, op, high));
  if (call.whenLow != 0) high = combined(warp, op, high);
  u32* results = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) {
    if (call.whenLow == 0) {
      results[lane] = (low >> lane & 1) != 0 ? call.whenTrue : 0;
    } else {
      results[lane] = ((low >> lane & 1) != 0 ? call.whenLow : 0) | ((high >> lane & 1) != 0 ? call.whenTrue : 0);
    }
  });
  return Step::next;
}

u32 combinationBits(Combination combination) {
  switch (combination) {
    case Combination::conjunction:
      return combineAnd;
    case Combination::disjunction:
      return combineOr;
    case Combination::exclusive:
      return combineXor;
    case Combination::none:
      break;
  }
  return 0;
}

// The sources, and the predicate where there is a combination.
bool decodeSources(Decoder& decoder, const Entry& entry, Combination combination, Op& op) {
  const std::size_t expected = combination == Combination::none ? 3 : 4;
  if (decoder.operands() != expected) return false;
  if (!decoder.source(1, entry.sources[0], op.a) || !decoder.source(2, entry.sources[1], op.b)) return false;
  op.x = combinationBits(combination);
  if (combination == Combination::none) return true;
  std::uint32_t predicate = noIndex;
  bool negated = false;
  if (!decoder.condition(decoder.operand(3), predicate, negated)) return false;
  op.c = asSlot(predicate);
  if (negated) op.x |= combineNegated;
  return true;
}

bool decodePredicates(Decoder& decoder, Op& op) {
  const ptx::Operand& destination = decoder.operand(0);
  const bool paired = destination.kind == ptx::OperandKind::pair && destination.elements.size() == 2;
  std::uint32_t first = noIndex;
  if (!decoder.predicate(paired ? destination.elements[0] : destination, first)) return false;
  op.d = asSlot(first);
  if (!paired) return true;
  op.x |= pairOfResults;
  return decoder.predicate(destination.elements[1], op.y);
}

void keepCall(Decoder& decoder, const Entry& entry, Op& op, u32 whenTrue, u32 whenLow) {
  auto call = std::make_unique<CompareCall>();
  call->function = entry.lane;
  call->wide = entry.sources[0] == 64;
  call->whenTrue = whenTrue;
  call->whenLow = whenLow;
  op.detail = decoder.keep(std::move(call));
}

}  // namespace

bool decodeComparison(Decoder& decoder, const ParsedForm& parsed, Op& op) {
  const Entry* all = findHandler(parsed.form);
  const Entry* entry = all ? all : findLane(parsed.form);
  if (!entry || !decodeSources(decoder, *entry, parsed.combination, op) || !decodePredicates(decoder, op)) return false;
  if (all) {
    op.run = all->run;
    return true;
  }
  op.run = entry->result == 2 ? runPair : runOne;
  keepCall(decoder, *entry, op, 0, 0);
  return true;
}

bool decodeSet(Decoder& decoder, const ParsedForm& parsed, Op& op) {
  Form compared = parsed.form;
  compared.operation = Operation::setp;
  compared.types[0] = parsed.form.types[1];
  compared.types[1] = ptx::Type::other;
  const Entry* entry = findLane(compared);
  if (!entry || parsed.form.types[2] != ptx::Type::other) return false;
  u32 whenTrue = 0;
  u32 whenLow = 0;
  unsigned bits = 32;
  bool packed = false;
  switch (parsed.form.types[0]) {
    case Type::u32:
    case Type::s32:
      whenTrue = 0xffffffffu;
      break;
    case Type::f32:
      whenTrue = 0x3f800000u;
      break;
    case Type::u16:
    case Type::s16:
      whenTrue = 0xffffu;
      bits = 16;
      break;
    case Type::f16:
      whenTrue = 0x3c00u;
      bits = 16;
      break;
    case Type::bf16:
      whenTrue = 0x3f80u;
      bits = 16;
      break;
    case Type::f16x2:
      packed = true;
      whenTrue = 0x3c000000u;
      whenLow = 0x3c00u;
      break;
    case Type::bf16x2:
      packed = true;
      whenTrue = 0x3f800000u;
      whenLow = 0x3f80u;
      break;
    default:
      return false;
  }
  // A comparison of halves gives halves: of ones, or all ones in an integer.
  if (packed != (entry->result == 2)) {
    if (packed || bits != 32 || parsed.form.types[0] == Type::f32) return false;
    whenTrue = 0xffff0000u;
    whenLow = 0xffffu;
  }
  if (!decodeSources(decoder, *entry, parsed.combination, op) || !decoder.destination(0, bits, op.d)) return false;
  op.run = runSet;
  keepCall(decoder, *entry, op, whenTrue, whenLow);
  return true;
}

void putCompareLanes(Registry& registry) {
  putCommonComparisons(registry);
  putHalfComparisons<Comparison::eq, Comparison::ne, Comparison::lt, Comparison::le, Comparison::gt, Comparison::ge,
                     Comparison::equ, Comparison::neu, Comparison::ltu, Comparison::leu, Comparison::gtu,
                     Comparison::geu, Comparison::num, Comparison::nan>(registry);
}

}  // namespace warpsmith::sim
