/** Arithmetic of f16, bf16 and their pairs. */
import type { Corpus } from './writer.js';

const family = 'half';
const block = [192];

/** Every NaN as an operand of .oob: which one stands for out of bounds, the ISA does not say in bits. */
function outOfBounds(corpus: Corpus): void {
  const k = corpus.kernel('fma_oob', { family, grid: [8], block: [256] });
  for (const [type, infinity] of [
    ['f16', 0x7c00],
    ['bf16', 0x7f80],
  ] as const) {
    const nans = Array.from({ length: 2048 }, (_, i) => infinity | (i & 0x3ff) | ((i & 0x400) << 5));
    const nan = k.input(type, { values: nans });
    const number = k.input(type, 'finite');
    k.test(`fma.rn.oob.${type} <d:${type}>, ${nan}, ${number}, ${number};`);
    k.test(`fma.rn.oob.${type} <d:${type}>, ${number}, ${nan}, ${number};`);
    k.test(`fma.rn.oob.${type} <d:${type}>, ${number}, ${number}, ${nan};`);
    k.test(`fma.rn.oob.relu.${type} <d:${type}>, ${nan}, ${number}, ${number};`);
  }
}

export function halfKernels(corpus: Corpus): void {
  outOfBounds(corpus);
  for (const type of ['f16', 'f16x2', 'bf16', 'bf16x2'] as const) {
    const short = type.startsWith('f');
    const flush = short ? ['', '.ftz'] : [''];
    const k = corpus.kernel(`arithmetic_${type}`, { family, block });
    const [a, b] = [k.input(type), k.input(type)];
    const [x, y] = [k.input(type, 'finite'), k.input(type, 'finite')];
    for (const name of ['add', 'sub', 'mul']) {
      for (const [p, q] of [
        [a, b],
        [x, y],
      ]) {
        for (const rounding of ['', '.rn']) {
          for (const ftz of flush) {
            for (const sat of short ? ['', '.sat'] : ['']) {
              k.test(`${name}${rounding}${ftz}${sat}.${type} <d:${type}>, ${p}, ${q};`);
            }
          }
        }
      }
    }
    const f = corpus.kernel(`fma_${type}`, { family, block });
    const mixed = [f.input(type), f.input(type), f.input(type)].join(', ');
    const near = [f.input(type, 'finite'), f.input(type, 'finite'), f.input(type, 'finite')].join(', ');
    for (const operands of [mixed, near]) {
      for (const ftz of flush) {
        for (const more of short ? ['', '.sat', '.relu'] : ['', '.relu']) {
          f.test(`fma.rn${ftz}${more}.${type} <d:${type}>, ${operands};`);
        }
      }
      // .oob, which takes no .ftz.
      f.test(`fma.rn.oob.${type} <d:${type}>, ${operands};`);
      f.test(`fma.rn.oob.relu.${type} <d:${type}>, ${operands};`);
    }
    const m = corpus.kernel(`min_max_${type}`, { family, block });
    const [c, d] = [m.input(type), m.input(type)];
    for (const name of ['min', 'max']) {
      for (const ftz of flush) {
        for (const nan of ['', '.NaN']) {
          for (const xorsign of ['', '.xorsign.abs']) {
            m.test(`${name}${ftz}${nan}${xorsign}.${type} <d:${type}>, ${c}, ${d};`);
          }
        }
      }
    }
    for (const ftz of flush) {
      m.test(`abs${ftz}.${type} <d:${type}>, ${c};`);
      m.test(`neg${ftz}.${type} <d:${type}>, ${c};`);
    }
  }
}
