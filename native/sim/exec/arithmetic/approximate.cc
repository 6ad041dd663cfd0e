// The approximate functions of single lanes.

#include "sim/numeric/approximate.h"

#include "sim/exec/arithmetic/form_names.h"
#include "sim/exec/arithmetic/lane_call.h"

namespace warpsmith::sim {

namespace {

constexpr Modifiers approx = bit(Modifier::approx);
constexpr Modifiers approxFtz = approx | bit(Modifier::ftz);

template <bool ftz>
void putF32(Registry& registry) {
  constexpr Modifiers modifiers = ftz ? approxFtz : approx;
  putEach<sinApproxF32<ftz>>(registry, Operation::sin, modifiers, Type::f32);
  putEach<cosApproxF32<ftz>>(registry, Operation::cos, modifiers, Type::f32);
  putEach<lg2ApproxF32<ftz>>(registry, Operation::lg2, modifiers, Type::f32);
  putEach<ex2ApproxF32<ftz>>(registry, Operation::ex2, modifiers, Type::f32);
}

}  // namespace

void putApproximateLanes(Registry& registry) {
  putF32<false>(registry);
  putF32<true>(registry);
  putEach<tanhApproxF32>(registry, Operation::tanh, approx, Type::f32);
  putEach<rcpApproxFtzF64>(registry, Operation::rcp, approxFtz, Type::f64);
  putEach<rsqrtApproxFtzF64>(registry, Operation::rsqrt, approxFtz, Type::f64);
  putEach<rsqrtApproxF64>(registry, Operation::rsqrt, approx, Type::f64);
  putEach<ex2ApproxHalf<F16>>(registry, Operation::ex2, approx, Type::f16);
  putEach<ex2ApproxHalf2<F16>>(registry, Operation::ex2, approx, Type::f16x2);
  putEach<ex2ApproxHalf<Bf16, true>>(registry, Operation::ex2, approxFtz, Type::bf16);
  putEach<ex2ApproxHalf2<Bf16, true>>(registry, Operation::ex2, approxFtz, Type::bf16x2);
  putEach<tanhApproxHalf<F16>>(registry, Operation::tanh, approx, Type::f16);
  putEach<tanhApproxHalf2<F16>>(registry, Operation::tanh, approx, Type::f16x2);
  putEach<tanhApproxHalf<Bf16>>(registry, Operation::tanh, approx, Type::bf16);
  putEach<tanhApproxHalf2<Bf16>>(registry, Operation::tanh, approx, Type::bf16x2);
}

}  // namespace warpsmith::sim
