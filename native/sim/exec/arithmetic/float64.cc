// f64 arithmetic of single lanes.

#include "sim/numeric/float64.h"

#include "sim/exec/arithmetic/form_names.h"
#include "sim/exec/arithmetic/lane_call.h"
#include "sim/exec/arithmetic/testp.h"

namespace warpsmith::sim {

namespace {

template <Rounding rounding>
void putDirected(Registry& registry) {
  constexpr Modifiers modifiers = named(rounding);
  putEach<addF64<rounding>>(registry, Operation::add, modifiers, Type::f64);
  putEach<subF64<rounding>>(registry, Operation::sub, modifiers, Type::f64);
  putEach<mulF64<rounding>>(registry, Operation::mul, modifiers, Type::f64);
  putEach<fmaF64<rounding>>(registry, Operation::fma, modifiers, Type::f64);
  putEach<fmaF64<rounding>>(registry, Operation::mad, modifiers, Type::f64);
  putEach<divF64<rounding>>(registry, Operation::div, modifiers, Type::f64);
  putEach<rcpF64<rounding>>(registry, Operation::rcp, modifiers, Type::f64);
  putEach<sqrtF64<rounding>>(registry, Operation::sqrt, modifiers, Type::f64);
}

template <FloatClass test>
void putTest(Registry& registry) {
  put<testpF64<test>>(registry, formOf(Operation::testp, named(test), 0, Type::f64));
}

}  // namespace

void putFloat64Lanes(Registry& registry) {
  putDirected<Rounding::towardZero>(registry);
  putDirected<Rounding::down>(registry);
  putDirected<Rounding::up>(registry);
  putEach<copysignF64>(registry, Operation::copysign, 0, Type::f64);
  putTest<FloatClass::finite>(registry);
  putTest<FloatClass::infinite>(registry);
  putTest<FloatClass::number>(registry);
  putTest<FloatClass::notANumber>(registry);
  putTest<FloatClass::normal>(registry);
  putTest<FloatClass::subnormal>(registry);
}

}  // namespace warpsmith::sim
