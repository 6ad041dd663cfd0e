/** Arithmetic of f32 and f64, and the approximate functions. */
import type { Compare } from '../corpus.js';
import type { Corpus } from './writer.js';

const family = 'float';
const roundings = ['rn', 'rz', 'rm', 'rp'];
const block = [192];

function f32(corpus: Corpus): void {
  const suffixes = ['', '.ftz', '.sat', '.ftz.sat'];
  for (const [name, operands] of [
    ['add', 2],
    ['sub', 2],
    ['mul', 2],
    ['fma', 3],
    ['mad', 3],
  ] as const) {
    const k = corpus.kernel(`${name}_f32`, { family, block });
    const all = [k.input('f32'), k.input('f32'), k.input('f32')].slice(0, operands).join(', ');
    const near = [k.input('f32', 'finite'), k.input('f32', 'finite'), k.input('f32', 'finite')];
    for (const rounding of roundings) {
      for (const suffix of suffixes) k.test(`${name}.${rounding}${suffix}.f32 <d:f32>, ${all};`);
      k.test(`${name}.${rounding}.f32 <d:f32>, ${near.slice(0, operands).join(', ')};`);
    }
    if (operands === 2) for (const suffix of suffixes) k.test(`${name}${suffix}.f32 <d:f32>, ${all};`);
  }
  for (const [name, operands] of [
    ['div', 2],
    ['rcp', 1],
    ['sqrt', 1],
  ] as const) {
    const k = corpus.kernel(`${name}_f32`, { family, block });
    const all = [k.input('f32'), k.input('f32')].slice(0, operands).join(', ');
    const near = [k.input('f32', 'finite'), k.input('f32', 'finite')].slice(0, operands).join(', ');
    for (const rounding of roundings) {
      for (const suffix of ['', '.ftz']) {
        k.test(`${name}.${rounding}${suffix}.f32 <d:f32>, ${all};`);
        k.test(`${name}.${rounding}${suffix}.f32 <d:f32>, ${near};`);
      }
    }
  }
  const k = corpus.kernel('min_max_f32', { family, block });
  const [a, b] = [k.input('f32'), k.input('f32')];
  for (const name of ['min', 'max']) {
    for (const ftz of ['', '.ftz']) {
      for (const nan of ['', '.NaN']) {
        for (const xorsign of ['', '.xorsign.abs']) k.test(`${name}${ftz}${nan}${xorsign}.f32 <d:f32>, ${a}, ${b};`);
      }
    }
  }
  const u = corpus.kernel('unary_f32', { family, block });
  const [x, y] = [u.input('f32'), u.input('f32')];
  for (const ftz of ['', '.ftz']) for (const name of ['abs', 'neg']) u.test(`${name}${ftz}.f32 <d:f32>, ${x};`);
  u.test(`copysign.f32 <d:f32>, ${x}, ${y};`);
  for (const what of ['finite', 'infinite', 'number', 'notanumber', 'normal', 'subnormal']) {
    u.test(`testp.${what}.f32 <d:pred>, ${x};`);
  }
  // Operands given as constants.
  for (const constant of ['0f3F800000', '0fBF000000', '1.5', '0f7F800000', '0f00000001']) {
    u.test(`add.rn.f32 <d:f32>, ${x}, ${constant};`);
    u.test(`fma.rn.f32 <d:f32>, ${x}, ${constant}, ${y};`);
  }
}

function f64(corpus: Corpus): void {
  for (const [name, operands] of [
    ['add', 2],
    ['sub', 2],
    ['mul', 2],
    ['fma', 3],
    ['mad', 3],
    ['div', 2],
    ['rcp', 1],
    ['sqrt', 1],
  ] as const) {
    const k = corpus.kernel(`${name}_f64`, { family });
    const all = [k.input('f64'), k.input('f64'), k.input('f64')].slice(0, operands).join(', ');
    const near = [k.input('f64', 'finite'), k.input('f64', 'finite'), k.input('f64', 'finite')];
    for (const rounding of roundings) {
      k.test(`${name}.${rounding}.f64 <d:f64>, ${all};`);
      k.test(`${name}.${rounding}.f64 <d:f64>, ${near.slice(0, operands).join(', ')};`);
    }
    if (['add', 'sub', 'mul'].includes(name)) k.test(`${name}.f64 <d:f64>, ${all};`);
  }
  const k = corpus.kernel('misc_f64', { family });
  const [a, b] = [k.input('f64'), k.input('f64')];
  for (const name of ['min', 'max', 'copysign']) k.test(`${name}.f64 <d:f64>, ${a}, ${b};`);
  for (const name of ['abs', 'neg']) k.test(`${name}.f64 <d:f64>, ${a};`);
  for (const what of ['finite', 'infinite', 'number', 'notanumber', 'normal', 'subnormal']) {
    k.test(`testp.${what}.f64 <d:pred>, ${a};`);
  }
  for (const constant of ['0d3FF8000000000000', '-2.75', '1.0e300', '0d0000000000000001']) {
    k.test(`add.rn.f64 <d:f64>, ${a}, ${constant};`);
    k.test(`mul.rn.f64 <d:f64>, ${a}, ${constant};`);
  }
}

