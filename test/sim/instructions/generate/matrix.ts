/** mma, wmma, ldmatrix, stmatrix and movmatrix. */
import type { Compare } from '../corpus.js';
import type { ElementType } from '../elements.js';
import type { Fill } from '../inputs.js';
import type { Corpus } from './writer.js';

const family = 'matrix';
const block = [64];

interface Mma {
  shape: string;
  /** Types as the instruction names them: d, a, b, c. */
  types: [string, string, string, string];
  /** Registers of a, b, and c or d. */
  counts: [number, number, number];
  /** What a register of a or b holds, and one of c and d. */
  held: ElementType;
  sums: ElementType;
  sat?: boolean;
}

function mmaOf(shape: string, type: string, a: number, b: number, held: ElementType): Mma {
  return { shape, types: ['f32', type, type, 'f32'], counts: [a, b, 4], held, sums: 'f32' };
}

const floats: Mma[] = [
  mmaOf('m16n8k8', 'f16', 2, 1, 'f16x2'),
  mmaOf('m16n8k16', 'f16', 4, 2, 'f16x2'),
  { ...mmaOf('m16n8k8', 'f16', 2, 1, 'f16x2'), types: ['f16', 'f16', 'f16', 'f16'], counts: [2, 1, 2], sums: 'f16x2' },
  { ...mmaOf('m16n8k16', 'f16', 4, 2, 'f16x2'), types: ['f16', 'f16', 'f16', 'f16'], counts: [4, 2, 2], sums: 'f16x2' },
  mmaOf('m16n8k8', 'bf16', 2, 1, 'bf16x2'),
  mmaOf('m16n8k16', 'bf16', 4, 2, 'bf16x2'),
  mmaOf('m16n8k4', 'tf32', 2, 1, 'tf32'),
  mmaOf('m16n8k8', 'tf32', 4, 2, 'tf32'),
  ...[
    ['e4m3', 'e4m3'],
    ['e5m2', 'e4m3'],
    ['e5m2', 'e5m2'],
  ].map(([x = '', y = '']): Mma => ({ ...mmaOf('m16n8k32', x, 4, 2, 'b32'), types: ['f32', x, y, 'f32'] })),
];

const doubles: [string, number, number, number][] = [
  ['m8n8k4', 1, 1, 2],
  ['m16n8k4', 2, 1, 4],
  ['m16n8k8', 4, 2, 4],
  ['m16n8k16', 8, 4, 4],
];

const integers: [string, number, number, number][] = [
  ['m8n8k16', 1, 1, 2],
  ['m16n8k16', 2, 1, 4],
  ['m16n8k32', 4, 2, 4],
];

/** Small whole numbers: no order of summation loses a bit. Bytes of fp8: 0, ±1, ±2, 3 in both formats. */
function exactFill(held: ElementType, type: string): Fill {
  if (type === 'e4m3')
    return { values: ['0x3840b800', '0x00383840', '0x44c0b838', '0x38000000', '0xb8b84038', '0x4444c000'] };
  if (type === 'e5m2')
    return { values: ['0x3c40bc00', '0x003c3c40', '0x42c0bc3c', '0x3c000000', '0xbcbc403c', '0x4242c000'] };
  return held === 'b32' ? 'bits' : { integers: [-4, 4] };
}

function vector(registers: string[]): string {
  return `{${registers.join(', ')}}`;
}

function results(count: number, type: string): string {
  return vector(Array.from({ length: count }, (_, i) => `<d${i}:${type}>`));
}

