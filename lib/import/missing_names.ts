/** What a host compiler's headers would define and NVRTC does not know, in device code's own words. */

const limits: Record<string, string> = {
  FLT_MAX: '3.402823466e+38F',
  FLT_MIN: '1.175494351e-38F',
  FLT_EPSILON: '1.192092896e-07F',
  DBL_MAX: '1.7976931348623158e+308',
  INFINITY: '__int_as_float(0x7f800000)',
  HUGE_VALF: '__int_as_float(0x7f800000)',
  NAN: '__int_as_float(0x7fffffff)',
  INT_MAX: '2147483647',
  INT_MIN: '(-2147483647 - 1)',
  UINT_MAX: '4294967295U',
  LLONG_MAX: '9223372036854775807LL',
  M_PI: '3.14159265358979323846',
  M_PI_2: '1.57079632679489661923',
  M_1_PI: '0.31830988618379067154',
  M_2_SQRTPI: '1.12837916709551257390',
  M_SQRT2: '1.41421356237309504880',
  M_SQRT1_2: '0.70710678118654752440',
  M_E: '2.7182818284590452354',
  M_LN2: '0.69314718055994530942',
  M_LOG2E: '1.4426950408889634074',
};

const types: Record<string, string> = {
  int8_t: 'signed char',
  uint8_t: 'unsigned char',
  int16_t: 'short',
  uint16_t: 'unsigned short',
  int32_t: 'int',
  uint32_t: 'unsigned int',
  int64_t: 'long long',
  uint64_t: 'unsigned long long',
  uintptr_t: 'unsigned long long',
  uint: 'unsigned int',
};

/** Of `std::`, what device code has outside of it as well. */
const functions = new Set(
  `abs fabs min max sqrt exp exp2 log log2 log10 pow sin cos tan tanh sinh cosh erf floor ceil round fmin fmax fmod isnan
  isinf isfinite rsqrt cbrt expm1 log1p trunc fma`.split(/\s+/),
);
const libraryNames: Record<string, string> = { numeric_limits: 'cuda/std/limits' };

/**
 * Lines for the names that are used and not defined, in the order above.
 * @param used identifiers of the device code.
 * @param standard what it names of `std::`.
 */
export function definitionsOf(used: ReadonlySet<string>, standard: ReadonlySet<string>): string[] {
  const lines = Object.entries(limits).flatMap(([name, value]) => (used.has(name) ? [`#define ${name} ${value}`] : []));
  lines.push(...Object.entries(types).flatMap(([name, type]) => (used.has(name) ? [`typedef ${type} ${name};`] : [])));
  for (const [name, header] of Object.entries(libraryNames)) {
    if (standard.has(name)) lines.push(`#include <${header}>`, `namespace std { using cuda::std::${name}; }`);
  }
  const usings = [...standard].filter((name) => functions.has(name)).map((name) => `using ::${name};`);
  if (usings.length > 0) lines.push(`namespace std { ${usings.join(' ')} }`);
  return lines;
}
