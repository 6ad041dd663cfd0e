// Integer arithmetic against 128-bit arithmetic, bits and fields against the ISA's own loops.

#include "sim/numeric/integer.h"

#include "oracle.h"
#include "sim/numeric/bit_field.h"
#include "sim/numeric/compare.h"
#include "sim/numeric/video.h"

using namespace oracle;

namespace {

constexpr int rounds = 6000;

template <typename T>
u64 low(s128 x) {
  return static_cast<u64>(static_cast<UnsignedOf<T>>(x));
}

template <typename T>
void testArithmetic(const char* name) {
  for (int i = 0; i < rounds; i++) {
    const T a = static_cast<T>(randomInteger()), b = static_cast<T>(randomInteger()),
            c = static_cast<T>(randomInteger());
    const s128 x = static_cast<s128>(a), y = static_cast<s128>(b), z = static_cast<s128>(c);
    const u64 p = low<T>(x), q = low<T>(y), r = low<T>(z);
    const auto check = [&](int operation, T got, s128 wanted) {
      expect(name, low<T>(got), low<T>(wanted), operation, p, q, r);
    };
    // Unsigned 64-bit products pass s128, but no bit of them is lost.
    const u128 product = isSigned<T> ? static_cast<u128>(x * y) : static_cast<u128>(x) * static_cast<u128>(y);
    const s128 high = isSigned<T> ? static_cast<s128>(product) >> widthOf<T> : static_cast<s128>(product >> widthOf<T>);
    check(0, addInt(a, b), x + y);
    check(1, subInt(a, b), x - y);
    check(2, mulLo(a, b), static_cast<s128>(product));
    check(3, mulHi(a, b), high);
    check(4, madLo(a, b, c), static_cast<s128>(product + static_cast<u128>(z)));
    check(5, madHi(a, b, c), high + z);
    check(6, sad(a, b, c), z + (x < y ? y - x : x - y));
    check(7, negInt(a), -x);
    check(8, minInt(a, b), x < y ? x : y);
    check(9, maxInt(a, b), x > y ? x : y);
    check(10, divInt(a, b), y == 0 ? -1 : x / y);
    check(11, remInt(a, b), y == 0 ? -1 : x % y);
    if constexpr (isSigned<T>) check(12, absInt(a), x < 0 ? -x : x);
    if constexpr (widthOf<T> < 64) {
      using W = WideOf<T>;
      const W addend = static_cast<W>(random64());
      expect(name, low<W>(mulWide(a, b)), low<W>(x * y), 13, p, q);
      expect(name, low<W>(madWide(a, b, addend)), low<W>(x * y + addend), 14, p, q, low<W>(addend));
    }
    using C = Comparison;
    check(15, compareInteger<C::lt>(a, b), x < y);
    check(16, compareInteger<C::ge>(a, b), x >= y);
    check(17, compareInteger<C::hi>(a, b), p > q);
    check(18, compareInteger<C::ls>(a, b), p <= q);
    const u32 by = static_cast<u32>(random64() % 3 == 0 ? random64() : random64() % 80);
    check(19, shl(a, by), by >= widthOf<T> ? 0 : static_cast<s128>(static_cast<u128>(x) << by));
    check(20, shr(a, by), x >> (by > 100 ? 100 : by));
  }
}

template <typename T>
void testCarries(const char* name) {
  for (int i = 0; i < rounds; i++) {
    const T a = static_cast<T>(randomInteger()), b = static_cast<T>(randomInteger()),
            c = static_cast<T>(randomInteger());
    const u128 p = low<T>(static_cast<s128>(a)), q = low<T>(static_cast<s128>(b)), r = low<T>(static_cast<s128>(c));
    const bool in = i % 2 == 1;
    const auto check = [&](int operation, T got, bool carry, u128 wanted, bool wantedCarry) {
      expect(name, low<T>(static_cast<s128>(got)), low<T>(static_cast<s128>(wanted)), operation, p, q, r, in);
      expect(name, carry, wantedCarry, operation, p, q, r, in);
    };
    bool carry = in;
    T got = addCarry<T, false, true>(a, b, carry);
    check(0, got, carry, p + q, (p + q) >> widthOf<T> != 0);
    carry = in;
    got = addCarry<T, true, true>(a, b, carry);
    check(1, got, carry, p + q + in, (p + q + in) >> widthOf<T> != 0);
    carry = in;
    got = addCarry<T, true, false>(a, b, carry);
    check(2, got, carry, p + q + in, in);
    carry = in;
    got = subBorrow<T, false, true>(a, b, carry);
    check(3, got, carry, p - q, p < q);
    carry = in;
    got = subBorrow<T, true, true>(a, b, carry);
    check(4, got, carry, p - q - in, p < q + in);
    const u128 product =
        static_cast<u128>(isSigned<T> ? static_cast<s128>(a) * static_cast<s128>(b) : static_cast<s128>(p * q));
    const u128 lower = low<T>(static_cast<s128>(product)), upper = low<T>(static_cast<s128>(product >> widthOf<T>));
    carry = in;
    got = madCarry<T, false, true, true>(a, b, c, carry);
    check(5, got, carry, lower + r + in, (lower + r + in) >> widthOf<T> != 0);
    carry = in;
    got = madCarry<T, true, false, true>(a, b, c, carry);
    check(6, got, carry, upper + r, (upper + r) >> widthOf<T> != 0);
  }
}

s64 clamped(s64 x, s64 least, s64 most) { return x < least ? least : (x > most ? most : x); }
s64 extended24(s32 x) { return static_cast<s64>(static_cast<u64>(x) << 40) >> 40; }

void testSingles() {
  const s64 least = INT32_MIN, most = INT32_MAX;
  for (int i = 0; i < rounds * 4; i++) {
    const u32 a = static_cast<u32>(randomInteger()), b = static_cast<u32>(randomInteger()),
              c = static_cast<u32>(randomInteger());
    const s32 x = static_cast<s32>(a), y = static_cast<s32>(b), z = static_cast<s32>(c);
    const s64 p = x, q = y, r = z;
    const auto check = [&](const char* name, s64 got, s64 wanted) {
      expect(name, static_cast<u32>(got), static_cast<u32>(wanted), a, b, c);
    };
    check("add.sat.s32", addSaturated(x, y), clamped(p + q, least, most));
    check("sub.sat.s32", subSaturated(x, y), clamped(p - q, least, most));
    const s64 product = extended24(x) * extended24(y);
    const u64 unsignedProduct = static_cast<u64>(a & 0xFFFFFF) * (b & 0xFFFFFF);
    check("mul24.lo.s32", mul24<s32, false>(x, y), product);
    check("mul24.hi.s32", mul24<s32, true>(x, y), product >> 16);
    check("mul24.lo.u32", mul24<u32, false>(a, b), static_cast<s64>(unsignedProduct));
    check("mul24.hi.u32", mul24<u32, true>(a, b), static_cast<s64>(unsignedProduct >> 16));
    check("mad24.lo.s32", mad24<s32, false>(x, y, z), product + r);
    check("mad24.hi.sat.s32", mad24HiSaturated(x, y, z), clamped(static_cast<s32>(product >> 16) + r, least, most));
    s64 signedDot = r, mixedDot = r, twoDot = r;
    for (u32 k = 0; k < 4; k++) {
      const u8 ofA = static_cast<u8>(a >> 8 * k), ofB = static_cast<u8>(b >> 8 * k);
      signedDot += static_cast<s8>(ofA) * static_cast<s8>(ofB);
      mixedDot += ofA * static_cast<s8>(ofB);
    }
    for (u32 k = 0; k < 2; k++) twoDot += static_cast<s16>(a >> 16 * k) * static_cast<u8>(b >> (16 + 8 * k));
    check("dp4a.s32.s32", dp4a<s32, s32>(a, b, c), signedDot);
    check("dp4a.u32.s32", dp4a<u32, s32>(a, b, c), mixedDot);
    check("dp2a.hi.s32.u32", (dp2a<s32, u32, true>(a, b, c)), twoDot);
    const auto halves = [](s64 high, s64 bottom) {
      return static_cast<s64>(static_cast<u32>(static_cast<u16>(high)) << 16 | static_cast<u16>(bottom));
    };
    const s64 aHigh = static_cast<s16>(a >> 16), aLow = static_cast<s16>(a);
    const s64 bHigh = static_cast<s16>(b >> 16), bLow = static_cast<s16>(b);
    check("add.s16x2", add16x2(a, b), halves(aHigh + bHigh, aLow + bLow));
    check("min.s16x2", min16x2<s16>(a, b), halves(aHigh < bHigh ? aHigh : bHigh, aLow < bLow ? aLow : bLow));
    const s64 high = aHigh > bHigh ? aHigh : bHigh, bottom = aLow > bLow ? aLow : bLow;
    check("max.relu.s16x2", (max16x2<s16, true>(a, b)), halves(high < 0 ? 0 : high, bottom < 0 ? 0 : bottom));
    const u64 funnel = static_cast<u64>(b) << 32 | a;
    const u32 clampedBy = c > 32 ? 32 : c;
    check("shf.l.wrap", shfLeft<false>(a, b, c), static_cast<s64>(funnel << (c & 31) >> 32));
    check("shf.r.wrap", shfRight<false>(a, b, c), static_cast<s64>(funnel >> (c & 31)));
    check("shf.l.clamp", shfLeft<true>(a, b, c), static_cast<s64>(funnel << clampedBy >> 32));
    check("shf.r.clamp", shfRight<true>(a, b, c), static_cast<s64>(funnel >> clampedBy));
    const u32 table = static_cast<u32>(random64() & 0xFF);
    u32 logic = 0, reversed = 0;
    for (u32 k = 0; k < 32; k++) {
      const u32 index = (a >> k & 1) * 4 + (b >> k & 1) * 2 + (c >> k & 1);
      logic |= (table >> index & 1) << k;
      reversed |= (a >> k & 1) << (31 - k);
    }
    check("lop3", lop3(a, b, c, table), logic);
    check("brev.b32", brev(a), reversed);
    expect("brev.b64", brev(static_cast<u64>(b) << 32 | a), static_cast<u64>(reversed) << 32 | brev(b), a, b);
    check("cnot.b32", cnot(a), a == 0);
    check("slct.s32", slct(a, b, z), z >= 0 ? a : b);
  }
  expect("slct.f32", slct(1u, 2u, floatOf(0x80000000u)), 1u, 0x80000000u);
  expect("slct.f32", slct(1u, 2u, floatOf(0x80000001u)), 2u, 0x80000001u);
  expect("slct.ftz.f32", slct<u32, true>(1u, 2u, floatOf(0x80000001u)), 1u, 0x80000001u);
  expect("slct.f32", slct(1u, 2u, floatOf(0x7FC00000u)), 2u, 0x7FC00000u);
}

template <typename T>
void testFields(const char* name) {
  using U = UnsignedOf<T>;
  constexpr u32 top = widthOf<T> - 1;
  for (int i = 0; i < rounds; i++) {
    const T a = static_cast<T>(randomInteger());
    const U bits = static_cast<U>(a), into = static_cast<U>(random64());
    const u32 b = static_cast<u32>(random64() % 3 == 0 ? random64() : random64() % 70);
    const u32 c = static_cast<u32>(random64() % 3 == 0 ? random64() : random64() % 70);
    const auto amount = [](u32 x) { return widthOf<T> == 64 && x > 255 ? 255 : x & 0xFF; };
    const u32 position = amount(b), length = amount(c);
    const u32 last = position + length - 1 < top ? position + length - 1 : top;
    const U sign = isSigned<T> && length != 0 ? static_cast<U>(bits >> last & 1) : U{0};
    U extracted = 0, inserted = into;
    for (u32 k = 0; k <= top; k++) {
      const U bit = k < length && position + k <= top ? static_cast<U>(bits >> (position + k) & 1) : sign;
      extracted |= static_cast<U>(bit << k);
    }
    for (u32 k = 0; k < length && position + k <= top; k++) {
      const U place = static_cast<U>(U{1} << (position + k));
      inserted = (k <= top && (bits >> k & 1) != 0) ? inserted | place : inserted & static_cast<U>(~place);
    }
    expect(name, static_cast<U>(bfe(a, b, c)), extracted, 0, bits, b, c);
    expect(name, bfi(bits, into, b, c), inserted, 1, bits, into, b, c);
    u32 found = ~0u, count = 0;
    for (u32 k = 0; k <= top; k++) {
      count += static_cast<u32>(bits >> k & 1);
      if ((bits >> k & 1) != (a < 0 ? 1u : 0u)) found = k;
    }
    expect(name, bfind(a), found, 2, bits);
    expect(name, bfind<T, true>(a), found == ~0u ? found : top - found, 3, bits);
    expect(name, popc(bits), count, 4, bits);
    if (!isSigned<T>) expect(name, clz(bits), found == ~0u ? top + 1 : top - found, 5, bits);
  }
}

u32 fnsByLoop(u32 mask, u32 base, s32 offset) {
  if (offset == 0) return (mask >> base & 1) != 0 ? base : ~0u;
  s64 count = std::abs(static_cast<s64>(offset)) - 1;
  for (s32 position = static_cast<s32>(base); position >= 0 && position < 32; position += offset > 0 ? 1 : -1) {
    if ((mask >> position & 1) == 0) continue;
    if (count == 0) return static_cast<u32>(position);
    count--;
  }
  return ~0u;
}

u32 above(u32 count) { return count > 31 ? 0 : ~0u << count; }

void testMasks() {
  for (int i = 0; i < rounds; i++) {
    const u32 mask = static_cast<u32>(randomInteger()), base = static_cast<u32>(random64() % 32);
    const s32 offset = static_cast<s32>(random64() % 40) - 20;
    expect("fns", fns(mask, base, offset), fnsByLoop(mask, base, offset), mask, base, offset);
    const u32 a = static_cast<u32>(random64() % 40), b = static_cast<u32>(random64() % 40);
    const u32 narrowA = a & 31, narrowB = b & 31;
    const bool past = narrowA + narrowB >= 32;
    const u32 wrapped = above(narrowA) & ~(past ? 0 : (narrowB == 0 ? ~0u : above(narrowA + narrowB)));
    const bool pastClamped = past || a >= 32 || b >= 32;
    const u32 end = pastClamped ? 0 : (narrowB == 0 ? ~0u : above(narrowA + narrowB));
    expect("bmsk.wrap", bmsk<false>(a, b), wrapped, a, b);
    expect("bmsk.clamp", bmsk<true>(a, b), (a >= 32 ? 0 : above(narrowA)) & ~end, a, b);
    const bool large = b >= 32;
    const u32 high = large ? 0 : above(narrowB);
    const u32 sign = narrowB == 0 || large ? 0 : mask >> (narrowB - 1) & 1;
    expect("szext.clamp.s32", static_cast<u32>(szext<s32, true>(static_cast<s32>(mask), b)),
           (mask & ~high) | (sign ? high : 0), mask, b);
    expect("szext.clamp.u32", szext<u32, true>(mask, b), mask & ~high, mask, b);
    const u32 highWrapped = above(narrowB);
    const u32 signWrapped = narrowB == 0 ? 0 : mask >> (narrowB - 1) & 1;
    const u32 wanted = (mask & ~highWrapped) | (signWrapped ? highWrapped : 0);
    expect("szext.wrap.s32", static_cast<u32>(szext<s32, false>(static_cast<s32>(mask), b)), wanted, mask, b);
  }
}

void testPermutes() {
  // The bytes are their own numbers, but for those that show a sign.
  const u32 a = 0x83020180, b = 0x07868504;
  expect("prmt", prmt(a, b, 0x7650), 0x07868580, 0x7650);
  expect("prmt", prmt(a, b, 0xFB80), 0x00FFFF80, 0xFB80);
  const u32 p = 0x03020100, q = 0x07060504;
  const u32 forward[] = {0x03020100, 0x04030201, 0x05040302, 0x06050403};
  const u32 backward[] = {0x05060700, 0x06070001, 0x07000102, 0x00010203};
  const u32 replicate8[] = {0x00000000, 0x01010101, 0x02020202, 0x03030303};
  const u32 left[] = {0x03020100, 0x03020101, 0x03020202, 0x03030303};
  const u32 right[] = {0x00000000, 0x01010100, 0x02020100, 0x03020100};
  const u32 replicate16[] = {0x01000100, 0x03020302, 0x01000100, 0x03020302};
  for (u32 c = 0; c < 4; c++) {
    expect("prmt.f4e", permute<Permute::forwardExtract>(p, q, c + 4), forward[c], c);
    expect("prmt.b4e", permute<Permute::backwardExtract>(p, q, c + 4), backward[c], c);
    expect("prmt.rc8", permute<Permute::replicate8>(p, q, c + 4), replicate8[c], c);
    expect("prmt.ecl", permute<Permute::edgeClampLeft>(p, q, c + 4), left[c], c);
    expect("prmt.ecr", permute<Permute::edgeClampRight>(p, q, c + 4), right[c], c);
    expect("prmt.rc16", permute<Permute::replicate16>(p, q, c + 4), replicate16[c], c);
  }
}

void testVideo() {
  using Op = VideoOperation;
  const SimdVideo bytes = {false, false, false, false, false, 0xF, 0x3210, 0x7654};
  const SimdVideo summed = {false, false, false, false, true, 0xF, 0x3210, 0x7654};
  const SimdVideo signedSaturated = {true, true, true, true, false, 0x3, 0x10, 0x32};
  for (int i = 0; i < rounds; i++) {
    const u32 a = static_cast<u32>(random64()), b = static_cast<u32>(random64()), c = static_cast<u32>(random64());
    u32 differences = 0, sum = c, averages = 0;
    for (u32 k = 0; k < 32; k += 8) {
      const s32 x = static_cast<u8>(a >> k), y = static_cast<u8>(b >> k);
      differences |= static_cast<u32>(std::abs(x - y)) << k;
      sum += static_cast<u32>(std::abs(x - y));
      averages |= static_cast<u32>((x + y + 1) / 2) << k;
    }
    expect("vabsdiff4.u32.u32.u32", simdVideo<8>(Op::absDiff, a, b, c, bytes), differences, a, b);
    expect("vabsdiff4.u32.u32.u32.add", simdVideo<8>(Op::absDiff, a, b, c, summed), sum, a, b, c);
    expect("vavrg4.u32.u32.u32", simdVideo<8>(Op::average, a, b, c, bytes), averages, a, b);
    const auto half = [](u32 x, u32 y) {
      const s32 exact = static_cast<s16>(x) + static_cast<s16>(y);
      return static_cast<u32>(exact < -32768 ? -32768 : (exact > 32767 ? 32767 : exact)) & 0xFFFF;
    };
    expect("vadd2.s32.s32.s32.sat", simdVideo<16>(Op::add, a, b, c, signedSaturated),
           half(a >> 16, b >> 16) << 16 | half(a, b), a, b);
    const ScalarVideo merged = {false,         true,          true,          true,
                                VideoPart::b1, VideoPart::h1, VideoPart::b0, VideoSecond::none};
    const s32 difference = static_cast<s16>(a >> 16) - static_cast<s8>(b);
    const u32 byte = static_cast<u32>(difference < 0 ? 0 : (difference > 255 ? 255 : difference));
    expect("vsub.u32.s32.s32.sat .b1 .h1 .b0", scalarVideo(Op::sub, a, b, c, merged), (c & 0xFFFF00FF) | byte << 8, a,
           b, c);
    const VideoMad mad = {true, true, true, false, false, true, VideoPart::word, VideoPart::h0, 7};
    const s64 exact =
        (static_cast<s64>(static_cast<s32>(c)) - static_cast<s64>(static_cast<s32>(a)) * static_cast<s16>(b)) >> 7;
    expect("vmad.s32.s32.s32.sat.shr7 -a*b+c", vmad(a, b, c, mad),
           static_cast<u32>(clamped(exact, INT32_MIN, INT32_MAX)), a, b, c);
  }
}

}  // namespace

void testIntegers() {
  testArithmetic<u16>("u16");
  testArithmetic<s16>("s16");
  testArithmetic<u32>("u32");
  testArithmetic<s32>("s32");
  testArithmetic<u64>("u64");
  testArithmetic<s64>("s64");
  testCarries<u32>("carries of u32");
  testCarries<s32>("carries of s32");
  testCarries<u64>("carries of u64");
  testSingles();
  testFields<u32>("bfe, bfi, bfind, popc, clz u32");
  testFields<s32>("bfe, bfi, bfind s32");
  testFields<u64>("bfe, bfi, bfind, popc, clz u64");
  testFields<s64>("bfe, bfi, bfind s64");
  testMasks();
  testPermutes();
  testVideo();
}
