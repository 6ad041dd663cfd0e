/** cvt in all its combinations, and cvt.pack. */
import type { Fill } from '../inputs.js';
import type { Corpus } from './writer.js';

const family = 'convert';
const integers = ['u8', 's8', 'u16', 's16', 'u32', 's32', 'u64', 's64'] as const;
const toInteger = ['rni', 'rzi', 'rmi', 'rpi'];
const roundings = ['rn', 'rz', 'rm', 'rp'];

function widthOf(type: string): number {
  return Number(/\d+/.exec(type)?.[0]);
}

/** Whether every value of one integer type is one of another; `.sat` is refused then. */
function holds(to: string, from: string): boolean {
  if (to.startsWith(from.charAt(0))) return widthOf(to) >= widthOf(from);
  return to.startsWith('s') && widthOf(to) > widthOf(from);
}

/** Floats in and around the range of the integers. */
const scaled: Fill = { uniform: [-70000, 70000] };

export function convertKernels(corpus: Corpus): void {
  for (const from of integers) {
    const k = corpus.kernel(`cvt_integers_${from}`, { family });
    // 8-bit values are in 16-bit registers: what is above their 8 bits is taken along on purpose.
    const a = k.input(widthOf(from) === 8 ? 'b16' : from);
    for (const to of integers) {
      // A result narrower than its register is extended to the register's width.
      k.test(`cvt.${to}.${from} <d:${widthOf(to) === 8 ? 'b16' : to}>, ${a};`);
      if (!holds(to, from)) k.test(`cvt.sat.${to}.${from} <d:${widthOf(to) === 8 ? 'b16' : to}>, ${a};`);
      if (widthOf(to) < 32) k.test(`cvt.${to}.${from} <d:b32>, ${a};`);
      if (widthOf(to) < 64) k.test(`cvt.${to}.${from} <d:b64>, ${a};`);
    }
    const f = corpus.kernel(`cvt_float_${from}`, { family });
    const b = f.input(widthOf(from) === 8 ? 'b16' : from);
    for (const to of ['f32', 'f64', 'f16'] as const) {
      for (const rounding of roundings) {
        f.test(`cvt.${rounding}.${to}.${from} <d:${to}>, ${b};`);
        if (rounding === 'rz') f.test(`cvt.${rounding}.sat.${to}.${from} <d:${to}>, ${b};`);
      }
    }
    if (widthOf(from) === 8) continue;
    for (const rounding of roundings) f.test(`cvt.${rounding}.bf16.${from} <d:bf16>, ${b};`);
  }
  for (const from of ['f32', 'f64', 'f16', 'bf16'] as const) {
    for (const sign of ['u', 's']) {
      const k = corpus.kernel(`cvt_${sign}_${from}`, { family });
      const a = k.input(from);
      const b = k.input(from, from === 'f16' ? { uniform: [-300, 300] } : scaled);
      for (const to of integers.filter((type) => type.startsWith(sign))) {
        if (from === 'bf16' && widthOf(to) === 8) continue;
        const result = widthOf(to) === 8 ? 'b16' : to;
        for (const rounding of toInteger) {
          k.test(`cvt.${rounding}.${to}.${from} <d:${result}>, ${a};`);
          k.test(`cvt.${rounding}.${to}.${from} <d:${result}>, ${b};`);
        }
        if (from === 'f32') k.test(`cvt.rni.ftz.${to}.${from} <d:${result}>, ${a};`);
        if (from !== 'bf16') k.test(`cvt.rzi.sat.${to}.${from} <d:${result}>, ${a};`);
      }
    }
  }
  floats(corpus);
  nans(corpus);
  packs(corpus);
}

