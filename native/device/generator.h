// The counter-based generator of input values. One text for both sides: NVRTC compiles it for the GPU, the addon's
// build for the CPU, and both give the same bits, because it uses integers and IEEE double operations only (compiled
// without contraction into fused multiply-adds, and without a math library).

#ifndef WARPSMITH_DEVICE_GENERATOR_H
#define WARPSMITH_DEVICE_GENERATOR_H

#include "element.h"

namespace warpsmith {
namespace device {

struct Bits128 {
  u64 low;
  u64 high;
};

WARPSMITH_BOTH inline u64 product32(u32 a, u32 b) { return static_cast<u64>(a) * b; }

// Philox 4x32 with 10 rounds: J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
WARPSMITH_BOTH inline Bits128 philox(u64 counter, u64 stream, u64 seed) {
  u32 c0 = static_cast<u32>(counter);
  u32 c1 = static_cast<u32>(counter >> 32);
  u32 c2 = static_cast<u32>(stream);
  u32 c3 = static_cast<u32>(stream >> 32);
  u32 k0 = static_cast<u32>(seed);
  u32 k1 = static_cast<u32>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const u64 p0 = product32(0xD2511F53u, c0);
    const u64 p1 = product32(0xCD9E8D57u, c2);
    const u32 n0 = static_cast<u32>(p1 >> 32) ^ c1 ^ k0;
    const u32 n2 = static_cast<u32>(p0 >> 32) ^ c3 ^ k1;
    c1 = static_cast<u32>(p1);
    c3 = static_cast<u32>(p0);
    c0 = n0;
    c2 = n2;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {static_cast<u64>(c1) << 32 | c0, static_cast<u64>(c3) << 32 | c2};
}

// A double strictly between 0 and 1, on a grid of 2^-52 shifted by half a step. With one bit more, the last value would
// round to 1.
WARPSMITH_BOTH inline double unit(u64 bits) { return static_cast<double>(bits >> 12) * 0x1p-52 + 0x1p-53; }

// Natural logarithm of a positive, normal double: exponent * ln 2 plus the series of atanh for the mantissa brought
// into [sqrt(1/2), sqrt(2)). Within 1e-15 of the true value, which is all the quantile below needs.
WARPSMITH_BOTH inline double logarithm(double x) {
  const u64 bits = bitsOf(x);
  int exponent = static_cast<int>(bits >> 52) - 1023;
  double mantissa = doubleOf((bits & 0x000FFFFFFFFFFFFFull) | 0x3FF0000000000000ull);
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const double s = (mantissa - 1.0) / (mantissa + 1.0);
  const double z = s * s;
  double sum = 0.0;
  for (int k = 23; k >= 1; k -= 2) sum = sum * z + 1.0 / static_cast<double>(k);
  return 2.0 * s * sum + static_cast<double>(exponent) * 0.6931471805599453;
}

WARPSMITH_BOTH inline double polynomial(const double* coefficients, double x) {
  double value = coefficients[7];
  for (int i = 6; i >= 0; --i) value = value * x + coefficients[i];
  return value;
}

// The quantile of the standard normal distribution for 0 < p < 1.
// Algorithm AS 241 (PPND16): M. J. Wichura, Applied Statistics 37 (1988), pp. 477-484; about 1 part in 1e16.
WARPSMITH_BOTH inline double normalQuantile(double p) {
  const double a[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                       1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                       3.3430575583588128105e+4, 2.5090809287301226727e+3};
  const double b[8] = {1.0,
                       4.2313330701600911252e+1,
                       6.8718700749205790830e+2,
                       5.3941960214247511077e+3,
                       2.1213794301586595867e+4,
                       3.9307895800092710610e+4,
                       2.8729085735721942674e+4,
                       5.2264952788528545610e+3};
  const double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                       3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                       2.27238449892691845833e-2, 7.74545014278341407640e-4};
  const double d[8] = {1.0,
                       2.05319162663775882187e0,
                       1.67638483018380384940e0,
                       6.89767334985100004550e-1,
                       1.48103976427480074590e-1,
                       1.51986665636164571966e-2,
                       5.47593808499534494600e-4,
                       1.05075007164441684324e-9};
  const double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                       2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                       2.71155556874348757815e-5, 2.01033439929228813265e-7};
  const double f[8] = {1.0,
                       5.99832206555887937690e-1,
                       1.36929880922735805310e-1,
                       1.48753612908506148525e-2,
                       7.86869131145613259100e-4,
                       1.84631831751005468180e-5,
                       1.42151175831644588870e-7,
                       2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  const double tail = q < 0.0 ? p : 1.0 - p;
  double r = squareRoot(-logarithm(tail));
  double value = 0.0;
  if (r <= 5.0) {
    r -= 1.6;
    value = polynomial(c, r) / polynomial(d, r);
  } else {
    r -= 5.0;
    value = polynomial(e, r) / polynomial(f, r);
  }
  return q < 0.0 ? -value : value;
}

// How a tensor's elements are made; the meaning of the fields by kind is in `valueOf`.
struct Fill {
  enum Kind : int { Normal = 0, Uniform = 1, Integers = 2, Constant = 3, Bernoulli = 4, Mixture = 5 };
  static constexpr u32 mostValues = 8;
  // A mixture counts its share in parts of this.
  static constexpr u32 parts = 4096;
  int kind;
  int count;  // of `values`
  double a;
  double b;
  long long low;
  u64 span;
  u32 share;
  u32 reserved;
  double values[mostValues];
};

// Whether a conversion of `x` to a shorter format keeps a NaN's payload is the processor's choice, so ours are made of
// bits; none of them is a poison, which has all bits set.
template <typename T>
WARPSMITH_BOTH inline T valueOrNan(double x) {
  return fromReal<T>(x);
}
template <>
WARPSMITH_BOTH inline double valueOrNan<double>(double x) {
  return x == x ? x : doubleOf(0x7FF8000000000000ull);
}
template <>
WARPSMITH_BOTH inline float valueOrNan<float>(double x) {
  return x == x ? fromReal<float>(x) : floatOf(0x7FC00000u);
}
template <>
WARPSMITH_BOTH inline F16 valueOrNan<F16>(double x) {
  if (x == x) return fromReal<F16>(x);
  return {0x7E00u};
}
template <>
WARPSMITH_BOTH inline Bf16 valueOrNan<Bf16>(double x) {
  if (x == x) return fromReal<Bf16>(x);
  return {0x7FC0u};
}

// One element from 64 random bits.
template <typename T>
WARPSMITH_BOTH inline T valueOf(const Fill& fill, u64 bits) {
  switch (fill.kind) {
    case Fill::Normal:
      return fromReal<T>(fill.a + fill.b * normalQuantile(unit(bits)));
    case Fill::Uniform: {
      const T value = fromReal<T>(fill.a + (fill.b - fill.a) * unit(bits));
      // `b` is excluded: a value that T's precision rounds up to it becomes the other end.
      return toReal(value) < fill.b ? value : fromReal<T>(fill.a);
    }
    case Fill::Integers:
      // `span` values from `low`; the bias of the multiplication is below span / 2^64.
      return fromInteger<T>(fill.low + static_cast<long long>(highProduct(bits, fill.span)));
    case Fill::Bernoulli:
      return fromInteger<T>(unit(bits) < fill.a ? 1 : 0);
    case Fill::Mixture: {
      // The lowest 12 bits choose; `unit` does not look at them, so that the others stay what they would be.
      const u32 choice = static_cast<u32>(bits) % Fill::parts;
      if (choice >= fill.share) return fromReal<T>(fill.a + fill.b * normalQuantile(unit(bits)));
      return valueOrNan<T>(fill.values[choice * static_cast<u32>(fill.count) / fill.share]);
    }
    default:
      return fromReal<T>(fill.a);
  }
}

// Elements 2i and 2i + 1 of a tensor come from counter i.
template <typename T>
WARPSMITH_BOTH inline void pairOf(const Fill& fill, u64 pair, u64 stream, u64 seed, T& first, T& second) {
  const Bits128 bits = philox(pair, stream, seed);
  first = valueOf<T>(fill, bits.low);
  second = valueOf<T>(fill, bits.high);
}

}  // namespace device
}  // namespace warpsmith

#endif
