/** setp, set, selp and slct. */
import type { ElementType } from '../elements.js';
import type { Corpus } from './writer.js';

const family = 'compare';
const ordered = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'];
const unsigned = ['lo', 'ls', 'hi', 'hs'];
const unordered = ['equ', 'neu', 'ltu', 'leu', 'gtu', 'geu', 'num', 'nan'];

function comparisonsOf(type: string): string[] {
  if (type.startsWith('b') && !type.startsWith('bf')) return ['eq', 'ne'];
  if (type.includes('f')) return [...ordered, ...unordered];
  return type.startsWith('u') ? [...ordered, ...unsigned] : ordered;
}

/** Many operands of the same few values, so that equal ones meet. */
function fillOf(type: ElementType): Parameters<ReturnType<Corpus['kernel']>['input']>[1] {
  return type.includes('f') ? 'mixed' : { values: [0, 1, 2, -1, -2, 127, 128, 32767, -32768, 65535, 1, 0, 5] };
}

function setpKernels(corpus: Corpus): void {
  const types = ['b16', 'b32', 'b64', 'u16', 'u32', 'u64', 's16', 's32', 's64', 'f32', 'f64', 'f16', 'bf16'] as const;
  for (const type of types) {
    const k = corpus.kernel(`setp_${type}`, { family });
    const [a, b, few] = [k.input(type), k.input(type), k.input(type, fillOf(type))];
    const r = k.input('pred', { integers: [0, 1] });
    const both = type === 'f16' || type === 'bf16' ? '<d:pred>' : '<d:pred>|<e:pred>';
    comparisonsOf(type).forEach((comparison, i) => {
      k.test(`setp.${comparison}.${type} <d:pred>, ${a}, ${b};`);
      k.test(`setp.${comparison}.${type} ${both}, ${few}, ${b};`);
      const combine = ['and', 'or', 'xor'][i % 3] ?? '';
      const not = i % 2 === 0 ? '!' : '';
      k.test(`setp.${comparison}.${combine}.${type} ${both}, ${a}, ${b}, ${not}${r};`);
      if (type === 'f32' || type === 'f16') k.test(`setp.${comparison}.ftz.${type} <d:pred>, ${a}, ${b};`);
      k.test(`setp.${comparison}.${type} <d:pred>, ${a}, ${a};`);
    });
    for (const combine of ['and', 'or', 'xor']) {
      k.test(`setp.ne.${combine}.${type} ${both}, ${few}, ${a}, ${r};`);
      k.test(`setp.eq.${combine}.${type} <d:pred>, ${few}, ${a}, !${r};`);
    }
    if (!type.includes('f')) k.test(`setp.${type.startsWith('b') ? 'ne' : 'lt'}.${type} <d:pred>, ${few}, 5;`);
  }
  for (const type of ['f16x2', 'bf16x2'] as const) {
    const k = corpus.kernel(`setp_${type}`, { family });
    const [a, b] = [k.input(type), k.input(type)];
    const r = k.input('pred', { integers: [0, 1] });
    comparisonsOf(type).forEach((comparison, i) => {
      k.test(`setp.${comparison}.${type} <d:pred>|<e:pred>, ${a}, ${b};`);
      if (type === 'f16x2') k.test(`setp.${comparison}.ftz.${type} <d:pred>|<e:pred>, ${a}, ${b};`);
      const combine = ['and', 'or', 'xor'][i % 3] ?? '';
      k.test(`setp.${comparison}.${combine}.${type} <d:pred>|<e:pred>, ${a}, ${b}, ${r};`);
    });
  }
}

function setKernels(corpus: Corpus): void {
  const sources = ['u16', 's16', 'b16', 'u32', 's32', 'b32', 'u64', 's64', 'b64', 'f32', 'f64'] as const;
  const k = corpus.kernel('set', { family });
  const r = k.input('pred', { integers: [0, 1] });
  for (const type of sources) {
    const [a, b] = [k.input(type), k.input(type)];
    comparisonsOf(type).forEach((comparison, i) => {
      const result = ['u32', 's32', 'f32'][i % 3] ?? 'u32';
      k.test(`set.${comparison}.${result}.${type} <d:${result}>, ${a}, ${b};`);
      const combine = ['and', 'or', 'xor'][i % 3] ?? '';
      if (i % 2 === 0) k.test(`set.${comparison}.${combine}.${result}.${type} <d:${result}>, ${a}, ${b}, ${r};`);
    });
  }
  const h = corpus.kernel('set_half', { family });
  const q = h.input('pred', { integers: [0, 1] });
  for (const type of ['f16', 'bf16', 'f16x2', 'bf16x2'] as const) {
    const [a, b] = [h.input(type), h.input(type)];
    comparisonsOf(type).forEach((comparison, i) => {
      const results = type.endsWith('x2') ? [type, type] : [type, 'u32', 's32'];
      const result = results[i % results.length] ?? type;
      h.test(`set.${comparison}.${result}.${type} <d:${result}>, ${a}, ${b};`);
      if (type.startsWith('f')) h.test(`set.${comparison}.ftz.${result}.${type} <d:${result}>, ${a}, ${b};`);
      if (i % 2 === 0) h.test(`set.${comparison}.and.${result}.${type} <d:${result}>, ${a}, ${b}, ${q};`);
    });
  }
}

function select(corpus: Corpus): void {
  const k = corpus.kernel('selp_slct', { family });
  const p = k.input('pred', { integers: [0, 1] });
  const s = k.input('s32');
  const f = k.input('f32');
  for (const type of ['b16', 'u16', 's16', 'b32', 'u32', 's32', 'f32', 'b64', 'u64', 's64', 'f64'] as const) {
    const [a, b] = [k.input(type), k.input(type)];
    k.test(`selp.${type} <d:${type}>, ${a}, ${b}, ${p};`);
    k.test(`slct.${type}.s32 <d:${type}>, ${a}, ${b}, ${s};`);
    k.test(`slct.${type}.f32 <d:${type}>, ${a}, ${b}, ${f};`);
    k.test(`slct.ftz.${type}.f32 <d:${type}>, ${a}, ${b}, ${f};`);
  }
}

export function compareKernels(corpus: Corpus): void {
  setpKernels(corpus);
  setKernels(corpus);
  select(corpus);
}
