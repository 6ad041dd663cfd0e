// f32 arithmetic of single lanes.

#include "sim/exec/arithmetic/common_float.h"
#include "sim/exec/arithmetic/lane_call.h"
#include "sim/exec/arithmetic/testp.h"

namespace warpsmith::sim {

namespace {

template <Rounding rounding, bool ftz, bool sat>
void putArithmetic(Registry& registry) {
  constexpr Modifiers modifiers = named(rounding) | namedFtz(ftz) | namedSat(sat);
  putEach<addF32<rounding, ftz, sat>>(registry, Operation::add, modifiers, Type::f32);
  putEach<subF32<rounding, ftz, sat>>(registry, Operation::sub, modifiers, Type::f32);
  putEach<mulF32<rounding, ftz, sat>>(registry, Operation::mul, modifiers, Type::f32);
  putEach<fmaF32<rounding, ftz, sat>>(registry, Operation::fma, modifiers, Type::f32);
  putEach<fmaF32<rounding, ftz, sat>>(registry, Operation::mad, modifiers, Type::f32);
}

template <Rounding rounding, bool ftz>
void putQuotients(Registry& registry) {
  constexpr Modifiers modifiers = named(rounding) | namedFtz(ftz);
  putEach<divF32<rounding, ftz>>(registry, Operation::div, modifiers, Type::f32);
  putEach<rcpF32<rounding, ftz>>(registry, Operation::rcp, modifiers, Type::f32);
  putEach<sqrtF32<rounding, ftz>>(registry, Operation::sqrt, modifiers, Type::f32);
}

template <Rounding rounding>
void putDirected(Registry& registry) {
  putArithmetic<rounding, false, false>(registry);
  putArithmetic<rounding, false, true>(registry);
  putArithmetic<rounding, true, false>(registry);
  putArithmetic<rounding, true, true>(registry);
  putQuotients<rounding, false>(registry);
  putQuotients<rounding, true>(registry);
}

template <bool ftz, bool propagateNan>
void putExclusiveSigns(Registry& registry) {
  constexpr Modifiers modifiers =
      namedFtz(ftz) | bitIf(propagateNan, Modifier::nan) | bit(Modifier::xorsign) | bit(Modifier::absolute);
  putEach<minF32<ftz, propagateNan, true>>(registry, Operation::min, modifiers, Type::f32);
  putEach<maxF32<ftz, propagateNan, true>>(registry, Operation::max, modifiers, Type::f32);
}

template <FloatClass test>
void putTest(Registry& registry) {
  put<testpF32<test>>(registry, formOf(Operation::testp, named(test), 0, Type::f32));
}

}  // namespace

void putFloat32Lanes(Registry& registry) {
  putCommonFloats(registry);
  putDirected<Rounding::towardZero>(registry);
  putDirected<Rounding::down>(registry);
  putDirected<Rounding::up>(registry);
  putExclusiveSigns<false, false>(registry);
  putExclusiveSigns<false, true>(registry);
  putExclusiveSigns<true, false>(registry);
  putExclusiveSigns<true, true>(registry);
  putEach<copysignF32>(registry, Operation::copysign, 0, Type::f32);
  putTest<FloatClass::finite>(registry);
  putTest<FloatClass::infinite>(registry);
  putTest<FloatClass::number>(registry);
  putTest<FloatClass::notANumber>(registry);
  putTest<FloatClass::normal>(registry);
  putTest<FloatClass::subnormal>(registry);
}

}  // namespace warpsmith::sim
