/** wgmma.mma_async: matrices in shared memory by descriptors of all swizzles, and A in registers. */
import type { Compare } from '../corpus.js';
import type { ElementType } from '../elements.js';
import type { Fill } from '../inputs.js';
import type { Corpus, KernelWriter } from './writer.js';

const family = 'wgmma';
const bytesOfA = 16384;
const bytesOfB = 32768;

interface Kind {
  name: string;
  /** Types as written: d, a, b. */
  types: [string, string, string];
  depth: number;
  element: ElementType;
  sums: ElementType;
  fill: Fill;
  compare?: Compare;
  /** Whether the instruction takes transposes (f16, bf16), and scales of a and b (all but integers). */
  transposes?: boolean;
  scales?: boolean;
  sat?: boolean;
}

const whole: Fill = { integers: [-4, 4] };
const small: Fill = { uniform: [-1, 1] };
const near: Compare = { relative: 2 ** -12, absolute: 2 ** -10 };
const halves = { transposes: true, scales: true, depth: 16 };
const kinds: Kind[] = [
  { name: 'f16_f32', types: ['f32', 'f16', 'f16'], element: 'f16', sums: 'f32', fill: whole, ...halves },
  { name: 'f16_f16', types: ['f16', 'f16', 'f16'], element: 'f16', sums: 'f16x2', fill: whole, ...halves },
  { name: 'bf16', types: ['f32', 'bf16', 'bf16'], element: 'bf16', sums: 'f32', fill: whole, ...halves },
  {
    name: 'f16_random',
    types: ['f32', 'f16', 'f16'],
    element: 'f16',
    sums: 'f32',
    fill: small,
    compare: near,
    ...halves,
  },
  { name: 'tf32', types: ['f32', 'tf32', 'tf32'], depth: 8, element: 'tf32', sums: 'f32', fill: whole, scales: true },
  { name: 's8', types: ['s32', 's8', 's8'], depth: 32, element: 's8', sums: 's32', fill: 'bits', sat: true },
  { name: 'u8', types: ['s32', 'u8', 'u8'], depth: 32, element: 'u8', sums: 's32', fill: 'bits' },
  { name: 's8_u8', types: ['s32', 's8', 'u8'], depth: 32, element: 's8', sums: 's32', fill: 'bits' },
  { name: 'e4m3', types: ['f32', 'e4m3', 'e4m3'], depth: 32, element: 'e4m3', sums: 'f32', fill: whole, scales: true },
  { name: 'e5m2', types: ['f32', 'e5m2', 'e5m2'], depth: 32, element: 'e5m2', sums: 'f32', fill: whole, scales: true },
];

interface Variant {
  n: number;
  /** 0 none, 1 128 bytes, 2 64 bytes, 3 32 bytes, as in the descriptor. */
  swizzle: number;
  fromRegisters?: boolean;
  /** The scale of d: an accumulator that is taken along, or not. */
  accumulate?: boolean;
  scaleA?: number;
  scaleB?: number;
  transposeA?: number;
  transposeB?: number;
  sat?: boolean;
}

const variants: Variant[] = [
  ...[0, 1, 2, 3].map((swizzle) => ({ n: 16, swizzle, accumulate: true })),
  { n: 8, swizzle: 0, accumulate: false },
  { n: 64, swizzle: 1, accumulate: true },
  ...[0, 1, 2, 3].map((swizzle) => ({ n: 16, swizzle, fromRegisters: true, accumulate: swizzle % 2 === 0 })),
];

const scaled: Variant[] = [
  { n: 8, swizzle: 1, scaleA: -1, accumulate: true },
  { n: 8, swizzle: 1, scaleB: -1, accumulate: true },
  { n: 8, swizzle: 3, scaleA: -1, scaleB: -1, fromRegisters: true, accumulate: true },
];

const transposed: Variant[] = [0, 1, 2, 3].flatMap((swizzle) => [
  { n: 64, swizzle, transposeB: 1, accumulate: true },
  { n: 16, swizzle, transposeA: 1, accumulate: true },
  { n: 16, swizzle, transposeB: 1, fromRegisters: true },
]);

/** Bytes from one group of eight rows to the next, and from one core matrix to the next along the other dimension. */
function stridesOf(swizzle: number, transpose: boolean): { leading: number; stride: number } {
  if (swizzle === 0) return { leading: 128, stride: 256 };
  const stride = { 1: 1024, 2: 512, 3: 256 }[swizzle] ?? 1024;
  return { leading: transpose ? 2048 : 16, stride };
}

