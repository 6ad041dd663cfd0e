#include <memory>

#include "sim/exec/arithmetic/compare_result.h"
#include "sim/exec/arithmetic/lane_handlers.h"
#include "sim/warp.h"

namespace warpsmith::sim {

namespace {

// Rows of 4 or 8 bytes a lane. Conversions take and give registers that are wider than their types.
struct LaneCall : OpDetail {
  LaneFunction function = nullptr;
  bool wideSources[4] = {};
  bool wideResult = false;
  unsigned extendedFrom = 0;  // bits of a signed result in a wider register; 0: none
};

class Source {
 public:
  Source(const Warp& warp, Slot slot, bool wide) : words_(warp.in32(slot)), wide_(wide) {}
  u64 operator[](unsigned lane) const { return wide_ ? reinterpret_cast<const u64*>(words_)[lane] : words_[lane]; }

 private:
  const u32* words_;
  bool wide_;
};

u64 signExtended(u64 value, unsigned bits) {
  return static_cast<u64>(static_cast<s64>(value << (64 - bits)) >> (64 - bits));
}

u64 callLane(const LaneCall& call, const Source* sources, unsigned lane) {
  return call.function(sources[0][lane], sources[1][lane], sources[2][lane], sources[3][lane]);
}

Step runLanes(Warp& warp, const Op& op) {
  const auto& call = op.as<LaneCall>();
  const Source sources[4] = {{warp, op.a, call.wideSources[0]},
                             {warp, op.b, call.wideSources[1]},
                             {warp, op.c, call.wideSources[2]},
                             {warp, static_cast<Slot>(op.x), call.wideSources[3]}};
  const u32 registerMask = op.y;  // of a narrow result
  forEachLane(warp.active, [&](unsigned lane) {
    u64 result = callLane(call, sources, lane);
    if (call.extendedFrom != 0) result = signExtended(result, call.extendedFrom);
    if (call.wideResult) {
      warp.row64(op.d)[lane] = result;
    } else {
      warp.row(op.d)[lane] = static_cast<u32>(result) & registerMask;
    }
  });
  return Step::next;
}

// testp.
Step runTest(Warp& warp, const Op& op) {
  const auto& call = op.as<LaneCall>();
  const Source source(warp, op.a, call.wideSources[0]);
  LaneMask lanes = 0;
  forEachLane(warp.active,
              [&](unsigned lane) { lanes |= call.function(source[lane], 0, 0, 0) != 0 ? 1u << lane : 0u; });
  warp.setPredicate(asPredicate(op.d), lanes);
  return Step::next;
}

bool decodeSource(Decoder& decoder, std::size_t i, unsigned bits, Slot& slot, bool& wide) {
  if (i >= decoder.operands()) return false;
  const unsigned registerBits = decoder.registerBits(decoder.operand(i));
  wide = bits == 64 || registerBits == 64;
  return decoder.source(i, wide ? 64 : bits, slot);
}

}  // namespace

bool decodeLaneCall(Decoder& decoder, const Entry& entry, Op& op) {
  auto call = std::make_unique<LaneCall>();
  call->function = entry.lane;
  Slot fourth = 0;
  Slot* const slots[4] = {&op.a, &op.b, &op.c, &fourth};
  unsigned count = 0;
  const bool converts = entry.form.operation == Operation::cvt;
  for (; count < 4 && entry.sources[count] != 0; ++count) {
    const unsigned bits = entry.sources[count];
    if (!decodeSource(decoder, 1 + count, bits, *slots[count], call->wideSources[count])) return false;
    // Only conversions read a part of a wider register.
    if (!converts && bits < 64 && call->wideSources[count]) return false;
  }
  if (decoder.operands() != 1 + count) return false;
  // What isn't there is read like the first.
  for (unsigned i = count; i < 4; ++i) {
    *slots[i] = op.a;
    call->wideSources[i] = call->wideSources[0];
  }
  op.x = static_cast<std::uint32_t>(fourth);
  if (entry.result == 1) {
    std::uint32_t predicate = noIndex;
    if (!decoder.predicate(decoder.operand(0), predicate)) return false;
    op.d = asSlot(predicate);
    op.run = runTest;
  } else {
    const unsigned registerBits = decoder.registerBits(decoder.operand(0));
    call->wideResult = entry.result == 64 || registerBits == 64;
    if (!converts && entry.result < 64 && call->wideResult) return false;
    if (!decoder.destination(0, call->wideResult ? 64 : entry.result, op.d)) return false;
    if (converts && isSignedType(entry.form.types[0]) && registerBits > entry.result) call->extendedFrom = entry.result;
    op.y = registerBits == 16 ? 0xffffu : (registerBits == 8 ? 0xffu : 0xffffffffu);
    op.run = runLanes;
  }
  op.detail = decoder.keep(std::move(call));
  return true;
}

}  // namespace warpsmith::sim