/**
 * Bounds: PTX ISA 9.0, sections 9.7.3 and 9.7.4, as the notes at the instructions say, plus half a unit for the
 * simulator's own rounding (of what the ISA gives in units, that leaves the whole ones). Where it gives none, or one that
 * is a multiple of what an H100 does (f16 and bf16), a unit.
 */
function approximate(corpus: Corpus): void {
  const approx = { family: 'approximate', block };
  const own = 2 ** -24;
  // Absolute for operands in (0.5, 2), whose logarithms are below 1; relative outside. The larger of both counts.
  const lg2: Compare = { relative: 2 ** -22 + own, absolute: 2 ** -22 + own };
  const k = corpus.kernel('approx_f32', approx);
  const all = k.input('f32');
  const near = k.input('f32', 'finite');
  const positive = k.input('f32', { uniform: [0.001, 4] });
  for (const ftz of ['', '.ftz']) {
    for (const a of [all, near]) {
      k.test(`rcp.approx${ftz}.f32 <d:f32>, ${a};`, { ulps: 1 }, '1 ulp');
      k.test(`sqrt.approx${ftz}.f32 <d:f32>, ${a};`, { relative: 2 ** -23 + own, absolute: 0 }, 'relative 2^-23');
      k.test(`rsqrt.approx${ftz}.f32 <d:f32>, ${a};`, { relative: 2 ** -22.9 + own, absolute: 0 }, 'relative 2^-22.9');
      k.test(`ex2.approx${ftz}.f32 <d:f32>, ${a};`, { ulps: 2 }, '2 ulps');
      k.test(`lg2.approx${ftz}.f32 <d:f32>, ${a};`, lg2, '2^-22');
    }
    k.test(`lg2.approx${ftz}.f32 <d:f32>, ${positive};`, lg2, '2^-22');
    // For divisors in [2^-126, 2^126]: 2 ulps. full: 2 ulps everywhere.
    k.test(`div.approx${ftz}.f32 <d:f32>, ${near}, ${positive};`, { ulps: 2 }, '2 ulps');
    k.test(`div.full${ftz}.f32 <d:f32>, ${near}, ${positive};`, { ulps: 2 }, '2 ulps');
    k.test(`div.full${ftz}.f32 <d:f32>, ${all}, ${near};`, { ulps: 2 }, '2 ulps');
  }
  k.test(`tanh.approx.f32 <d:f32>, ${all};`, { relative: 2 ** -11 + own, absolute: 0 }, 'relative 2^-11');
  k.test(`tanh.approx.f32 <d:f32>, ${near};`, { relative: 2 ** -11 + own, absolute: 0 }, 'relative 2^-11');
  const s = corpus.kernel('sin_cos_f32', approx);
  const angle = s.input('f32', { uniform: [-Math.PI, Math.PI] });
  const special = s.input('f32', {
    values: ['0', '0x80000000', '0x7f800000', '0xff800000', '0x7fc00001', '1', '0x80000001', '0x00800000'],
  });
  const bound: Compare = { relative: own, absolute: 2 ** -20.5 };
  for (const ftz of ['', '.ftz']) {
    for (const name of ['sin', 'cos']) {
      s.test(`${name}.approx${ftz}.f32 <d:f32>, ${angle};`, bound, 'absolute 2^-20.5 in [-2 pi, 2 pi]');
      s.test(`${name}.approx${ftz}.f32 <d:f32>, ${special};`, bound, 'absolute 2^-20.5');
    }
  }
  const d = corpus.kernel('approx_f64', approx);
  const [x, y] = [d.input('f64'), d.input('f64', 'finite')];
  // They give only the upper 32 bits; no bound is stated. A unit is of those.
  for (const a of [x, y]) {
    d.test(`rcp.approx.ftz.f64 <d:f64>, ${a};`, { ulps: 2 ** 32 });
    d.test(`rsqrt.approx.ftz.f64 <d:f64>, ${a};`, { ulps: 2 ** 32 });
  }
  const h = corpus.kernel('approx_half', approx);
  for (const type of ['f16', 'f16x2', 'bf16', 'bf16x2'] as const) {
    const wide = type.startsWith('b');
    const [a, b] = [h.input(type), h.input(type, { uniform: [-3, 3] })];
    for (const operand of [a, b]) {
      h.test(`tanh.approx.${type} <d:${type}>, ${operand};`, { ulps: 1 }, `absolute 2^-${wide ? '8' : '10.987'}`);
      const ftz = wide ? '.ftz' : '';
      h.test(`ex2.approx${ftz}.${type} <d:${type}>, ${operand};`, { ulps: 1 }, `relative 2^-${wide ? '7' : '9.9'}`);
    }
  }
}

export function floatKernels(corpus: Corpus): void {
  f32(corpus);
  f64(corpus);
  approximate(corpus);
}