function descriptor(swizzle: number, transpose: boolean): string {
  const { leading, stride } = stridesOf(swizzle, transpose);
  const bits = (BigInt(leading >> 4) << 16n) | (BigInt(stride >> 4) << 32n) | (BigInt(swizzle) << 62n);
  return `0x${bits.toString(16)}`;
}

function write(k: KernelWriter, kind: Kind, variant: Variant, initial: string, fragments: string[]): void {
  const {
    n,
    swizzle,
    fromRegisters,
    accumulate,
    scaleA = 1,
    scaleB = 1,
    transposeA = 0,
    transposeB = 0,
    sat,
  } = variant;
  const { types, depth, sums, scales, transposes, compare = 'exact' } = kind;
  const count = sums === 'f16x2' ? n / 4 : n / 2;
  const register = sums === 'f32' ? 'f32' : 'b32';
  const opcode = `wgmma.mma_async.sync.aligned.m64n${n}k${depth}.${types.join('.')}${sat ? '.satfinite' : ''}`;
  const words = [
    `{${Array.from({ length: count }, (_, i) => `d${i}`).join(', ')}}`,
    fromRegisters ? `{${fragments.join(', ')}}` : 'da',
    'db',
    'p',
    ...(scales ? [scaleA, scaleB] : []),
    ...(transposes ? [...(fromRegisters ? [] : [transposeA]), transposeB] : []),
  ];
  const text = `${opcode} ${words.slice(1).join(', ')} (swizzle ${swizzle}, ${accumulate ? 'added' : 'alone'})`;
  const out = k.output(sums, 128 * count, text, { each: count, ...(compare === 'exact' ? {} : { compare }) });
  k.code(`{ .reg .b64 da, db, o; .reg .pred p; .reg .${register} d<${count}>;
shr.u64 da, %shared, 4; or.b64 da, da, ${descriptor(swizzle, transposeA === 1)};
add.u64 db, %shared, ${bytesOfA}; shr.u64 db, db, 4; or.b64 db, db, ${descriptor(swizzle, transposeB === 1)};
setp.${accumulate ? 'eq' : 'ne'}.u32 p, 0, 0;
${Array.from({ length: count }, (_, i) => `mov.b32 d${i}, ${initial};`).join(' ')}
wgmma.fence.sync.aligned;
${opcode} ${words.join(', ')};
wgmma.commit_group.sync.aligned;
wgmma.wait_group.sync.aligned 0;
mad.lo.u64 o, %thread64, ${4 * count}, %out;
${Array.from({ length: count }, (_, i) => `st.global.b32 [o+${out + 4 * i}], d${i};`).join('\n')} }`);
}

export function wgmmaKernels(corpus: Corpus): void {
  for (const kind of kinds) {
    const k = corpus.kernel(`wgmma_${kind.name}`, { family, block: [128], shared: bytesOfA + bytesOfB });
    const elementBytes = { 8: 1, 16: 2, 32: 4 }[256 / kind.depth] ?? 2;
    k.module('.extern .shared .align 1024 .b8 matrices[];');
    k.declare('.reg .b64 %shared;');
    const data = k.array(kind.element, (bytesOfA + bytesOfB) / elementBytes, kind.fill);
    const exact: Fill = { integers: [-30, 30] };
    const initial = k.input(kind.sums, kind.compare ? small : exact);
    const packed: ElementType = elementBytes === 2 ? (`${kind.element}x2` as ElementType) : kind.element;
    const fragments = Array.from({ length: 4 }, (_, i) => {
      if (elementBytes !== 1) return k.input(packed, kind.fill);
      // Four bytes of the matrix itself.
      const register = k.reg('b32');
      k.code(`ld.global.b32 ${register}, [%in4+${data + 512 * i}];`);
      return register;
    });
    const loop = k.label();
    k.code(`mov.u64 %shared, matrices;
{ .reg .b32 i, a; .reg .b64 s, x, y; .reg .pred q;
mov.u32 i, 0;
mov.u32 a, matrices; mad.lo.u32 a, %thread, 16, a;
mad.lo.u64 s, %thread64, 16, %in; add.u64 s, s, ${data};
${loop}:
ld.global.v2.b64 {x, y}, [s];
st.shared.v2.b64 [a], {x, y};
add.u64 s, s, 2048; add.u32 a, a, 2048; add.u32 i, i, 1;
setp.lt.u32 q, i, ${(bytesOfA + bytesOfB) / 2048};
@q bra ${loop}; }
fence.proxy.async.shared::cta;
bar.sync 0;`);
    const all = [...variants, ...(kind.scales ? scaled : []), ...(kind.transposes ? transposed : [])];
    if (kind.sat) all.push({ n: 16, swizzle: 1, accumulate: true, sat: true });
    for (const variant of all) write(k, kind, variant, initial, fragments);
  }
}