function mmaKernels(corpus: Corpus): void {
  for (const { shape, types, counts, held, sums } of floats) {
    const [d, a, b, c] = types;
    const k = corpus.kernel(`mma_${shape}_${a}${a === b ? '' : `_${b}`}_${d}`, { family, block });
    const one = (all: number, type: ElementType, fill: Fill): string[] =>
      Array.from({ length: all }, () => k.input(type, fill));
    const opcode = `mma.sync.aligned.${shape}.row.col.${types.join('.')}`;
    // The ISA leaves order and rounding of the sums open: bounded by the largest sum and the accumulator's precision.
    const near: Compare =
      c === 'f16' ? { relative: 2 ** -8, absolute: 2 ** -6 } : { relative: 2 ** -12, absolute: 2 ** -10 };
    const set = (ofA: Fill, ofB: Fill, ofC: Fill, compare: Compare): void => {
      const [x, y, z] = [one(counts[0], held, ofA), one(counts[1], held, ofB), one(counts[2], sums, ofC)];
      k.test(`${opcode} ${results(counts[2], sums)}, ${vector(x)}, ${vector(y)}, ${vector(z)};`, compare);
      const zero = vector(z.map(() => (sums === 'f32' ? '0f00000000' : '0')));
      if (compare === 'exact') {
        k.test(`{ .reg .${sums === 'f32' ? 'f32' : 'b32'} z; mov.b32 z, 0;
${opcode} ${results(counts[2], sums)}, ${vector(x)}, ${vector(y)}, ${zero.replaceAll(/0f00000000|0/g, 'z')}; }`);
      }
    };
    set(exactFill(held, a), exactFill(held, b), { integers: [-50, 50] }, 'exact');
    const fill: Fill = held === 'b32' ? exactFill(held, a) : { uniform: [-1, 1] };
    set(fill, held === 'b32' ? exactFill(held, b) : fill, { uniform: [-1, 1] }, near);
  }
  for (const [shape, a, b, c] of doubles) {
    const k = corpus.kernel(`mma_${shape}_f64`, { family, block });
    const rounding = shape === 'm8n8k4' ? ['', '.rz'] : [''];
    for (const [fill, compare] of [
      [{ integers: [-100, 100] }, 'exact'],
      [{ uniform: [-1, 1] }, { relative: 2 ** -46, absolute: 2 ** -46 }],
    ] as [Fill, Compare][]) {
      const one = (all: number): string => vector(Array.from({ length: all }, () => k.input('f64', fill)));
      const [x, y, z] = [one(a), one(b), one(c)];
      for (const r of rounding) {
        k.test(
          `mma.sync.aligned.${shape}.row.col${r}.f64.f64.f64.f64 ${results(c, 'f64')}, ${x}, ${y}, ${z};`,
          compare,
        );
      }
    }
  }
  for (const [shape, a, b, c] of integers) {
    const k = corpus.kernel(`mma_${shape}_s8_u8`, { family, block });
    const one = (all: number, type: ElementType, fill: Fill): string =>
      vector(Array.from({ length: all }, () => k.input(type, fill)));
    const [x, y, z, large] = [
      one(a, 'b32', 'bits'),
      one(b, 'b32', 'bits'),
      one(c, 's32', { integers: [-9999, 9999] }),
      one(c, 's32', 'mixed'),
    ];
    for (const p of ['s8', 'u8']) {
      for (const q of ['s8', 'u8']) {
        for (const sat of ['', '.satfinite']) {
          for (const sums of [z, large]) {
            k.test(
              `mma.sync.aligned.${shape}.row.col${sat}.s32.${p}.${q}.s32 ${results(c, 's32')}, ${x}, ${y}, ${sums};`,
            );
          }
        }
      }
    }
  }
}

interface Wmma {
  name: string;
  type: string;
  element: ElementType;
  sums: ElementType;
  shape: string;
  /** Registers of a and b, and of c. */
  counts: [number, number, number];
  k: number;
}

const wmmas: Wmma[] = [
  { name: 'f16_f32', type: 'f16', element: 'f16', sums: 'f32', shape: 'm16n16k16', counts: [8, 8, 8], k: 16 },
  { name: 'f16_f16', type: 'f16', element: 'f16', sums: 'f16', shape: 'm16n16k16', counts: [8, 8, 4], k: 16 },
  { name: 'bf16', type: 'bf16', element: 'bf16', sums: 'f32', shape: 'm16n16k16', counts: [4, 4, 8], k: 16 },
  { name: 'tf32', type: 'tf32', element: 'tf32', sums: 'f32', shape: 'm16n16k8', counts: [4, 4, 8], k: 8 },
  { name: 's8', type: 's8', element: 's8', sums: 's32', shape: 'm16n16k16', counts: [2, 2, 8], k: 16 },
  { name: 'u8', type: 'u8', element: 'u8', sums: 's32', shape: 'm16n16k16', counts: [2, 2, 8], k: 16 },
  { name: 'f16_m32n8k16', type: 'f16', element: 'f16', sums: 'f32', shape: 'm32n8k16', counts: [8, 8, 8], k: 16 },
  { name: 'f16_m8n32k16', type: 'f16', element: 'f16', sums: 'f32', shape: 'm8n32k16', counts: [8, 8, 8], k: 16 },
];

