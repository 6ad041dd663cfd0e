// f16 and bf16 arithmetic of single lanes: what is not among the common forms.

#include "sim/exec/arithmetic/form_names.h"
#include "sim/exec/arithmetic/lane_call.h"
#include "sim/numeric/float16.h"

namespace warpsmith::sim {

namespace {

// .oob: a sum with a factor that lies out of bounds, which a certain NaN stands for, is zero (PTX ISA, fma; its bits
// are not written there). On an H100 that is 0x7ff7 of either sign, in f16 and bf16 (fma_oob.ptx): what bulk copies
// with a NaN fill put outside a tensor.
constexpr u16 outOfBounds = 0x7FF7u;

WARPSMITH_LANE bool isOutOfBounds(u16 x) { return (x & 0x7FFFu) == outOfBounds; }

template <typename Half, bool relu>
WARPSMITH_LANE u16 fmaInBounds(u16 a, u16 b, u16 c) {
  if (isOutOfBounds(a) || isOutOfBounds(b)) return 0;
  return fmaHalf<Half, false, false, relu>(a, b, c);
}
template <typename Half, bool relu>
WARPSMITH_LANE u32 fmaInBounds2(u32 a, u32 b, u32 c) {
  return packHalves(fmaInBounds<Half, relu>(highHalf(a), highHalf(b), highHalf(c)),
                    fmaInBounds<Half, relu>(lowHalf(a), lowHalf(b), lowHalf(c)));
}

template <typename Half, bool ftz, bool sat>
void putArithmetic(Registry& registry) {
  constexpr Modifiers modifiers = bit(Modifier::rn) | namedFtz(ftz) | namedSat(sat);
  constexpr Type type = Named<Half>::type;
  constexpr Type packed = Named<Half>::packed;
  putEach<addHalf<Half, ftz, sat>>(registry, Operation::add, modifiers, type);
  putEach<subHalf<Half, ftz, sat>>(registry, Operation::sub, modifiers, type);
  putEach<mulHalf<Half, ftz, sat>>(registry, Operation::mul, modifiers, type);
  putEach<fmaHalf<Half, ftz, sat>>(registry, Operation::fma, modifiers, type);
  putEach<addHalf2<Half, ftz, sat>>(registry, Operation::add, modifiers, packed);
  putEach<subHalf2<Half, ftz, sat>>(registry, Operation::sub, modifiers, packed);
  putEach<mulHalf2<Half, ftz, sat>>(registry, Operation::mul, modifiers, packed);
  putEach<fmaHalf2<Half, ftz, sat>>(registry, Operation::fma, modifiers, packed);
}

template <typename Half, bool ftz>
void putClamped(Registry& registry) {
  constexpr Modifiers modifiers = bit(Modifier::rn) | bit(Modifier::relu) | namedFtz(ftz);
  putEach<fmaHalf<Half, ftz, false, true>>(registry, Operation::fma, modifiers, Named<Half>::type);
  putEach<fmaHalf2<Half, ftz, false, true>>(registry, Operation::fma, modifiers, Named<Half>::packed);
}

template <typename Half, bool relu>
void putInBounds(Registry& registry) {
  constexpr Modifiers modifiers = bit(Modifier::rn) | bit(Modifier::oob) | bitIf(relu, Modifier::relu);
  putEach<fmaInBounds<Half, relu>>(registry, Operation::fma, modifiers, Named<Half>::type);
  putEach<fmaInBounds2<Half, relu>>(registry, Operation::fma, modifiers, Named<Half>::packed);
}

template <typename Half, bool ftz, bool propagateNan, bool exclusiveSigns>
void putChoice(Registry& registry) {
  constexpr Modifiers modifiers = namedFtz(ftz) | bitIf(propagateNan, Modifier::nan) |
                                  bitIf(exclusiveSigns, Modifier::xorsign) | bitIf(exclusiveSigns, Modifier::absolute);
  constexpr Type type = Named<Half>::type;
  constexpr Type packed = Named<Half>::packed;
  putEach<minHalf<Half, ftz, propagateNan, exclusiveSigns>>(registry, Operation::min, modifiers, type);
  putEach<maxHalf<Half, ftz, propagateNan, exclusiveSigns>>(registry, Operation::max, modifiers, type);
  putEach<minHalf2<Half, ftz, propagateNan, exclusiveSigns>>(registry, Operation::min, modifiers, packed);
  putEach<maxHalf2<Half, ftz, propagateNan, exclusiveSigns>>(registry, Operation::max, modifiers, packed);
}

template <typename Half, bool ftz>
void putChoices(Registry& registry) {
  putChoice<Half, ftz, false, false>(registry);
  putChoice<Half, ftz, true, false>(registry);
  putChoice<Half, ftz, false, true>(registry);
  putChoice<Half, ftz, true, true>(registry);
}

template <typename Half, bool ftz>
void putSigns(Registry& registry) {
  putEach<negHalf<Half, ftz>>(registry, Operation::neg, namedFtz(ftz), Named<Half>::type);
  putEach<absHalf<Half, ftz>>(registry, Operation::abs, namedFtz(ftz), Named<Half>::type);
  putEach<negHalf2<Half, ftz>>(registry, Operation::neg, namedFtz(ftz), Named<Half>::packed);
  putEach<absHalf2<Half, ftz>>(registry, Operation::abs, namedFtz(ftz), Named<Half>::packed);
}

template <typename Half>
void putAll(Registry& registry) {
  putArithmetic<Half, false, false>(registry);
  putClamped<Half, false>(registry);
  putInBounds<Half, false>(registry);
  putInBounds<Half, true>(registry);
  putChoices<Half, false>(registry);
  putSigns<Half, false>(registry);
}

}  // namespace

void putHalfLanes(Registry& registry) {
  putAll<F16>(registry);
  putAll<Bf16>(registry);
  // bf16 has neither .ftz nor .sat.
  putArithmetic<F16, false, true>(registry);
  putArithmetic<F16, true, false>(registry);
  putArithmetic<F16, true, true>(registry);
  putClamped<F16, true>(registry);
  putChoices<F16, true>(registry);
  putSigns<F16, true>(registry);
}

}  // namespace warpsmith::sim
