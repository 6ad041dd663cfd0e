// f16, bf16, tf32, e4m3 and e5m2: every half, and every rounding against a table of the format's values.

#include "oracle.h"
#include "sim/numeric/approximate.h"
#include "sim/numeric/compare.h"
#include "sim/numeric/convert.h"
#include "sim/numeric/float16.h"

using namespace oracle;

namespace {

// As close to a format's boundaries as f32 goes: a number or a midpoint, and its neighbours.
float nearBoundary(const Table& table) {
  const u64 index = random64() % (table.magnitudes.size() - 1);
  const double low = table.magnitudes[index];
  const double high = table.magnitudes[index + 1];
  const float at = static_cast<float>(random64() % 2 == 0 ? low : low + (high - low) / 2);
  const u32 bits = bitsOf(at) + static_cast<u32>(random64() % 3);
  return floatOf((bits == 0 ? 0 : bits - 1) | (random64() % 2 == 0 ? 0x80000000u : 0));
}

template <typename Format, Rounding rounding, bool satfinite, bool relu>
void testNarrow(const char* name, const Table& table) {
  for (int i = 0; i < 6000; i++) {
    const float x = i % 2 == 0 ? nearBoundary(table) : randomF32();
    const u32 wanted =
        relu && x < 0 ? 0 : table.round(static_cast<f128>(x), rounding, satfinite, std::signbit(x) && !relu);
    expect(name, narrow<Format, rounding, satfinite, relu>(x), wanted, static_cast<int>(rounding), satfinite, relu,
           bitsOf(x));
  }
}

template <typename Half>
void testRoundings(const char* name) {
  const Table& table = halfTable<Half>();
  testNarrow<Half, Rounding::nearestEven, false, false>(name, table);
  testNarrow<Half, Rounding::towardZero, false, false>(name, table);
  testNarrow<Half, Rounding::down, false, false>(name, table);
  testNarrow<Half, Rounding::up, false, false>(name, table);
  testNarrow<Half, Rounding::nearestEven, true, false>(name, table);
  testNarrow<Half, Rounding::towardZero, true, true>(name, table);
  testNarrow<Half, Rounding::nearestEven, false, true>(name, table);
}

template <typename Half>
void testEvery(const char* name) {
  const Table& table = halfTable<Half>();
  for (u32 bits = 0; bits < 0x10000; bits++) {
    const u16 half = static_cast<u16>(bits);
    const double value = valueOf<Half>(half);
    const u32 single = std::isnan(value) ? 0x7FFFFFFFu : bitsOf(static_cast<float>(value));
    const u32 same = std::isnan(value) ? 0x7FFFu : bits;
    // What a NaN becomes is in recorded_test.cc.
    if (!std::isnan(value)) expect(name, bitsOf(halfToF32<Half>(half)), single, bits);
    expect(name, f32ToHalf<Half>(widen<Half>(half)), same, bits);
    if (!std::isnan(value)) expect(name, bitsOf(halfToF64<Half>(half)), bitsOf(value), bits);
    const u32 whole =
        table.round(static_cast<f128>(std::nearbyint(value)), Rounding::nearestEven, false, std::signbit(value));
    expect("cvt.rni of halves", halfToIntegral<Half, Rounding::nearestEven>(half), std::isnan(value) ? 0x7FFFu : whole,
           bits);
    const double clamped = std::isnan(value) ? 0.0 : std::fmin(std::fmax(std::floor(value), -128.0), 127.0);
    expect("cvt.rmi.s8 of halves", static_cast<u8>(halfToInteger<s8, Half, Rounding::down>(half)),
           static_cast<u8>(static_cast<int>(clamped)), bits);
    const bool subnormal = value != 0.0 && std::fabs(value) < (Half::mantissa == 10 ? 0x1p-14 : 0x1p-126);
    const u32 negated = (subnormal ? bits & 0x8000u : bits) ^ 0x8000u;
    expect("neg of halves", negHalf<Half, true>(half), std::isnan(value) ? 0x7FFFu : negated, bits);
    expect("abs of halves", absHalf<Half>(half), std::isnan(value) ? 0x7FFFu : bits & 0x7FFFu, bits);
  }
}

// p + c so that it rounds as the exact sum does: beyond float128 apart, the smaller only shows its sign.
f128 sumForRounding(f128 p, f128 c) {
  if (p == 0 || c == 0 || p != p || c != c) return p + c;
  const f128 large = (p < 0 ? -p : p) > (c < 0 ? -c : c) ? p : c;
  const f128 small = large == p && !(large == c) ? c : p;
  const f128 size = large < 0 ? -large : large;
  const f128 least = size * static_cast<f128>(0x1p-80);
  if (size > static_cast<f128>(0x1p1000) || (small < 0 ? -small : small) >= least) return p + c;
  return large + (small < 0 ? -least : least);
}

template <typename Half, bool ftz>
u16 flushedHalf(u16 x) {
  return ftz && (x & 0x7FFFu) < (1u << Half::mantissa) ? static_cast<u16>(x & 0x8000u) : x;
}

template <typename Half, bool ftz>
void testArithmetic(const char* name) {
  const Table& table = halfTable<Half>();
  for (int i = 0; i < 30000; i++) {
    const u16 a = static_cast<u16>(randomFloat(16, Half::mantissa));
    const u16 b = static_cast<u16>(randomFloat(16, Half::mantissa));
    const u16 c = static_cast<u16>(randomFloat(16, Half::mantissa));
    const f128 x = static_cast<f128>(valueOf<Half>(flushedHalf<Half, ftz>(a)));
    const f128 y = static_cast<f128>(valueOf<Half>(flushedHalf<Half, ftz>(b)));
    const f128 z = static_cast<f128>(valueOf<Half>(flushedHalf<Half, ftz>(c)));
    const auto finished = [&](f128 exact, bool zeroIsNegative) {
      return flushedHalf<Half, ftz>(static_cast<u16>(table.round(exact, Rounding::nearestEven, false, zeroIsNegative)));
    };
    const bool minusA = (a >> 15) != 0, minusB = (b >> 15) != 0, minusC = (c >> 15) != 0;
    expect(name, addHalf<Half, ftz>(a, b), finished(sumForRounding(x, y), minusA && minusB), 0, a, b);
    expect(name, subHalf<Half, ftz>(a, b), finished(sumForRounding(x, -y), minusA && !minusB), 1, a, b);
    expect(name, mulHalf<Half, ftz>(a, b), finished(x * y, minusA != minusB), 2, a, b);
    const u16 fused = finished(sumForRounding(x * y, z), minusA != minusB && minusC);
    expect(name, fmaHalf<Half, ftz>(a, b, c), fused, 3, a, b, c);
    const u16 relu =
        fused > 0x8000u && fused <= (0x8000u | Half::infinity) ? u16{0} : (fused == 0x8000u ? u16{0} : fused);
    expect(name, fmaHalf<Half, ftz, false, true>(a, b, c), relu, 4, a, b, c);
    const double real = valueOf<Half>(fused);
    const u16 one = static_cast<u16>(Half::infinity == 0x7C00 ? 0x3C00 : 0x3F80);
    const u16 saturated = std::isnan(real) || !(real > 0) ? u16{0} : (real > 1 ? one : fused);
    expect(name, fmaHalf<Half, ftz, true>(a, b, c), saturated, 5, a, b, c);
    const u32 both = fmaHalf2<Half, ftz>(packHalves(a, c), packHalves(b, b), packHalves(c, a));
    expect(name, both, packHalves(fused, fmaHalf<Half, ftz>(c, b, a)), 6, a, b, c);
    expect(name, addHalf2<Half, ftz>(packHalves(a, c), packHalves(b, a)),
           packHalves(addHalf<Half, ftz>(a, b), addHalf<Half, ftz>(c, a)), 7, a, b);
  }
}

template <typename Half>
void testChoice(const char* name) {
  for (int i = 0; i < 20000; i++) {
    const u16 a = static_cast<u16>(randomFloat(16, Half::mantissa));
    const u16 b = i % 5 == 0 ? static_cast<u16>(a ^ 0x8000u) : static_cast<u16>(randomFloat(16, Half::mantissa));
    const double x = valueOf<Half>(a), y = valueOf<Half>(b);
    const bool both = std::isnan(x) && std::isnan(y), any = std::isnan(x) || std::isnan(y);
    const bool firstIsLess = x < y || (x == y && std::signbit(x));
    const u16 number = std::isnan(x) ? b : a;
    const u16 least = both ? u16{0x7FFF} : (any ? number : (firstIsLess ? a : b));
    const u16 most = both ? u16{0x7FFF} : (any ? number : (firstIsLess ? b : a));
    expect(name, minHalf<Half>(a, b), least, 0, a, b);
    expect(name, maxHalf<Half>(a, b), most, 1, a, b);
    const u16 leastNan = minHalf<Half, false, true>(a, b);
    expect(name, leastNan, any ? u16{0x7FFF} : least, 2, a, b);
    expect(name, maxHalf2<Half>(packHalves(a, b), packHalves(b, a)), packHalves(most, maxHalf<Half>(b, a)), 3, a, b);
    const bool less = compareHalf<Half, Comparison::lt>(a, b);
    expect(name, less, x < y, 4, a, b);
    const bool unequal = compareHalf<Half, Comparison::neu>(a, b);
    expect(name, unequal, any || x != y, 5, a, b);
  }
}

template <typename Format>
void testEighths(const char* name, const Table& table) {
  testNarrow<Format, Rounding::nearestEven, true, false>(name, table);
  testNarrow<Format, Rounding::nearestEven, true, true>(name, table);
  for (u32 bits = 0; bits < 256; bits++) {
    const u32 magnitude = bits & 0x7Fu;
    const bool nan = Format::mantissa == 2 ? magnitude > 0x7C : magnitude == 0x7F;
    const bool infinite = Format::mantissa == 2 && magnitude == 0x7C;
    const double size = nan ? NAN : (infinite ? INFINITY : table.magnitudes[magnitude]);
    const bool negative = bits > 0x7F;
    const f128 value = static_cast<f128>(negative ? -size : size);
    expect(name, widenF8<Format>(static_cast<u8>(bits)),
           f16Table().round(value, Rounding::nearestEven, false, negative), bits);
    const u32 twice = f8x2ToF16x2<Format>(static_cast<u16>(bits << 8 | 0x38));
    expect(name, twice >> 16, widenF8<Format>(static_cast<u8>(bits)), bits);
    const u32 back = f16x2ToF8x2<Format>(twice) >> 8;
    const u32 largest = (negative ? 0x80u : 0u) | Format::largest;
    expect(name, back, nan ? Format::nan : (infinite ? largest : bits), bits);
  }
}

void testTf32() {
  const Table& table = tf32Table();
  testNarrow<Tf32, Rounding::nearestEven, false, false>("cvt.rn.tf32.f32", table);
  testNarrow<Tf32, Rounding::towardZero, false, true>("cvt.rz.relu.tf32.f32", table);
  testNarrow<Tf32, Rounding::nearestAway, false, false>("cvt.rna.tf32.f32", table);
  testNarrow<Tf32, Rounding::nearestAway, true, false>("cvt.rna.satfinite.tf32.f32", table);
  expect("cvt.rna.tf32.f32", f32ToTf32<Rounding::nearestAway>(floatOf(0x3F801000u)), 0x3F802000u, 0x3F801000u);
  expect("cvt.rn.tf32.f32", f32ToTf32<Rounding::nearestEven>(floatOf(0x3F801000u)), 0x3F800000u, 0x3F801000u);
}

// Any double to a half, near midpoints that two roundings would get wrong.
template <typename Half, Rounding rounding>
void testFromF64(const char* name) {
  const Table& table = halfTable<Half>();
  for (int i = 0; i < 8000; i++) {
    const double near = static_cast<double>(nearBoundary(table));
    const double x = i % 3 == 0 ? randomF64() : (i % 3 == 1 ? near * (1 + 0x1p-50) : near * (1 - 0x1p-40));
    // What a NaN becomes is in recorded_test.cc.
    if (std::isnan(x)) continue;
    const u32 wanted = table.round(static_cast<f128>(x), rounding, false, std::signbit(x));
    const u32 got = f64ToHalf<Half, rounding>(x);
    expect(name, got, wanted, static_cast<int>(rounding), bitsOf(x));
  }
}

template <typename Half>
void testApproximations(const char* name) {
  const u16 minusInfinity = static_cast<u16>(0x8000u | Half::infinity);
  const u16 one = static_cast<u16>(Half::infinity == 0x7C00 ? 0x3C00 : 0x3F80);
  expect(name, ex2ApproxHalf<Half>(minusInfinity), 0, minusInfinity);
  expect(name, ex2ApproxHalf<Half>(0x8000), one, 0x8000);
  expect(name, ex2ApproxHalf<Half, true>(0x0001), one, 0x0001);
  expect(name, ex2ApproxHalf<Half>(0x7FFF), 0x7FFF, 0x7FFF);
  expect(name, tanhApproxHalf<Half>(minusInfinity), one | 0x8000u, minusInfinity);
  expect(name, tanhApproxHalf<Half>(0x8000), 0x8000, 0x8000);
}

}  // namespace

