// What an H100 does where the ISA leaves it open, or says otherwise. Operands and results are from the recorded corpus
// (test/sim/instructions/outputs; NVIDIA H100 80GB HBM3, driver 580.159.04), in the kernel that each test names.

#include "oracle.h"
#include "sim/numeric/bit_field.h"
#include "sim/numeric/convert.h"
#include "sim/numeric/float16.h"
#include "sim/numeric/float32.h"
#include "sim/numeric/float64.h"
#include "sim/numeric/integer.h"

using namespace oracle;

namespace {

constexpr Rounding rn = Rounding::nearestEven;

void same(const char* name, u64 got, u64 wanted) { expect(name, got, wanted, got); }

// arithmetic_s32: mad.hi.sat.s32 does not saturate.
void testMadHiSaturated() {
  const auto check = [](u32 a, u32 b, u32 c, u32 wanted) {
    const auto got = madHiSaturated(static_cast<s32>(a), static_cast<s32>(b), static_cast<s32>(c));
    expect("mad.hi.sat.s32", static_cast<u32>(got), wanted, a, b, c);
  };
  check(0x00000021, 0x1e565360, 0x7ffffffe, 0x80000001);
  check(0x93aa98b2, 0xd8a213fd, 0x6fd16041, 0x807a21e4);
  check(0x7ffffffe, 0xc4b98a9e, 0x88e67019, 0x6b433568);
}

// bits_b64: positions and lengths are whole registers, not their low bytes.
void testWideFields() {
  same("bfe.u64", bfe<u64>(0x0ef6355708d9bd95, 0x80000000, 9), 0);
  same("bfe.u64", bfe<u64>(0xfffffffffffffffe, 13, 256), 0x0007ffffffffffff);
  same("bfe.s64", static_cast<u64>(bfe<s64>(static_cast<s64>(0xdfe34d22403fd0f7), 256, 40)), ~u64{0});
  same("bfe.s64", static_cast<u64>(bfe<s64>(0x6d844f58eceeafd1, 15, 0x102)), 0x0000db089eb1d9dd);
  same("bfi.b64", bfi<u64>(0x80, 0xb019ecfbceac490b, 63, 256), 0x3019ecfbceac490b);
  same("bfi.b64", bfi<u64>(1, 0x3ebedd59ad507e77, 0x101, 4), 0x3ebedd59ad507e77);
  same("bfi.b64", bfi<u64>(0x6d844f58eceeafd1, 0x40, 15, 0x102), 0x27ac767757e88040);
}

// misc_f64: abs and neg quieten a NaN and leave its sign. random_line_25, random_line_20: the same of positive ones.
void testSignsOfWideNans() {
  same("abs.f64", bitsOf(absF64(doubleOf(0xfff0000000000001))), 0xfff8000000000001);
  same("abs.f64", bitsOf(absF64(doubleOf(0x7ff0000000000001))), 0x7ff8000000000001);
  same("neg.f64", bitsOf(negF64(doubleOf(0xfff0000000000001))), 0xfff8000000000001);
  same("neg.f64", bitsOf(negF64(doubleOf(0x7fffffffffffffff))), 0x7fffffffffffffff);
}

// unary_f32, misc_f64: zeros of both signs are normal.
void testZerosAreNormal() {
  same("testp.normal.f32", testpF32<FloatClass::normal>(floatOf(0)), true);
  same("testp.normal.f32", testpF32<FloatClass::normal>(floatOf(0x80000000)), true);
  same("testp.normal.f64", testpF64<FloatClass::normal>(doubleOf(0x8000000000000000)), true);
}

// min_max_*: abs and neg of a half's NaN are the canonical one.
void testSignsOfHalfNans() {
  same("abs.f16", absHalf<F16>(0xff9b), 0x7fff);
  same("neg.f16", negHalf<F16>(0x7d09), 0x7fff);
  same("neg.ftz.f16x2", negHalf2<F16, true>(0x0001fc01), 0x80007fff);
  same("abs.bf16", absHalf<Bf16>(0x7fc0), 0x7fff);
  same("neg.bf16x2", negHalf2<Bf16>(0x42fb7f81), 0xc2fb7fff);
}

// min_max_*: .xorsign.abs takes the sign of a NaN that loses, too.
void testExclusiveSignsOfNans() {
  same("min.xorsign.abs.bf16", minHalf<Bf16, false, false, true>(0xe128, 0xffaa), 0x6128);
  same("min.xorsign.abs.bf16", minHalf<Bf16, false, false, true>(0xff81, 0x7f7f), 0xff7f);
  same("max.xorsign.abs.bf16x2", maxHalf2<Bf16, false, false, true>(0x3836807f, 0x4000ff81), 0x4000007f);
  same("min.xorsign.abs.f16", minHalf<F16, false, false, true>(0xcf32, 0xffff), 0x4f32);
  same("min.ftz.xorsign.abs.f16x2", minHalf2<F16, true, false, true>(0x0001fc01, 0xae66d800), 0x80005800);
}

// cvt_floats: from f64 a NaN keeps its sign and the payload that fits.
void testNarrowedNans() {
  const double all = doubleOf(0xffffffffffffffff), least = doubleOf(0xfff0000000000001);
  same("cvt.rn.f32.f64", bitsOf(f64ToF32<rn>(all)), 0xffffffff);
  same("cvt.rn.f32.f64", bitsOf(f64ToF32<rn>(least)), 0xffc00000);
  same("cvt.rp.ftz.f32.f64", bitsOf(f64ToF32<Rounding::up, true>(least)), 0xffc00000);
  same("cvt.rz.f16.f64", f64ToHalf<F16, Rounding::towardZero>(all), 0xffff);
  same("cvt.rn.f16.f64", f64ToHalf<F16, rn>(least), 0xfe00);
  same("cvt.rn.bf16.f64", f64ToHalf<Bf16, rn>(all), 0xffff);
  same("cvt.rn.bf16.f64", f64ToHalf<Bf16, rn>(least), 0xffc0);
  same("cvt.rni.f64.f64", bitsOf(f64ToIntegral<rn>(least)), 0xfff8000000000001);
}

// cvt_floats, cvt_halves: to f64 too, but not with .ftz, nor from f16 to f32; bf16 to f32 doesn't even quieten.
void testWidenedNans() {
  same("cvt.f64.f32", bitsOf(f32ToF64(floatOf(0xffffffff))), 0xffffffffe0000000);
  same("cvt.ftz.f64.f32", bitsOf(f32ToF64<true>(floatOf(0xffffffff))), 0x7fffffffe0000000);
  same("cvt.ftz.f64.f32", bitsOf(f32ToF64<true>(floatOf(0x7fc00000))), 0x7fffffffe0000000);
  same("cvt.f64.f16", bitsOf(halfToF64<F16>(0x7f72)), 0x7ffdc80000000000);
  same("cvt.f64.f16", bitsOf(halfToF64<F16>(0xfc01)), 0xfff8040000000000);
  same("cvt.f64.bf16", bitsOf(halfToF64<Bf16>(0xff81)), 0xfff8200000000000);
  same("cvt.f32.bf16", bitsOf(halfToF32<Bf16>(0xff81)), 0xff810000);
  same("cvt.f32.f16", bitsOf(halfToF32<F16>(0xfc01)), 0x7fffffff);
}

// cvt_floats: .ftz flushes no subnormal on the way to f16.
void testUnflushedHalves() {
  same("cvt.rm.ftz.f16.f32", f32ToHalf<F16, Rounding::down, false, false, true>(floatOf(0x80000005)), 0x8001);
  same("cvt.rp.ftz.f16.f32", f32ToHalf<F16, Rounding::up, false, false, true>(floatOf(0x00000002)), 0x0001);
}

// cvt_floats: tf32's NaN, and what .rna does instead.
void testTf32Nans() {
  const float all = floatOf(0xffffffff), quietest = floatOf(0x7fc00000);
  same("cvt.rn.tf32.f32", f32ToTf32<rn>(all), 0x7fffe000);
  same("cvt.rz.relu.tf32.f32", f32ToTf32<Rounding::towardZero, false, true>(quietest), 0x7fffe000);
  same("cvt.rna.tf32.f32", f32ToTf32<Rounding::nearestAway>(all), 0xffffe000);
  same("cvt.rna.tf32.f32", f32ToTf32<Rounding::nearestAway>(quietest), 0x7fc00000);
  same("cvt.rna.satfinite.tf32.f32", f32ToTf32<Rounding::nearestAway, true>(all), 0xffffc000);
  same("cvt.rna.satfinite.tf32.f32", f32ToTf32<Rounding::nearestAway, true>(quietest), 0x7fbfe000);
}

}  // namespace

void testRecorded() {
  testMadHiSaturated();
  testWideFields();
  testSignsOfWideNans();
  testZerosAreNormal();
  testSignsOfHalfNans();
  testExclusiveSignsOfNans();
  testNarrowedNans();
  testWidenedNans();
  testUnflushedHalves();
  testTf32Nans();
}
