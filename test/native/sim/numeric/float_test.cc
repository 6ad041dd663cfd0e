// f32 and f64 in all rounding modes against the machine's own; min, max and comparisons against their definitions.

#include "oracle.h"
#include "sim/numeric/approximate.h"
#include "sim/numeric/compare.h"
#include "sim/numeric/float32.h"
#include "sim/numeric/float64.h"

using namespace oracle;

namespace {

float flushed(float x) { return std::fpclassify(x) == FP_SUBNORMAL ? std::copysign(0.0f, x) : x; }

u32 finished(float x, bool ftz, bool sat) {
  const float y = ftz ? flushed(x) : x;
  if (sat) return std::isnan(y) || !(y > 0) ? 0 : bitsOf(y > 1 ? 1.0f : y);
  return std::isnan(y) ? 0x7FFFFFFFu : bitsOf(y);
}

template <Rounding rounding, bool ftz, bool sat>
void testF32() {
  for (int i = 0; i < 12000; i++) {
    const float a = randomF32(), b = randomF32(), c = randomF32();
    const float x = ftz ? flushed(a) : a, y = ftz ? flushed(b) : b, z = ftz ? flushed(c) : c;
    const auto check = [&](const char* name, float got, Operation<float> operation, bool canSaturate = true) {
      const float wanted = inMode<float>(rounding, operation, x, y, z);
      expect(name, bitsOf(got), finished(wanted, ftz, canSaturate && sat), static_cast<int>(rounding), ftz, sat,
             bitsOf(a), bitsOf(b), bitsOf(c));
    };
    check("add.f32", addF32<rounding, ftz, sat>(a, b), [](float p, float q, float) { return p + q; });
    check("sub.f32", subF32<rounding, ftz, sat>(a, b), [](float p, float q, float) { return p - q; });
    check("mul.f32", mulF32<rounding, ftz, sat>(a, b), [](float p, float q, float) { return p * q; });
    check("fma.f32", fmaF32<rounding, ftz, sat>(a, b, c), [](float p, float q, float r) { return std::fma(p, q, r); });
    check("div.f32", divF32<rounding, ftz>(a, b), [](float p, float q, float) { return p / q; }, false);
    check("rcp.f32", rcpF32<rounding, ftz>(a), [](float p, float, float) { return 1.0f / p; }, false);
    check("sqrt.f32", sqrtF32<rounding, ftz>(a), [](float p, float, float) { return std::sqrt(p); }, false);
    // Sums that cancel but for their last bits, and exactly.
    const float near = floatOf((bitsOf(a) + static_cast<u32>(i % 3)) ^ 0x80000000u);
    const float nearFlushed = ftz ? flushed(near) : near;
    const float sum = inMode<float>(rounding, [](float p, float q, float) { return p + q; }, x, nearFlushed, z);
    expect("add.f32", bitsOf(addF32<rounding, ftz, sat>(a, near)), finished(sum, ftz, sat), static_cast<int>(rounding),
           ftz, sat, bitsOf(a), bitsOf(near));
    const float product = x * y;
    const float third = floatOf(bitsOf(product) ^ 0x80000000u);
    const float thirdFlushed = ftz ? flushed(third) : third;
    const float fused =
        inMode<float>(rounding, [](float p, float q, float r) { return std::fma(p, q, r); }, x, y, thirdFlushed);
    expect("fma.f32", bitsOf(fmaF32<rounding, ftz, sat>(a, b, third)), finished(fused, ftz, sat),
           static_cast<int>(rounding), ftz, sat, bitsOf(a), bitsOf(b), bitsOf(third));
  }
}

template <Rounding rounding>
void testF32() {
  testF32<rounding, false, false>();
  testF32<rounding, true, false>();
  testF32<rounding, true, true>();
}

// The first operand that is NaN, quiet; without one the default.
u64 wantedF64(double result, double a, double b, double c) {
  if (!std::isnan(result)) return bitsOf(result);
  for (const double operand : {a, b, c}) {
    if (std::isnan(operand)) return bitsOf(operand) | u64{1} << 51;
  }
  return 0xFFF8000000000000u;
}

template <Rounding rounding>
void testF64() {
  for (int i = 0; i < 40000; i++) {
    const double a = randomF64(), b = randomF64();
    const double third[] = {randomF64(), -(a * b), a * b * 0x1p-60, -a};
    const double c = third[i % 4];
    const auto check = [&](const char* name, double got, Operation<double> operation, double p, double q, double r) {
      const double wanted = inMode<double>(rounding, operation, p, q, r);
      expect(name, bitsOf(got), wantedF64(wanted, p, q, r), static_cast<int>(rounding), bitsOf(p), bitsOf(q),
             bitsOf(r));
    };
    check("add.f64", addF64<rounding>(a, b), [](double p, double q, double) { return p + q; }, a, b, 0.0);
    check("add.f64", addF64<rounding>(a, c), [](double p, double q, double) { return p + q; }, a, c, 0.0);
    check("sub.f64", subF64<rounding>(a, b), [](double p, double q, double) { return p - q; }, a, b, 0.0);
    check("mul.f64", mulF64<rounding>(a, b), [](double p, double q, double) { return p * q; }, a, b, 0.0);
    check(
        "fma.f64", fmaF64<rounding>(a, b, c), [](double p, double q, double r) { return std::fma(p, q, r); }, a, b, c);
    check("div.f64", divF64<rounding>(a, b), [](double p, double q, double) { return p / q; }, a, b, 0.0);
    check("rcp.f64", rcpF64<rounding>(a), [](double p, double, double) { return 1.0 / p; }, a, 0.0, 0.0);
    check("sqrt.f64", sqrtF64<rounding>(a), [](double p, double, double) { return std::sqrt(p); }, a, 0.0, 0.0);
  }
}

template <bool largest, bool propagateNan, bool xorsignAbs>
void testChoice() {
  for (int i = 0; i < 20000; i++) {
    const float a = randomF32(), b = i % 5 == 0 ? -a : randomF32();
    const float x = xorsignAbs ? std::fabs(a) : a, y = xorsignAbs ? std::fabs(b) : b;
    float chosen = x;
    if (std::isnan(x) || std::isnan(y)) {
      chosen = propagateNan || (std::isnan(x) && std::isnan(y)) ? floatOf(0x7FFFFFFFu) : (std::isnan(x) ? y : x);
    } else if (x == y) {
      chosen = std::signbit(x) != largest ? x : y;
    } else {
      chosen = (x > y) == largest ? x : y;
    }
    if (xorsignAbs && !std::isnan(chosen)) chosen = std::signbit(a) != std::signbit(b) ? -chosen : chosen;
    const float got =
        largest ? maxF32<false, propagateNan, xorsignAbs>(a, b) : minF32<false, propagateNan, xorsignAbs>(a, b);
    expect(largest ? "max.f32" : "min.f32", bitsOf(got), bitsOf(chosen), propagateNan, xorsignAbs, bitsOf(a),
           bitsOf(b));
  }
}

void testF64Choice() {
  for (int i = 0; i < 20000; i++) {
    const double a = randomF64(), b = i % 5 == 0 ? -a : randomF64();
    if (std::isnan(a) && std::isnan(b)) continue;
    double least = std::isnan(a) ? b : (std::isnan(b) ? a : (a < b ? a : b));
    double most = std::isnan(a) ? b : (std::isnan(b) ? a : (a > b ? a : b));
    if (a == b) {
      least = std::signbit(a) ? a : b;
      most = std::signbit(a) ? b : a;
    }
    expect("min.f64", bitsOf(minF64(a, b)), bitsOf(least), bitsOf(a), bitsOf(b));
    expect("max.f64", bitsOf(maxF64(a, b)), bitsOf(most), bitsOf(a), bitsOf(b));
  }
}

void testClasses() {
  for (int i = 0; i < 20000; i++) {
    const float a = randomF32();
    const double b = randomF64();
    const auto check = [](const char* name, u64 bits, int kind, const bool (&got)[6]) {
      const bool finite = kind != FP_NAN && kind != FP_INFINITE;
      const bool normal = kind == FP_NORMAL || kind == FP_ZERO;
      const bool wanted[] = {finite, kind == FP_INFINITE, kind != FP_NAN, kind == FP_NAN, normal, kind == FP_SUBNORMAL};
      for (u64 k = 0; k < 6; k++) expect(name, got[k], wanted[k], k, bits);
    };
    check("testp.f32", bitsOf(a), std::fpclassify(a),
          {testpF32<FloatClass::finite>(a), testpF32<FloatClass::infinite>(a), testpF32<FloatClass::number>(a),
           testpF32<FloatClass::notANumber>(a), testpF32<FloatClass::normal>(a), testpF32<FloatClass::subnormal>(a)});
    check("testp.f64", bitsOf(b), std::fpclassify(b),
          {testpF64<FloatClass::finite>(b), testpF64<FloatClass::infinite>(b), testpF64<FloatClass::number>(b),
           testpF64<FloatClass::notANumber>(b), testpF64<FloatClass::normal>(b), testpF64<FloatClass::subnormal>(b)});
    expect("copysign.f32", bitsOf(copysignF32(a, 2.0f)), bitsOf(std::copysign(2.0f, a)), bitsOf(a));
    expect("copysign.f64", bitsOf(copysignF64(b, 2.0)), bitsOf(std::copysign(2.0, b)), bitsOf(b));
  }
}

void testComparisons() {
  for (int i = 0; i < 20000; i++) {
    const float a = randomF32(), b = i % 3 == 0 ? a : randomF32();
    const bool unordered = std::isnan(a) || std::isnan(b);
    const auto check = [&](const char* name, bool got, bool wanted) {
      expect(name, got, wanted, bitsOf(a), bitsOf(b));
    };
    using C = Comparison;
    check("eq", compareF32<C::eq>(a, b), !unordered && a == b);
    check("ne", compareF32<C::ne>(a, b), !unordered && a != b);
    check("lt", compareF32<C::lt>(a, b), !unordered && a < b);
    check("le", compareF32<C::le>(a, b), !unordered && a <= b);
    check("gt", compareF32<C::gt>(a, b), !unordered && a > b);
    check("ge", compareF32<C::ge>(a, b), !unordered && a >= b);
    check("equ", compareF32<C::equ>(a, b), unordered || a == b);
    check("neu", compareF32<C::neu>(a, b), unordered || a != b);
    check("ltu", compareF32<C::ltu>(a, b), unordered || a < b);
    check("leu", compareF32<C::leu>(a, b), unordered || a <= b);
    check("gtu", compareF32<C::gtu>(a, b), unordered || a > b);
    check("geu", compareF32<C::geu>(a, b), unordered || a >= b);
    check("num", compareF32<C::num>(a, b), !unordered);
    check("nan", compareF32<C::nan>(a, b), unordered);
    check("eq.ftz", compareF32<C::eq, true>(a, b), !unordered && flushed(a) == flushed(b));
    check("lt.ftz", compareF32<C::lt, true>(a, b), !unordered && flushed(a) < flushed(b));
  }
}

// The tables of special cases in the ISA.
void testApproximations() {
  const float infinity = INFINITY, tiny = 0x1p-140f;
  const auto check = [](const char* name, float got, float wanted, float a) {
    expect(name, bitsOf(got), std::isnan(wanted) ? 0x7FFFFFFFu : bitsOf(wanted), bitsOf(a));
  };
  check("rcp.approx", rcpApproxF32(-0.0f), -infinity, -0.0f);
  check("rcp.approx", rcpApproxF32(-infinity), -0.0f, -infinity);
  check("rcp.approx.ftz", rcpApproxF32<true>(-tiny), -infinity, -tiny);
  check("rcp.approx.ftz", rcpApproxF32<true>(0x1p127f), 0.0f, 0x1p127f);
  check("rcp.approx", rcpApproxF32(0x1p127f), 0x1p-127f, 0x1p127f);
  check("sqrt.approx", sqrtApproxF32(-1.0f), NAN, -1.0f);
  check("sqrt.approx", sqrtApproxF32(-0.0f), -0.0f, -0.0f);
  check("sqrt.approx.ftz", sqrtApproxF32<true>(-tiny), -0.0f, -tiny);
  check("sqrt.approx", sqrtApproxF32(tiny), 0x1p-70f, tiny);
  check("rsqrt.approx", rsqrtApproxF32(-0.0f), -infinity, -0.0f);
  check("rsqrt.approx", rsqrtApproxF32(0.0f), infinity, 0.0f);
  check("rsqrt.approx", rsqrtApproxF32(-tiny), NAN, -tiny);
  check("rsqrt.approx.ftz", rsqrtApproxF32<true>(-tiny), -infinity, -tiny);
  check("rsqrt.approx", rsqrtApproxF32(infinity), 0.0f, infinity);
  check("sin.approx", sinApproxF32(infinity), NAN, infinity);
  check("sin.approx", sinApproxF32(-0.0f), -0.0f, -0.0f);
  check("sin.approx.ftz", sinApproxF32<true>(-tiny), -0.0f, -tiny);
  check("cos.approx", cosApproxF32(-infinity), NAN, -infinity);
  check("cos.approx", cosApproxF32(tiny), 1.0f, tiny);
  check("lg2.approx", lg2ApproxF32(0.0f), -infinity, 0.0f);
  check("lg2.approx", lg2ApproxF32(-0.0f), -infinity, -0.0f);
  check("lg2.approx", lg2ApproxF32(-1.0f), NAN, -1.0f);
  check("lg2.approx", lg2ApproxF32(tiny), -140.0f, tiny);
  check("lg2.approx.ftz", lg2ApproxF32<true>(tiny), -infinity, tiny);
  check("lg2.approx", lg2ApproxF32(infinity), infinity, infinity);
  check("ex2.approx", ex2ApproxF32(-infinity), 0.0f, -infinity);
  check("ex2.approx", ex2ApproxF32(infinity), infinity, infinity);
  check("ex2.approx", ex2ApproxF32(-140.0f), tiny, -140.0f);
  check("ex2.approx.ftz", ex2ApproxF32<true>(-140.0f), 0.0f, -140.0f);
  check("ex2.approx", ex2ApproxF32(NAN), NAN, NAN);
  check("tanh.approx", tanhApproxF32(-infinity), -1.0f, -infinity);
  check("tanh.approx", tanhApproxF32(-0.0f), -0.0f, -0.0f);
  check("div.approx", divApproxF32(infinity, 0x1p127f), NAN, 0x1p127f);
  check("div.approx", divApproxF32(0x1p127f, 0x1p127f), 0.0f, 0x1p127f);
  check("div.approx", divApproxF32(6.0f, 2.0f), 3.0f, 2.0f);
  check("div.full", divFullF32(0x1p127f, 0x1p127f), 1.0f, 0x1p127f);
}

}  // namespace

void testFloats() {
  testF32<Rounding::nearestEven>();
  testF32<Rounding::towardZero>();
  testF32<Rounding::down>();
  testF32<Rounding::up>();
  testF64<Rounding::nearestEven>();
  testF64<Rounding::towardZero>();
  testF64<Rounding::down>();
  testF64<Rounding::up>();
  testChoice<false, false, false>();
  testChoice<true, false, false>();
  testChoice<false, true, false>();
  testChoice<true, true, false>();
  testChoice<false, false, true>();
  testChoice<true, true, true>();
  testF64Choice();
  testClasses();
  testComparisons();
  testApproximations();
}