void testHalves() {
  testEvery<F16>("every f16");
  testEvery<Bf16>("every bf16");
  testRoundings<F16>("cvt.f16.f32");
  testRoundings<Bf16>("cvt.bf16.f32");
  testFromF64<F16, Rounding::nearestEven>("cvt.f16.f64");
  testFromF64<F16, Rounding::up>("cvt.f16.f64");
  testFromF64<Bf16, Rounding::nearestEven>("cvt.bf16.f64");
  testFromF64<Bf16, Rounding::down>("cvt.bf16.f64");
  testArithmetic<F16, false>("f16 add, sub, mul, fma, relu, sat, x2");
  testArithmetic<F16, true>("f16.ftz add, sub, mul, fma, relu, sat, x2");
  testArithmetic<Bf16, false>("bf16 add, sub, mul, fma, relu, sat, x2");
  testChoice<F16>("f16 min, max, min.NaN, x2, lt, neu");
  testChoice<Bf16>("bf16 min, max, min.NaN, x2, lt, neu");
  testEighths<E4m3>("e4m3", e4m3Table());
  testEighths<E5m2>("e5m2", e5m2Table());
  testTf32();
  testApproximations<F16>("ex2, tanh f16");
  testApproximations<Bf16>("ex2, tanh bf16");
}
