// cvt between integers and floats, in 128-bit arithmetic and with the ISA's clamping and NaN rules.

#include "sim/numeric/convert.h"

#include "oracle.h"

using namespace oracle;

namespace {

constexpr int rounds = 3000;

template <typename T>
u64 low(T x) {
  return static_cast<u64>(static_cast<UnsignedOf<T>>(x));
}

template <typename To, typename From>
void testBetweenIntegers() {
  for (int i = 0; i < rounds; i++) {
    const From a = static_cast<From>(randomInteger());
    const s128 x = static_cast<s128>(a), least = static_cast<s128>(smallestOf<To>),
               most = static_cast<s128>(largestOf<To>);
    expect("cvt between integers", low(convertInteger<To, From>(a)), low(static_cast<To>(x)), sizeof(To), sizeof(From),
           low(a));
    const s128 clamped = x < least ? least : (x > most ? most : x);
    expect("cvt.sat between integers", low(convertInteger<To, From, true>(a)), low(static_cast<To>(clamped)),
           sizeof(To), sizeof(From), low(a));
  }
}

template <typename To>
void testToInteger(const char* name) {
  const auto wantedOf = [](double x, double whole, bool topBit) -> u64 {
    if (std::isnan(x)) return topBit ? u64{1} << (widthOf<To> - 1) : 0;
    if (whole >= std::ldexp(1.0, 100)) return low(largestOf<To>);
    if (whole <= -std::ldexp(1.0, 100)) return low(smallestOf<To>);
    const s128 exact = static_cast<s128>(whole);
    const s128 least = static_cast<s128>(smallestOf<To>), most = static_cast<s128>(largestOf<To>);
    return low(static_cast<To>(exact < least ? least : (exact > most ? most : exact)));
  };
  for (int i = 0; i < rounds; i++) {
    const double near = static_cast<double>(static_cast<s64>(randomInteger())) + (i % 4) * 0.25;
    const double x = i % 2 == 0 ? near : randomF64();
    const float y = i % 2 == 0 ? static_cast<float>(near) : randomF32();
    const double wide = static_cast<double>(y);
    const bool topBit = widthOf<To> == 64;
    const auto check = [&](int mode, To fromF64, To fromF32, double (*whole)(double)) {
      expect(name, low(fromF64), wantedOf(x, whole(x), true), 64, mode, bitsOf(x));
      expect(name, low(fromF32), wantedOf(wide, whole(wide), topBit), 32, mode, bitsOf(y));
    };
    using R = Rounding;
    check(0, f64ToInteger<To, R::nearestEven>(x), f32ToInteger<To, R::nearestEven>(y), std::nearbyint);
    check(1, f64ToInteger<To, R::towardZero>(x), f32ToInteger<To, R::towardZero>(y), std::trunc);
    check(2, f64ToInteger<To, R::down>(x), f32ToInteger<To, R::down>(y), std::floor);
    check(3, f64ToInteger<To, R::up>(x), f32ToInteger<To, R::up>(y), std::ceil);
  }
}

template <typename From, Rounding rounding>
void testFromInteger(const char* name) {
  for (int i = 0; i < rounds; i++) {
    // Few leading bits and a far last one make ties and what breaks them.
    const u64 tie = (random64() >> 40 | 1) << (random64() % 41) | random64() % 3;
    const From a = static_cast<From>(i % 2 == 0 ? randomInteger() : tie);
    const int mode = machineMode(rounding);
    std::fesetround(mode);
    volatile From source = a;
    volatile float wantedF32 = static_cast<float>(source);
    volatile double wantedF64 = static_cast<double>(source);
    std::fesetround(FE_TONEAREST);
    const float single = wantedF32;
    const double real = wantedF64;
    expect(name, bitsOf(integerToF32<rounding>(a)), bitsOf(single), 32, mode, low(a));
    expect(name, bitsOf(integerToF64<rounding>(a)), bitsOf(real), 64, mode, low(a));
    const f128 exact = static_cast<f128>(a);
    const u16 half = integerToHalf<F16, rounding>(a), brain = integerToHalf<Bf16, rounding>(a);
    expect(name, half, f16Table().round(exact, rounding), 16, mode, low(a));
    expect(name, brain, bf16Table().round(exact, rounding), 16, mode, low(a));
  }
}

template <typename From>
void testFromInteger(const char* name) {
  testFromInteger<From, Rounding::nearestEven>(name);
  testFromInteger<From, Rounding::towardZero>(name);
  testFromInteger<From, Rounding::down>(name);
  testFromInteger<From, Rounding::up>(name);
}

template <Rounding rounding>
void testBetweenFloats() {
  for (int i = 0; i < rounds * 4; i++) {
    const double x = i % 2 == 0 ? randomF64() : static_cast<double>(randomF32()) * (1 + (i % 3 - 1) * 0x1p-25);
    const int mode = machineMode(rounding);
    std::fesetround(mode);
    volatile double source = x;
    volatile float rounded = static_cast<float>(source);
    std::fesetround(FE_TONEAREST);
    const float wanted = rounded;
    // Of a NaN the CPU keeps the sign and what fits of the payload, as an H100 does.
    expect("cvt.f32.f64", bitsOf(f64ToF32<rounding>(x)), bitsOf(wanted), mode, bitsOf(x));
    const float y = randomF32();
    if (std::isnan(y)) continue;
    const float whole = inMode<float>(rounding, [](float p, float, float) { return std::nearbyint(p); }, y, y, y);
    expect("cvt integral f32", bitsOf(f32ToIntegral<rounding>(y)), bitsOf(whole), mode, bitsOf(y));
    expect("cvt.f64.f32", bitsOf(f32ToF64(y)), bitsOf(static_cast<double>(y)), bitsOf(y));
    const u32 ofTiny = std::fpclassify(y) == FP_SUBNORMAL ? bitsOf(y) & 0x80000000u : bitsOf(y);
    expect("cvt.ftz.f32.f32", bitsOf(f32ToF32<true>(y)), ofTiny, bitsOf(y));
  }
}

void testPacks() {
  for (int i = 0; i < rounds; i++) {
    const s32 a = static_cast<s32>(randomInteger()), b = static_cast<s32>(randomInteger());
    const u32 c = static_cast<u32>(random64());
    const auto clamped = [](s64 x, s64 least, s64 most) {
      return static_cast<u32>(x < least ? least : (x > most ? most : x));
    };
    const u32 words = clamped(a, -32768, 32767) << 16 | (clamped(b, -32768, 32767) & 0xFFFF);
    expect("cvt.pack.sat.s16.s32", cvtPack<16, true>(a, b, 0), words, a, b);
    const u32 bytes = c << 16 | clamped(a, 0, 255) << 8 | clamped(b, 0, 255);
    expect("cvt.pack.sat.u8.s32.b32", cvtPack<8, false>(a, b, c), bytes, a, b, c);
    const u32 signedBytes = c << 16 | (clamped(a, -128, 127) & 0xFF) << 8 | (clamped(b, -128, 127) & 0xFF);
    expect("cvt.pack.sat.s8.s32.b32", cvtPack<8, true>(a, b, c), signedBytes, a, b, c);
  }
}

}  // namespace

void testConversions() {
  testBetweenIntegers<s8, u32>();
  testBetweenIntegers<u8, s16>();
  testBetweenIntegers<u16, s64>();
  testBetweenIntegers<s32, u64>();
  testBetweenIntegers<u32, s32>();
  testBetweenIntegers<u64, s16>();
  testBetweenIntegers<s64, u64>();
  testBetweenIntegers<s64, s8>();
  testToInteger<u8>("cvt.u8");
  testToInteger<s8>("cvt.s8");
  testToInteger<u16>("cvt.u16");
  testToInteger<s32>("cvt.s32");
  testToInteger<u32>("cvt.u32");
  testToInteger<s64>("cvt.s64");
  testToInteger<u64>("cvt.u64");
  testFromInteger<s16>("cvt from s16");
  testFromInteger<s32>("cvt from s32");
  testFromInteger<u32>("cvt from u32");
  testFromInteger<s64>("cvt from s64");
  testFromInteger<u64>("cvt from u64");
  testBetweenFloats<Rounding::nearestEven>();
  testBetweenFloats<Rounding::towardZero>();
  testBetweenFloats<Rounding::down>();
  testBetweenFloats<Rounding::up>();
  testPacks();
}