function wmmaKernels(corpus: Corpus): void {
  for (const { name, type, element, sums, shape, counts, k: depth } of wmmas) {
    const k = corpus.kernel(`wmma_${name}`, { family, block: [32] });
    const [m, n] = /m(\d+)n(\d+)/.exec(shape)!.slice(1).map(Number) as [number, number];
    const whole = sums === 's32' ? ([-128, 127] as [number, number]) : ([-4, 4] as [number, number]);
    const operand: Fill = { integers: type === 'u8' ? [0, 255] : whole };
    const a = k.array(element, m * depth, operand);
    const b = k.array(element, n * depth, operand);
    const c = k.array(sums, m * n, { integers: [-40, 40] });
    const register = sums === 'f32' ? 'f32' : 'b32';
    const list = (prefix: string, count: number): string =>
      vector(Array.from({ length: count }, (_, i) => `${prefix}${i}`));
    const declared = (prefix: string, count: number, kind: string): string =>
      Array.from({ length: count }, (_, i) => `.reg .${kind} ${prefix}${i};`).join(' ');
    for (const first of ['row', 'col']) {
      for (const second of ['row', 'col']) {
        const d = k.output(sums, m * n, `wmma ${shape} ${type} with a ${first}, b ${second}, d ${second}`);
        const strides = [first === 'row' ? depth : m, second === 'row' ? n : depth, first === 'row' ? n : m];
        const mode =
          sums === 's32'
            ? `.s32.${type}.${type}.s32`
            : type === 'f16'
              ? `.${sums}.${sums}`
              : `.f32.${type}.${type}.f32`;
        const more = sums === 's32' && first === 'row' ? '.satfinite' : '';
        const written = second === 'row' ? n : m;
        k.code(`{ ${declared('a', counts[0], 'b32')} ${declared('b', counts[1], 'b32')} ${declared('c', counts[2], register)}
.reg .b64 p;
add.u64 p, %in, ${a};
wmma.load.a.sync.aligned.${first}.${shape}.global.${type} ${list('a', counts[0])}, [p], ${strides[0]};
add.u64 p, %in, ${b};
wmma.load.b.sync.aligned.${second}.${shape}.global.${type} ${list('b', counts[1])}, [p], ${strides[1]};
add.u64 p, %in, ${c};
wmma.load.c.sync.aligned.${first}.${shape}.global.${sums} ${list('c', counts[2])}, [p], ${strides[2]};
wmma.mma.sync.aligned.${first}.${second}.${shape}${mode}${more} ${list('c', counts[2])}, ${list('a', counts[0])}, ${list('b', counts[1])}, ${list('c', counts[2])};
add.u64 p, %out, ${d};
wmma.store.d.sync.aligned.${second}.${shape}.global.${sums} [p], ${list('c', counts[2])}, ${written}; }`);
      }
    }
  }
}

function matrixMoves(corpus: Corpus): void {
  const k = corpus.kernel('ldmatrix_stmatrix', { family, block: [32] });
  const data = k.array('b128', 32, 'bits');
  k.declare('.shared .align 16 .b8 tile[512];\n  .shared .align 16 .b8 other[512];');
  const [p, q] = [k.reg('b32'), k.reg('b32')];
  k.code(`{ .reg .b32 a; .reg .b32 b; .reg .b32 c; .reg .b32 d;
ld.global.v4.b32 {a, b, c, d}, [%in16+${data}];
mov.u32 ${p}, tile;
mad.lo.u32 ${p}, %thread, 16, ${p};
mov.u32 ${q}, other;
mad.lo.u32 ${q}, %thread, 16, ${q};
st.shared.v4.b32 [${p}], {a, b, c, d}; }
bar.sync 0;`);
  // Rows in another order than that of their addresses.
  const row = k.reg('b32');
  k.code(`xor.b32 ${row}, %thread, 5;
mov.u32 %i32, tile;
mad.lo.u32 ${row}, ${row}, 16, %i32;`);
  for (const trans of ['', '.trans']) {
    for (const address of [p, row]) {
      k.test(`ldmatrix.sync.aligned.m8n8.x1${trans}.shared.b16 {<d:b32>}, [${address}];`);
      k.test(`ldmatrix.sync.aligned.m8n8.x2${trans}.shared.b16 {<d:b32>, <e:b32>}, [${address}];`);
      k.test(`ldmatrix.sync.aligned.m8n8.x4${trans}.shared.b16 {<d:b32>, <e:b32>, <f:b32>, <g:b32>}, [${address}];`);
    }
  }
  const [a, b, c, d] = [k.input('b32', 'bits'), k.input('b32', 'bits'), k.input('b32', 'bits'), k.input('b32', 'bits')];
  k.test(`movmatrix.sync.aligned.m8n8.trans.b16 <d:b32>, ${a};`);
  for (const trans of ['', '.trans']) {
    for (const [x, list] of [
      ['x1', [a]],
      ['x2', [a, b]],
      ['x4', [a, b, c, d]],
    ] as const) {
      k.test(`st.shared.v4.b32 [${q}], {0, 0, 0, 0};
bar.warp.sync -1;
stmatrix.sync.aligned.m8n8.${x}${trans}.shared.b16 [${q}], {${list.join(', ')}};
bar.warp.sync -1;
ld.shared.v4.b32 {<d:b32>, <e:b32>, <f:b32>, <g:b32>}, [${q}];
bar.warp.sync -1;`);
    }
  }
}

export function matrixKernels(corpus: Corpus): void {
  mmaKernels(corpus);
  wmmaKernels(corpus);
  matrixMoves(corpus);
}
