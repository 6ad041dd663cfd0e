// Conversions of single lanes among floats, and to integral values of them.

#include "sim/exec/arithmetic/form_names.h"
#include "sim/exec/arithmetic/lane_call.h"
#include "sim/numeric/convert.h"

namespace warpsmith::sim {

namespace {

Form conversion(Type to, Type from, Modifiers modifiers) { return formOf(Operation::cvt, modifiers, to, from); }

// .rn, .rz, .rm and .rp of what doesn't fit.
template <Rounding rounding, bool sat>
void putNarrowing(Registry& registry) {
  constexpr Modifiers modifiers = named(rounding) | namedSat(sat);
  constexpr Modifiers ftz = modifiers | bit(Modifier::ftz);
  put<f64ToF32<rounding, false, sat>>(registry, conversion(Type::f32, Type::f64, modifiers));
  put<f64ToF32<rounding, true, sat>>(registry, conversion(Type::f32, Type::f64, ftz));
  put<f64ToHalf<F16, rounding, sat>>(registry, conversion(Type::f16, Type::f64, modifiers));
  put<f64ToHalf<Bf16, rounding, sat>>(registry, conversion(Type::bf16, Type::f64, modifiers));
  put<f32ToHalf<F16, rounding, false, false, false, sat>>(registry, conversion(Type::f16, Type::f32, modifiers));
  put<f32ToHalf<F16, rounding, false, false, true, sat>>(registry, conversion(Type::f16, Type::f32, ftz));
  put<f32ToHalf<Bf16, rounding, false, false, false, sat>>(registry, conversion(Type::bf16, Type::f32, modifiers));
  put<halfToHalf<F16, Bf16, rounding, sat>>(registry, conversion(Type::f16, Type::bf16, modifiers));
  put<halfToHalf<Bf16, F16, rounding, sat>>(registry, conversion(Type::bf16, Type::f16, modifiers));
}

template <bool ftz, bool sat>
void putWidening(Registry& registry) {
  constexpr Modifiers modifiers = namedFtz(ftz) | namedSat(sat);
  put<f32ToF64<ftz, sat>>(registry, conversion(Type::f64, Type::f32, modifiers));
  put<f32ToF32<ftz, sat>>(registry, conversion(Type::f32, Type::f32, modifiers));
  put<halfToF32<F16, ftz, sat>>(registry, conversion(Type::f32, Type::f16, modifiers));
  put<halfToF32<Bf16, ftz, sat>>(registry, conversion(Type::f32, Type::bf16, modifiers));
  if constexpr (!ftz) {
    put<halfToF64<F16, sat>>(registry, conversion(Type::f64, Type::f16, modifiers));
    put<halfToF64<Bf16, sat>>(registry, conversion(Type::f64, Type::bf16, modifiers));
  }
}

WARPSMITH_LANE double saturateF64(double x) { return saturate(x); }

template <Rounding rounding, bool sat>
void putIntegral(Registry& registry) {
  constexpr Modifiers modifiers = namedIntegral(rounding) | namedSat(sat);
  put<f32ToIntegral<rounding, false, sat>>(registry, conversion(Type::f32, Type::f32, modifiers));
  put<f32ToIntegral<rounding, true, sat>>(registry, conversion(Type::f32, Type::f32, modifiers | bit(Modifier::ftz)));
  put<f64ToIntegral<rounding, sat>>(registry, conversion(Type::f64, Type::f64, modifiers));
  put<halfToIntegral<F16, rounding, sat>>(registry, conversion(Type::f16, Type::f16, modifiers));
  put<halfToIntegral<Bf16, rounding, sat>>(registry, conversion(Type::bf16, Type::bf16, modifiers));
}

template <Rounding rounding>
void putRounded(Registry& registry) {
  putNarrowing<rounding, false>(registry);
  putNarrowing<rounding, true>(registry);
  putIntegral<rounding, false>(registry);
  putIntegral<rounding, true>(registry);
}

}  // namespace

void putFloatConversionLanes(Registry& registry) {
  putRounded<Rounding::nearestEven>(registry);
  putRounded<Rounding::towardZero>(registry);
  putRounded<Rounding::down>(registry);
  putRounded<Rounding::up>(registry);
  putWidening<false, false>(registry);
  putWidening<false, true>(registry);
  putWidening<true, false>(registry);
  putWidening<true, true>(registry);
  put<halfToHalf<F16, F16, Rounding::nearestEven, true>>(registry,
                                                         conversion(Type::f16, Type::f16, bit(Modifier::sat)));
  put<saturateF64>(registry, conversion(Type::f64, Type::f64, bit(Modifier::sat)));
}

}  // namespace warpsmith::sim
