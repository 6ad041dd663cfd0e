#include <algorithm>
#include <memory>

#include "sim/block.h"
#include "sim/exec/families.h"

namespace warpsmith::sim {

namespace {

struct Exchange : OpDetail {
  Slot members = 0;
  bool hasMembers = false;
  std::uint32_t predicate = noIndex;  // written
  std::uint32_t condition = noIndex;  // read; noIndex: always true
  bool negated = false;
};

// Brings together all lanes that the instruction names; `active` is then all of them. Step::next when they are here,
// otherwise what the handler is to return.
Step together(Warp& warp, const Op& op) {
  const auto& exchange = op.as<Exchange>();
  if (!exchange.hasMembers) return Step::next;
  const std::uint32_t* masks = warp.in32(exchange.members);
  const LaneMask named = masks[__builtin_ctz(warp.active)];
  // Lanes that name others form groups of their own.
  if (const LaneMask same = lanesWith(masks, named, warp.active); same != warp.active) return warp.separate(same);
  LaneMask gathered = 0;
  if (!warp.gather(op, named, gathered)) return Step::wait;
  if (gathered != warp.active) {
    warp.passGathered(gathered);
    warp.active = gathered;
  }
  return Step::next;
}

LaneMask conditionOf(Warp& warp, const Exchange& exchange) {
  LaneMask value = exchange.condition == noIndex ? allLanes : warp.predicate(exchange.condition);
  return exchange.negated ? ~value : value;
}

enum class Shuffle : std::uint32_t { up, down, bfly, idx };

// PTX ISA, "shfl.sync": c holds a segment mask above a clamp value.
Step shuffle(Warp& warp, const Op& op) {
  if (const Step step = together(warp, op); step != Step::next) return step;
  const std::uint32_t* b = warp.in32(op.b);
  const std::uint32_t* c = warp.in32(op.c);
  std::uint32_t values[warpSize];
  std::copy_n(warp.in32(op.a), warpSize, values);
  std::uint32_t result[warpSize];
  LaneMask inside = 0;
  forEachLane(warp.active, [&](unsigned lane) {
    const auto by = static_cast<std::int32_t>(b[lane] & 31);
    const auto at = static_cast<std::int32_t>(lane);
    const auto clamp = static_cast<std::int32_t>(c[lane] & 31);
    const auto segment = static_cast<std::int32_t>(c[lane] >> 8 & 31);
    const std::int32_t most = (at & segment) | (clamp & ~segment);
    std::int32_t from = at;
    bool reaches = false;
    switch (static_cast<Shuffle>(op.x)) {
      case Shuffle::up:
        from = at - by;
        reaches = from >= most;
        break;
      case Shuffle::down:
        from = at + by;
        reaches = from <= most;
        break;
      case Shuffle::bfly:
        from = at ^ by;
        reaches = from <= most;
        break;
      case Shuffle::idx:
        from = (at & segment) | (by & ~segment);
        reaches = from <= most;
        break;
    }
    if (!reaches) from = at;
    if (reaches) inside |= 1u << lane;
    result[lane] = values[from & 31];
  });
  std::uint32_t* d = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) { d[lane] = result[lane]; });
  warp.setPredicate(op.as<Exchange>().predicate, inside);
  return Step::next;
}

enum class Vote : std::uint32_t { all, any, uni, ballot };

Step vote(Warp& warp, const Op& op) {
  if (const Step step = together(warp, op); step != Step::next) return step;
  const auto& exchange = op.as<Exchange>();
  const LaneMask holds = conditionOf(warp, exchange) & warp.active;
  bool value = false;
  switch (static_cast<Vote>(op.x)) {
    case Vote::all:
      value = holds == warp.active;
      break;
    case Vote::any:
      value = holds != 0;
      break;
    case Vote::uni:
      value = holds == 0 || holds == warp.active;
      break;
    case Vote::ballot: {
      std::uint32_t* d = warp.row(op.d);
      forEachLane(warp.active, [&](unsigned lane) { d[lane] = holds; });
      return Step::next;
    }
  }
  warp.setPredicate(exchange.predicate, value ? allLanes : 0);
  return Step::next;
}

template <class T, bool all>
Step match(Warp& warp, const Op& op) {
  if (const Step step = together(warp, op); step != Step::next) return step;
  const T* a = reinterpret_cast<const T*>(warp.in32(op.a));
  T values[warpSize];
  std::copy_n(a, warpSize, values);
  std::uint32_t* d = warp.row(op.d);
  if constexpr (all) {
    const T first = values[__builtin_ctz(warp.active)];
    bool same = true;
    forEachLane(warp.active, [&](unsigned lane) { same = same && values[lane] == first; });
    forEachLane(warp.active, [&](unsigned lane) { d[lane] = same ? warp.active : 0; });
    warp.setPredicate(op.as<Exchange>().predicate, same ? allLanes : 0);
  } else {
    std::uint32_t result[warpSize] = {};
    forEachLane(warp.active, [&](unsigned lane) {
      forEachLane(warp.active, [&](unsigned other) {
        if (values[other] == values[lane]) result[lane] |= 1u << other;
      });
    });
    forEachLane(warp.active, [&](unsigned lane) { d[lane] = result[lane]; });
  }
  return Step::next;
}

enum class Reduction : std::uint32_t { add, minUnsigned, maxUnsigned, minSigned, maxSigned, bitAnd, bitOr, bitXor };