/** NaNs of every kind of payload: all bits, the lowest, the highest, those that a narrower format cuts off. */
function nans(corpus: Corpus): void {
  const k = corpus.kernel('cvt_nans', { family, block: [32] });
  const both = (bits: bigint[], sign: bigint) => ({
    values: bits.flatMap((x) => [x, x | sign]).map((x) => `0x${x.toString(16)}`),
  });
  const top = 0x7ffn << 52n;
  const wide = [0n, 1n, 28n, 29n, 41n, 42n, 44n, 45n, 50n, 51n].map((bit) => top | (1n << bit));
  const f64 = k.input('f64', both([...wide, top | 0x5a5a5a5a5a5a5n, top | 0xa5a5a5a5a5a5an], 1n << 63n));
  const single = [0n, 1n, 12n, 13n, 15n, 16n, 21n, 22n].map((bit) => 0x7f800000n | (1n << bit));
  const f32 = k.input('f32', both([...single, 0x7fda5a5an, 0x7fa5a5a5n, 0x7f801fffn], 1n << 31n));
  const short = [0n, 1n, 8n, 9n].map((bit) => 0x7c00n | (1n << bit));
  const f16 = k.input('f16', both([...short, 0x7da5n, 0x7e5an], 1n << 15n));
  const brain = [0n, 1n, 5n, 6n].map((bit) => 0x7f80n | (1n << bit));
  const bf16 = k.input('bf16', both([...brain, 0x7fa5n, 0x7fdan], 1n << 15n));
  for (const to of ['f32', 'f16', 'bf16'] as const) k.test(`cvt.rn.${to}.f64 <d:${to}>, ${f64};`);
  for (const what of ['rni.f64.f64 <d:f64>', 'rn.ftz.f32.f64 <d:f32>', 'sat.f64.f64 <d:f64>']) {
    k.test(`cvt.${what}, ${f64};`);
  }
  for (const [from, register] of [
    ['f32', f32],
    ['f16', f16],
    ['bf16', bf16],
  ]) {
    k.test(`cvt.f64.${from} <d:f64>, ${register};`);
  }
  for (const what of ['rna', 'rna.satfinite', 'rn', 'rz']) k.test(`cvt.${what}.tf32.f32 <d:tf32>, ${f32};`);
  for (const what of ['rn.f16', 'rn.bf16', 'rz.satfinite.bf16', 'rp.ftz.f16']) {
    k.test(`cvt.${what}.f32 <d:${what.endsWith('bf16') ? 'bf16' : 'f16'}>, ${f32};`);
  }
  k.test(`cvt.f32.f16 <d:f32>, ${f16};\ncvt.f32.bf16 <e:f32>, ${bf16};`);
  k.test(`cvt.rn.f16.bf16 <d:f16>, ${bf16};\ncvt.rn.bf16.f16 <e:bf16>, ${f16};`);
  // Two NaNs, and one with what else there is to do to it.
  const other = k.input('f64', both([top | 3n, top | (1n << 51n) | 5n, 0x3ff0n << 48n], 1n << 63n));
  for (const name of ['div.rn', 'copysign']) {
    k.test(`${name}.f64 <d:f64>, ${f64}, ${other};`);
    k.test(`${name}.f64 <d:f64>, ${other}, ${f64};`);
  }
  // Of what is commutative ptxas orders the operands as it likes, so one NaN only.
  const number = k.input('f64', both([0n, 0x3ff0n << 48n, top], 1n << 63n));
  for (const name of ['add.rn', 'sub.rn', 'mul.rn', 'min', 'max']) {
    k.test(`${name}.f64 <d:f64>, ${f64}, ${number};`);
    k.test(`${name}.f64 <d:f64>, ${number}, ${f64};`);
  }
  for (const name of ['abs', 'neg', 'sqrt.rn', 'rcp.rn']) k.test(`${name}.f64 <d:f64>, ${f64};`);
  k.test(`fma.rn.f64 <d:f64>, ${f64}, ${number}, ${number};\nfma.rn.f64 <e:f64>, ${number}, ${number}, ${f64};`);
}

