#include "sim/exec/matrix_product.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/exec/matrix_vector.h"
#include "sim/numeric/float16.h"
#include "sim/numeric/float64.h"

namespace warpsmith::sim {

namespace {

// Round up to whole vectors and to what splitNumbers takes.
std::size_t padded(std::size_t count) { return (count + 31) & ~std::size_t{31}; }

// Sums of products, aligned: D = (products + ownTerm) * 2^(greatest - fractionBits), all three exact.
struct Sums {
  std::vector<std::int32_t> products;
  std::vector<std::int32_t> ownTerm;  // C's
  std::vector<std::int32_t> greatest;
};

struct Scratch {
  std::vector<float> aSignificands, bSignificands, cSignificands;
  std::vector<std::int32_t> aExponents, bExponents, cExponents;
  std::vector<std::uint32_t> cBits;
  std::vector<std::int32_t> aIntegers, bIntegers;
  Sums sums;
};

Scratch& scratchOfThread() {
  static thread_local Scratch scratch;
  return scratch;
}

struct FloatOperands {
  const float* aSignificands;
  const std::int32_t* aExponents;
  const float* bSignificands;
  const std::int32_t* bExponents;
  const float* cSignificands;
  const std::int32_t* cExponents;
};

// What the tensor cores do, as far as is known (Fasi et al., Numerical behavior of NVIDIA tensor cores, 2021; Li et
// al., FTTN, 2024; and measured on an H100): the products of a block along K and C's element are brought to the
// greatest exponent among them, cut off (toward zero) after a fixed number of bits, and summed exactly as integers.
WARPSMITH_WIDE void sumAligned(unsigned m, unsigned n, unsigned k, unsigned from, unsigned to, unsigned fractionBits,
                               const FloatOperands& x, std::int32_t* products, std::int32_t* ownTerms,
                               std::int32_t* greatest) {
  const auto bias = static_cast<std::int32_t>(127 + fractionBits);
  for (unsigned row = 0; row < m; ++row) {
    const float* as = x.aSignificands + std::size_t(row) * k;
    const std::int32_t* ae = x.aExponents + std::size_t(row) * k;
    for (unsigned column = 0; column < n; column += lanesWide) {
      const std::size_t at = std::size_t(row) * n + column;
      const Ints ce = *reinterpret_cast<const Ints*>(x.cExponents + at);
      Ints most = ce;
      for (unsigned i = from; i < to; ++i) {
        const Ints e = *reinterpret_cast<const Ints*>(x.bExponents + std::size_t(i) * n + column) + ae[i];
        most = e > most ? e : most;
      }
      const Ints base = bias - most;
      Ints sum = {};
      for (unsigned i = from; i < to; ++i) {
        const Ints e = *reinterpret_cast<const Ints*>(x.bExponents + std::size_t(i) * n + column) + ae[i] + base;
        const Ints shift = (e > 0 ? e : 0) << 23;
        Floats scale;
        __builtin_memcpy(&scale, &shift, sizeof scale);
        const Floats product = *reinterpret_cast<const Floats*>(x.bSignificands + std::size_t(i) * n + column) * as[i];
        sum += __builtin_convertvector(product * scale, Ints);
      }
      const Ints e = ce + base;
      const Ints shift = (e > 0 ? e : 0) << 23;
      Floats scale;
      __builtin_memcpy(&scale, &shift, sizeof scale);
      const Floats own = *reinterpret_cast<const Floats*>(x.cSignificands + at);
      *reinterpret_cast<Ints*>(ownTerms + at) = __builtin_convertvector(own * scale, Ints);
      *reinterpret_cast<Ints*>(products + at) = sum;
      *reinterpret_cast<Ints*>(greatest + at) = most;
    }
  }
}

std::uint32_t finishOne(double value, Number to, std::uint32_t kept) {
  if (to == Number::f16) return narrow<F16, Rounding::nearestEven>(oddFloat(value));
  const std::uint32_t cut = bitsOf(roundToFloat<Rounding::towardZero>(value)) & kept;
  // Past the largest number is infinity all the same, and nothing left of a negative sum is +0.
  if ((cut & 0x7fffffffu) == 0) return 0;
  return std::fabs(value) >= 0x1p128 ? 0x7f800000u | (cut & 0x80000000u) : cut;
}

// Arrays are whole vectors.
WARPSMITH_WIDE void finishSums(std::size_t count, unsigned fractionBits, Number to, const std::int32_t* products,
                               const std::int32_t* ownTerms, const std::int32_t* greatest, std::uint32_t* codes) {
  // Where terms keep less than f32 does, so does the sum.
  const unsigned unkept = fractionBits < 23 ? 23 - fractionBits : 0;
  const std::int64_t keptOfDouble = ~((std::int64_t{1} << (29 + unkept)) - 1);
  for (std::size_t i = 0; i < count; i += lanesHalf) {
    const HalfInts ofProducts = *reinterpret_cast<const HalfInts*>(products + i);
    const HalfInts ofOwn = *reinterpret_cast<const HalfInts*>(ownTerms + i);
    const Doubles total = __builtin_convertvector(ofProducts, Doubles) + __builtin_convertvector(ofOwn, Doubles);
    HalfInts exponent = *reinterpret_cast<const HalfInts*>(greatest + i) - static_cast<std::int32_t>(fractionBits);
    exponent = exponent < -1022 ? -1022 : exponent;
    const Longs power = (__builtin_convertvector(exponent, Longs) + 1023) << 52;
    const Doubles value = total * reinterpret_cast<Doubles>(power);
    const Longs bits = reinterpret_cast<Longs>(value);
    const Doubles cut = reinterpret_cast<Doubles>(bits & keptOfDouble);
    *reinterpret_cast<HalfFloats*>(codes + i) = __builtin_convertvector(cut, HalfFloats);
    // Cutting off bits is all that there is to it, but for numbers at the ends of f32's range.
    const Longs magnitude = bits & 0x7fffffffffffffff;
    const Longs rare = ((magnitude != 0) & (magnitude < 0x3810000000000000)) | (magnitude >= 0x47f0000000000000);
    std::int64_t any = to == Number::f16 ? 1 : 0;
    for (unsigned lane = 0; lane < lanesHalf; ++lane) any |= rare[lane];
    if (any == 0) continue;
    for (unsigned lane = 0; lane < lanesHalf; ++lane) codes[i + lane] = finishOne(value[lane], to, ~0u << unkept);
  }
}

// Elements that an infinity or a NaN goes into.
void finishSpecial(unsigned m, unsigned n, unsigned k, unsigned from, unsigned to, const FloatOperands& x, Number d,
                   std::uint32_t* codes) {
  for (unsigned row = 0; row < m; ++row) {
    for (unsigned column = 0; column < n; ++column) {
      const std::size_t at = std::size_t(row) * n + column;
      float sum = x.cSignificands[at];
      for (unsigned i = from; i < to; ++i) {
        sum += x.aSignificands[std::size_t(row) * k + i] * x.bSignificands[std::size_t(i) * n + column];
      }
      if (std::isfinite(sum)) continue;
      const std::uint32_t sign = sum < 0 ? 1 : 0;
      if (d == Number::f16) {
        codes[at] = std::isnan(sum) ? 0x7fffu : 0x7c00u | sign << 15;
      } else {
        codes[at] = std::isnan(sum) ? 0x7fffffffu : 0x7f800000u | sign << 31;
      }
    }
  }
}

void split(Number number, std::vector<std::uint32_t>& codes, std::size_t count, std::vector<float>& significands,
           std::vector<std::int32_t>& exponents, bool& special) {
  const std::size_t room = padded(count);
  if (codes.size() < room) codes.resize(room);
  if (significands.size() < room) {
    significands.resize(room);
    exponents.resize(room);
  }
  std::fill(codes.begin() + static_cast<std::ptrdiff_t>(count), codes.begin() + static_cast<std::ptrdiff_t>(room), 0u);
  special = splitNumbers(number, codes.data(), room, {significands.data(), exponents.data()}) || special;
}

void negate(std::vector<float>& significands) {
  for (float& significand : significands) significand = -significand;
}

void multiplyFloats(const ProductForm& form, Tiles& tiles) {
  Scratch& s = scratchOfThread();
  const std::size_t size = std::size_t(form.m) * form.n;
  bool special = false;
  split(form.a, tiles.a, std::size_t(form.m) * form.k, s.aSignificands, s.aExponents, special);
  split(form.b, tiles.b, std::size_t(form.k) * form.n, s.bSignificands, s.bExponents, special);
  if (form.negateA) negate(s.aSignificands);
  if (form.negateB) negate(s.bSignificands);
  // Products of integers are kept without the other two.
  if (s.sums.greatest.size() < padded(size)) {
    s.sums.products.resize(padded(size));
    s.sums.ownTerm.resize(padded(size));
    s.sums.greatest.resize(padded(size));
  }
  Number c = form.c;
  for (unsigned from = 0; from < form.k; from += form.block) {
    const unsigned to = std::min(form.k, from + form.block);
    bool here = special;
    split(c, tiles.c, size, s.cSignificands, s.cExponents, here);
    const FloatOperands x{s.aSignificands.data(), s.aExponents.data(),    s.bSignificands.data(),
                          s.bExponents.data(),    s.cSignificands.data(), s.cExponents.data()};
    sumAligned(form.m, form.n, form.k, from, to, form.fractionBits, x, s.sums.products.data(), s.sums.ownTerm.data(),
               s.sums.greatest.data());
    finishSums(size, form.fractionBits, form.d, s.sums.products.data(), s.sums.ownTerm.data(), s.sums.greatest.data(),
               tiles.c.data());
    if (here) finishSpecial(form.m, form.n, form.k, from, to, x, form.d, tiles.c.data());
    c = form.d;
  }
  if (!form.satfinite) return;
  const bool half = form.d == Number::f16;
  for (std::size_t i = 0; i < size; ++i) {
    std::uint32_t& code = tiles.c[i];
    const std::uint32_t magnitude = code & (half ? 0x7fffu : 0x7fffffffu);
    const std::uint32_t infinity = half ? 0x7c00u : 0x7f800000u;
    if (magnitude > infinity) code = 0;
    if (magnitude == infinity) --code;
  }
}

WARPSMITH_WIDE void sumIntegers(unsigned m, unsigned n, unsigned k, bool exclusiveOr, const std::int32_t* a,
                                const std::int32_t* b, std::int32_t* sums) {
  for (unsigned row = 0; row < m; ++row) {
    for (unsigned column = 0; column < n; column += lanesWide) {
      Ints sum = {};
      for (unsigned i = 0; i < k; ++i) {
        const Ints x = *reinterpret_cast<const Ints*>(b + std::size_t(i) * n + column);
        const std::int32_t y = a[std::size_t(row) * k + i];
        sum += exclusiveOr ? x ^ y : x * y;
      }
      *reinterpret_cast<Ints*>(sums + std::size_t(row) * n + column) = sum;
    }
  }
}

void multiplyIntegers(const ProductForm& form, Tiles& tiles) {
  Scratch& s = scratchOfThread();
  const std::size_t size = std::size_t(form.m) * form.n;
  const std::size_t ofA = std::size_t(form.m) * form.k;
  const std::size_t ofB = std::size_t(form.k) * form.n;
  if (s.aIntegers.size() < ofA) s.aIntegers.resize(ofA);
  if (s.bIntegers.size() < ofB) s.bIntegers.resize(ofB);
  if (s.sums.products.size() < padded(size)) s.sums.products.resize(padded(size));
  widenIntegers(form.a, tiles.a.data(), ofA, s.aIntegers.data());
  widenIntegers(form.b, tiles.b.data(), ofB, s.bIntegers.data());
  sumIntegers(form.m, form.n, form.k, form.exclusiveOr, s.aIntegers.data(), s.bIntegers.data(), s.sums.products.data());
  constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();
  constexpr std::int64_t least = std::numeric_limits<std::int32_t>::min();
  for (std::size_t i = 0; i < size; ++i) {
    std::int64_t sum = std::int64_t(s.sums.products[i]) + static_cast<std::int32_t>(tiles.c[i]);
    if (form.satfinite) sum = std::max(least, std::min(largest, sum));
    tiles.c[i] = static_cast<std::uint32_t>(sum);
  }
}

}  // namespace

void Tiles::fit(const ProductForm& form) {
  const auto grow = [](std::vector<std::uint32_t>& codes, std::size_t count) {
    if (codes.size() < padded(count)) codes.resize(padded(count));
  };
  grow(a, std::size_t(form.m) * form.k);
  grow(b, std::size_t(form.k) * form.n);
  grow(c, std::size_t(form.m) * form.n);
}

Tiles& tilesOfThread() {
  static thread_local Tiles tiles;
  return tiles;
}

void chooseNumerics(ProductForm& form, bool asynchronous) {
  const bool narrowest = form.a == Number::e4m3 || form.a == Number::e5m2;
  // Hopper has no mma.sync of 8-bit floats: they are widened to f16 and multiplied in two steps. wgmma keeps 13 bits.
  form.fractionBits = narrowest && asynchronous ? 13 : 25;
  form.block = narrowest && asynchronous ? 32 : form.a == Number::tf32 ? 8 : 16;
}

void multiply(const ProductForm& form, Tiles& tiles) {
  if (isFloat(form.a)) {
    multiplyFloats(form, tiles);
  } else {
    multiplyIntegers(form, tiles);
  }
}

namespace {

// Each element is a chain of fused multiply-adds along K.
template <Rounding rounding>
void chainDoubles(const ProductForm& form, const double* a, const double* b, double* c) {
  for (unsigned row = 0; row < form.m; ++row) {
    for (unsigned column = 0; column < form.n; ++column) {
      double sum = c[row * form.n + column];
      for (unsigned i = 0; i < form.k; ++i) sum = fmaF64<rounding>(a[row * form.k + i], b[i * form.n + column], sum);
      c[row * form.n + column] = sum;
    }
  }
}

}  // namespace

void multiplyDoubles(const ProductForm& form, const double* a, const double* b, double* c) {
  switch (form.rounding) {
    case Rounding::towardZero:
      return chainDoubles<Rounding::towardZero>(form, a, b, c);
    case Rounding::down:
      return chainDoubles<Rounding::down>(form, a, b, c);
    case Rounding::up:
      return chainDoubles<Rounding::up>(form, a, b, c);
    default:
      return chainDoubles<Rounding::nearestEven>(form, a, b, c);
  }
}

}  // namespace warpsmith::sim