Step reduce(Warp& warp, const Op& op) {
  if (const Step step = together(warp, op); step != Step::next) return step;
  const std::uint32_t* a = warp.in32(op.a);
  std::uint32_t value = a[__builtin_ctz(warp.active)];
  forEachLane(warp.active & (warp.active - 1), [&](unsigned lane) {
    const std::uint32_t x = a[lane];
    const auto s = static_cast<std::int32_t>(x);
    const auto v = static_cast<std::int32_t>(value);
    switch (static_cast<Reduction>(op.x)) {
      case Reduction::add:
        value += x;
        break;
      case Reduction::minUnsigned:
        value = std::min(value, x);
        break;
      case Reduction::maxUnsigned:
        value = std::max(value, x);
        break;
      case Reduction::minSigned:
        value = static_cast<std::uint32_t>(std::min(v, s));
        break;
      case Reduction::maxSigned:
        value = static_cast<std::uint32_t>(std::max(v, s));
        break;
      case Reduction::bitAnd:
        value &= x;
        break;
      case Reduction::bitOr:
        value |= x;
        break;
      case Reduction::bitXor:
        value ^= x;
        break;
    }
  });
  std::uint32_t* d = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) { d[lane] = value; });
  return Step::next;
}

Step activeMask(Warp& warp, const Op& op) {
  std::uint32_t* d = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) { d[lane] = warp.active; });
  return Step::next;
}

// elect.sync d|p, mask: one lane of those that take part; hardware elects the lowest.
Step elect(Warp& warp, const Op& op) {
  if (const Step step = together(warp, op); step != Step::next) return step;
  const auto leader = static_cast<std::uint32_t>(__builtin_ctz(warp.active));
  std::uint32_t* d = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) { d[lane] = leader; });
  warp.setPredicate(op.as<Exchange>().predicate, LaneMask{1} << leader);
  return Step::next;
}

// A destination that may be d|p.
bool destinations(Decoder& decoder, Op& op, Exchange& exchange) {
  const ptx::Operand& first = decoder.operand(0);
  if (first.kind == ptx::OperandKind::pair) {
    return first.elements.size() == 2 && decoder.destination(first.elements[0], 32, op.d) &&
           decoder.predicate(first.elements[1], exchange.predicate);
  }
  return decoder.destination(first, 32, op.d);
}

bool members(Decoder& decoder, std::size_t i, Exchange& exchange) {
  exchange.hasMembers = decoder.has("sync");
  return !exchange.hasMembers || decoder.source(i, 32, exchange.members);
}

template <class Enum>
bool named(Decoder& decoder, std::initializer_list<std::pair<std::string_view, Enum>> names, std::uint32_t& value) {
  for (const auto& [name, of] : names) {
    if (decoder.has(name)) {
      value = static_cast<std::uint32_t>(of);
      return true;
    }
  }
  return false;
}

}  // namespace

bool decodeExchange(Decoder& decoder, Op& op) {
  const std::string_view root = decoder.root();
  auto exchange = std::make_unique<Exchange>();
  op.kind = OpClass::exchange;
  bool fine = false;
  if (root == "shfl") {
    op.run = shuffle;
    fine = named<Shuffle>(
               decoder, {{"up", Shuffle::up}, {"down", Shuffle::down}, {"bfly", Shuffle::bfly}, {"idx", Shuffle::idx}},
               op.x) &&
           decoder.operands() >= 4 && destinations(decoder, op, *exchange) && decoder.source(1, 32, op.a) &&
           decoder.source(2, 32, op.b) && decoder.source(3, 32, op.c) && members(decoder, 4, *exchange);
  } else if (root == "vote") {
    op.run = vote;
    fine = named<Vote>(decoder, {{"all", Vote::all}, {"any", Vote::any}, {"uni", Vote::uni}, {"ballot", Vote::ballot}},
                       op.x) &&
           decoder.operands() >= 2 && decoder.condition(decoder.operand(1), exchange->condition, exchange->negated) &&
           members(decoder, 2, *exchange);
    fine =
        fine && (static_cast<Vote>(op.x) == Vote::ballot ? decoder.destination(0, 32, op.d)
                                                         : decoder.predicate(decoder.operand(0), exchange->predicate));
  } else if (root == "match") {
    const bool wide = typeBits(decoder.type()) == 64;
    const bool all = decoder.has("all");
    op.run = wide ? (all ? match<std::uint64_t, true> : match<std::uint64_t, false>)
                  : (all ? match<std::uint32_t, true> : match<std::uint32_t, false>);
    fine = decoder.operands() == 3 && destinations(decoder, op, *exchange) && decoder.source(1, wide ? 64 : 32, op.a) &&
           members(decoder, 2, *exchange);
  } else if (root == "redux") {
    op.run = reduce;
    const bool isSigned = isSignedType(decoder.type());
    fine = named<Reduction>(decoder,
                            {{"add", Reduction::add},
                             {"min", isSigned ? Reduction::minSigned : Reduction::minUnsigned},
                             {"max", isSigned ? Reduction::maxSigned : Reduction::maxUnsigned},
                             {"and", Reduction::bitAnd},
                             {"or", Reduction::bitOr},
                             {"xor", Reduction::bitXor}},
                            op.x) &&
           isIntegerType(decoder.type()) && decoder.operands() == 3 && decoder.destination(0, 32, op.d) &&
           decoder.source(1, 32, op.a) && members(decoder, 2, *exchange);
  } else if (root == "activemask") {
    op.run = activeMask;
    fine = decoder.operands() == 1 && decoder.destination(0, 32, op.d);
  } else if (root == "elect") {
    op.run = elect;
    fine = decoder.operands() == 2 && destinations(decoder, op, *exchange) && members(decoder, 1, *exchange);
  }
  op.detail = decoder.keep(std::move(exchange));
  return fine;
}

}  // namespace warpsmith::sim