function floats(corpus: Corpus): void {
  const k = corpus.kernel('cvt_floats', { family });
  const f64 = [k.input('f64'), k.input('f64', 'finite')];
  const f32 = [k.input('f32'), k.input('f32', 'finite')];
  for (const a of f64) {
    for (const rounding of roundings) {
      for (const to of ['f32', 'f16']) {
        k.test(`cvt.${rounding}.${to}.f64 <d:${to}>, ${a};`);
        k.test(`cvt.${rounding}.sat.${to}.f64 <d:${to}>, ${a};`);
      }
      k.test(`cvt.${rounding}.bf16.f64 <d:bf16>, ${a};`);
      k.test(`cvt.${rounding}.ftz.f32.f64 <d:f32>, ${a};`);
    }
    for (const rounding of toInteger) k.test(`cvt.${rounding}.f64.f64 <d:f64>, ${a};`);
    k.test(`cvt.sat.f64.f64 <d:f64>, ${a};`);
  }
  for (const a of f32) {
    k.test(`cvt.f64.f32 <d:f64>, ${a};`);
    k.test(`cvt.ftz.f64.f32 <d:f64>, ${a};`);
    k.test(`cvt.sat.f64.f32 <d:f64>, ${a};`);
    for (const rounding of toInteger) {
      k.test(`cvt.${rounding}.f32.f32 <d:f32>, ${a};`);
      k.test(`cvt.${rounding}.ftz.f32.f32 <d:f32>, ${a};`);
    }
    k.test(`cvt.sat.f32.f32 <d:f32>, ${a};`);
    k.test(`cvt.ftz.f32.f32 <d:f32>, ${a};`);
    k.test(`cvt.ftz.sat.f32.f32 <d:f32>, ${a};`);
    for (const rounding of roundings) {
      k.test(`cvt.${rounding}.f16.f32 <d:f16>, ${a};`);
      k.test(`cvt.${rounding}.ftz.f16.f32 <d:f16>, ${a};`);
      k.test(`cvt.${rounding}.sat.f16.f32 <d:f16>, ${a};`);
    }
    for (const rounding of ['rm', 'rp']) k.test(`cvt.${rounding}.bf16.f32 <d:bf16>, ${a};`);
    for (const rounding of ['rn', 'rz']) {
      for (const more of ['', '.relu', '.satfinite', '.relu.satfinite']) {
        k.test(`cvt.${rounding}${more}.f16.f32 <d:f16>, ${a};`);
        k.test(`cvt.${rounding}${more}.bf16.f32 <d:bf16>, ${a};`);
      }
    }
    for (const more of ['rna', 'rna.satfinite', 'rn', 'rn.relu', 'rz', 'rz.relu']) {
      k.test(`cvt.${more}.tf32.f32 <d:tf32>, ${a};`);
    }
  }
  const h = corpus.kernel('cvt_halves', { family });
  const [x, y] = [h.input('f16'), h.input('bf16')];
  for (const to of ['f32', 'f64']) {
    h.test(`cvt.${to}.f16 <d:${to}>, ${x};`);
    h.test(`cvt.sat.${to}.f16 <d:${to}>, ${x};`);
    h.test(`cvt.${to}.bf16 <d:${to}>, ${y};`);
  }
  h.test(`cvt.ftz.f32.f16 <d:f32>, ${x};`);
  for (const rounding of toInteger) {
    h.test(`cvt.${rounding}.f16.f16 <d:f16>, ${x};`);
    h.test(`cvt.${rounding}.bf16.bf16 <d:bf16>, ${y};`);
  }
  h.test(`cvt.sat.f16.f16 <d:f16>, ${x};`);
  for (const rounding of roundings) {
    h.test(`cvt.${rounding}.f16.bf16 <d:f16>, ${y};`);
    h.test(`cvt.${rounding}.bf16.f16 <d:bf16>, ${x};`);
  }
}

function packs(corpus: Corpus): void {
  const k = corpus.kernel('cvt_packs', { family });
  const pairs = [
    [k.input('f32'), k.input('f32')],
    [k.input('f32', 'finite'), k.input('f32', 'finite')],
  ];
  for (const [a, b] of pairs) {
    for (const rounding of ['rn', 'rz']) {
      for (const more of ['', '.relu', '.satfinite', '.relu.satfinite']) {
        k.test(`cvt.${rounding}${more}.f16x2.f32 <d:f16x2>, ${a}, ${b};`);
        k.test(`cvt.${rounding}${more}.bf16x2.f32 <d:bf16x2>, ${a}, ${b};`);
      }
    }
    for (const to of ['e4m3x2', 'e5m2x2']) {
      k.test(`cvt.rn.satfinite.${to}.f32 <d:${to}>, ${a}, ${b};`);
      k.test(`cvt.rn.satfinite.relu.${to}.f32 <d:${to}>, ${a}, ${b};`);
    }
  }
  const halves = [k.input('f16x2'), k.input('f16x2', 'finite'), k.input('f16x2', { uniform: [-500, 500] })];
  for (const a of halves) {
    for (const to of ['e4m3x2', 'e5m2x2']) {
      k.test(`cvt.rn.satfinite.${to}.f16x2 <d:${to}>, ${a};`);
      k.test(`cvt.rn.satfinite.relu.${to}.f16x2 <d:${to}>, ${a};`);
    }
  }
  for (const from of ['e4m3x2', 'e5m2x2'] as const) {
    const all = k.input(from, { values: Array.from({ length: 128 }, (_, i) => 2 * i + 256 * (2 * i + 1)) });
    k.test(`cvt.rn.f16x2.${from} <d:f16x2>, ${all};`);
    k.test(`cvt.rn.relu.f16x2.${from} <d:f16x2>, ${all};`);
  }
  const p = corpus.kernel('cvt_pack_integers', { family });
  const [s, t] = [p.input('s32'), p.input('s32', { integers: [-40000, 70000] })];
  const [u, v] = [p.input('s32', { integers: [-140, 270] }), p.input('s32', { integers: [-9, 17] })];
  const c = p.input('b32', 'bits');
  for (const [a, b] of [
    [s, t],
    [u, v],
    [v, s],
  ]) {
    for (const to of ['u16', 's16']) p.test(`cvt.pack.sat.${to}.s32 <d:b32>, ${a}, ${b};`);
    for (const to of ['u8', 's8']) p.test(`cvt.pack.sat.${to}.s32.b32 <d:b32>, ${a}, ${b}, ${c};`);
  }
}
