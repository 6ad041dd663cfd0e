/** atom and red: one thread per address, and contended where the order doesn't matter. */
import type { ElementType } from '../elements.js';
import type { Fill } from '../inputs.js';
import type { Corpus, KernelWriter } from './writer.js';

const family = 'atomic';

interface Operation {
  name: string;
  type: ElementType;
  /** 1, or 2 for cas. */
  operands?: number;
  /** Written between the operation and the type, such as ".noftz". */
  more?: string;
  atomOnly?: boolean;
  spaces?: string[];
}

const operations: Operation[] = [
  ...(['u32', 's32', 'u64', 'f32', 'f64'] as const).map((type) => ({ name: 'add', type })),
  ...(['f16', 'f16x2', 'bf16', 'bf16x2'] as const).map((type) => ({ name: 'add', type, more: '.noftz' })),
  ...(['u32', 's32', 'u64', 's64'] as const).flatMap((type) => [
    { name: 'min', type },
    { name: 'max', type },
  ]),
  ...(['b32', 'b64'] as const).flatMap((type) => ['and', 'or', 'xor'].map((name) => ({ name, type }))),
  { name: 'inc', type: 'u32' },
  { name: 'dec', type: 'u32' },
  ...(['b32', 'b64', 'b128'] as const).map((type) => ({ name: 'exch', type, atomOnly: true })),
  ...(['b16', 'b32', 'b64', 'b128'] as const).map((type) => ({ name: 'cas', type, operands: 2, atomOnly: true })),
];

/** Few different values, so that cas meets equal ones and inc wraps. */
function fillOf({ name, type }: Operation): Fill {
  if (name === 'cas') return { integers: [0, 2] };
  if (name === 'inc' || name === 'dec') return { values: [0, 1, 2, 3, 4, 5, 7, -1, -2, '0x80000000'] };
  return type.includes('f') ? 'finite' : 'mixed';
}

function load128(k: KernelWriter, offset: number): string {
  const register = k.reg('b128');
  k.code(`{ .reg .b64 x; .reg .b64 y; ld.global.v2.b64 {x, y}, [%in16+${offset}]; mov.b128 ${register}, {x, y}; }`);
  return register;
}

function alone(corpus: Corpus): void {
  for (const space of ['global', 'shared', 'generic']) {
    const k = corpus.kernel(`atom_${space}`, { family, block: [64] });
    const p = k.reg('b64');
    if (space === 'shared') {
      k.declare('.shared .align 16 .b8 room[1024];');
      k.code(`mov.u64 ${p}, room;\nmad.lo.u64 ${p}, %thread64, 16, ${p};`);
    } else {
      const room = k.output('b128', 64, 'scratch of the atomics');
      k.code(`add.u64 ${p}, %out16, ${room};`);
      if (space === 'generic') k.code(`cvta.global.u64 ${p}, ${p};`);
    }
    const infix = space === 'generic' ? '' : `.${space}`;
    for (const operation of operations) {
      const { name, type, operands = 1, more = '', atomOnly } = operation;
      const wide = type === 'b128';
      const inputs = Array.from({ length: operands + 1 }, () =>
        wide ? load128(k, k.array('b128', 64, fillOf(operation))) : k.input(type, fillOf(operation)),
      );
      const [old, ...rest] = inputs;
      const stored = wide ? 'b128' : type.includes('x2') ? 'b32' : type.includes('f16') ? 'b16' : type;
      const before = `st${infix}.${stored} [${p}], ${old};\n`;
      const after = `\nld${infix}.${stored} <e:${type}>, [${p}];`;
      k.test(`${before}atom${infix}.${name}${more}.${type} <d:${type}>, [${p}], ${rest.join(', ')};${after}`);
      if (!atomOnly) k.test(`${before}red${infix}.${name}${more}.${type} [${p}], ${rest.join(', ')};${after}`);
      if (name === 'add' && type === 'u32') {
        for (const words of ['relaxed.cta', 'relaxed.gpu', 'acquire.gpu', 'release.sys', 'acq_rel.cluster']) {
          k.test(`${before}atom.${words}${infix}.add.u32 <d:u32>, [${p}], ${rest.join(', ')};${after}`);
          if (/relaxed|release/.test(words)) {
            k.test(`${before}red.${words}${infix}.add.u32 [${p}], ${rest.join(', ')};${after}`);
          }
        }
        k.test(`${before}atom${infix}.add.u32 <d:u32>, [${p}], 7;${after}`);
        k.test(`${before}atom${infix}.add.u32 _, [${p}], 7;${after}`);
      }
    }
  }
  // f32 adds flush subnormals in global memory and do not in shared memory: which is the hardware's word.
  for (const space of ['global', 'shared']) {
    const k = corpus.kernel(`atom_float_special_${space}`, { family, block: [192] });
    const p = k.reg('b64');
    if (space === 'shared') {
      k.declare('.shared .align 16 .b8 room[3072];');
      k.code(`mov.u64 ${p}, room;\nmad.lo.u64 ${p}, %thread64, 16, ${p};`);
    } else {
      const room = k.output('b128', 192, 'scratch of the atomics');
      k.code(`add.u64 ${p}, %out16, ${room};`);
    }
    for (const type of ['f32', 'f64', 'f16', 'f16x2', 'bf16', 'bf16x2'] as const) {
      const [a, b] = [k.input(type), k.input(type)];
      const stored = type.includes('x2') ? 'b32' : type.includes('f16') ? 'b16' : type;
      const more = type.includes('16') ? '.noftz' : '';
      const before = `st.${space}.${stored} [${p}], ${a};\n`;
      const after = `\nld.${space}.${stored} <e:${type}>, [${p}];`;
      k.test(`${before}atom.${space}.add${more}.${type} <d:${type}>, [${p}], ${b};${after}`);
      k.test(`${before}red.${space}.add${more}.${type} [${p}], ${b};${after}`);
    }
  }
}

function vectors(corpus: Corpus): void {
  const k = corpus.kernel('atom_vector', { family, block: [64] });
  const room = k.output('b128', 64, 'scratch of the atomics');
  const p = k.reg('b64');
  k.code(`add.u64 ${p}, %out16, ${room};`);
  const f = Array.from({ length: 4 }, () => k.input('f32', 'finite'));
  const pairs = (type: ElementType): string[] => Array.from({ length: 4 }, () => k.input(type, 'finite'));
  const [a, b, c, d] = f;
  const clear = `st.global.v2.b64 [${p}], {0, 0};\nst.global.v4.f32 [${p}], {${d}, ${c}, ${b}, ${a}};\n`;
  const back = `\nld.global.v4.b32 {<w:b32>, <x:b32>, <y:b32>, <z:b32>}, [${p}];`;
  k.test(`${clear}atom.global.v2.f32.add {<d:f32>, <e:f32>}, [${p}], {${a}, ${b}};${back}`);
  k.test(
    `${clear}atom.global.v4.f32.add {<d:f32>, <e:f32>, <f:f32>, <g:f32>}, [${p}], {${a}, ${b}, ${c}, ${d}};${back}`,
  );
  k.test(`${clear}red.global.v2.f32.add [${p}+8], {${a}, ${b}};${back}`);
  k.test(`${clear}red.relaxed.gpu.global.v4.f32.add [${p}], {${a}, ${b}, ${c}, ${d}};${back}`);
  for (const type of ['f16x2', 'bf16x2'] as const) {
    const [i, j, l, m] = pairs(type);
    const set = `st.global.v4.b32 [${p}], {${m}, ${l}, ${j}, ${i}};\n`;
    for (const name of ['add', 'min', 'max']) {
      k.test(`${set}red.global.v2.${type}.${name}.noftz [${p}], {${i}, ${j}};${back}`);
      k.test(`${set}red.global.v4.${type}.${name}.noftz [${p}], {${i}, ${j}, ${l}, ${m}};${back}`);
    }
  }
  for (const type of ['f16', 'bf16'] as const) {
    const [i, j, l, m] = pairs(type);
    const set = `st.global.v2.b64 [${p}], {0, 0};\nst.global.v4.b16 [${p}], {${m}, ${l}, ${j}, ${i}};\n`;
    k.test(`${set}red.global.v2.${type}.add.noftz [${p}], {${i}, ${j}};${back}`);
    k.test(`${set}red.global.v4.${type}.add.noftz [${p}], {${i}, ${j}, ${l}, ${m}};${back}`);
    k.test(`${set}red.global.v8.${type}.max.noftz [${p}], {${i}, ${j}, ${l}, ${m}, ${m}, ${l}, ${j}, ${i}};${back}`);
  }
}

function contended(corpus: Corpus): void {
  const k = corpus.kernel('atom_contended', { family, block: [128] });
  const first = k.reg('pred');
  const n = k.reg('b64');
  k.code(`setp.eq.u32 ${first}, %thread, 0;`);
  const cases: [string, ElementType, string, Fill][] = [
    ['add', 'u32', '5', 'mixed'],
    ['add', 'u64', '5', 'mixed'],
    ['min', 's32', '77', 'mixed'],
    ['max', 's32', '-77', 'mixed'],
    ['min', 'u64', '77', 'mixed'],
    ['max', 's64', '-77', 'mixed'],
    ['and', 'b32', '-1', 'mixed'],
    ['or', 'b32', '0', { values: [1, 2, 256, 4096, '0x80000000'] }],
    ['xor', 'b64', '0', 'mixed'],
    ['inc', 'u32', '3', { values: [50] }],
    ['dec', 'u32', '3', { values: [50] }],
    // Small integers: every sum is exact.
    ['add', 'f32', '0f3F800000', { integers: [-50, 50] }],
    ['add', 'f64', '0d3FF0000000000000', { integers: [-50, 50] }],
  ];
  for (const space of ['shared', 'global']) {
    for (const [name, type, initial, fill] of cases) {
      const a = k.input(type, fill);
      const slot = k.output(type, 1, `${name}.${type} of all threads' values, in ${space} memory`);
      const r = type === 'f32' || type === 'f64' ? type : `b${type.slice(1)}`;
      const address = space === 'shared' ? 'cell' : `%out+${slot}`;
      k.code(`{ .reg .${r} x; .shared .align 8 .b64 cell;
mov.${r} x, ${initial};
@${first} st.${space}.${r} [${address}], x;
bar.sync 0;
red.${space}.${name}.${type} [${address}], ${a};
bar.sync 0;
ld.${space}.${r} x, [${address}];
@${first} st.global.${r} [%out+${slot}], x; }`);
    }
  }
  // A counter hands every thread a number of its own; the set of numbers is what is certain.
  const seen = k.output('b32', 128, 'how often each number was handed out');
  k.declare('.shared .align 4 .b32 counter;');
  k.code(`@${first} st.shared.u32 [counter], 0;
st.global.u32 [%out4+${seen}], 0;
bar.sync 0;
{ .reg .b32 x; atom.shared.add.u32 x, [counter], 1; mad.wide.u32 ${n}, x, 4, %out; }
red.global.add.u32 [${n}+${seen}], 1;`);
  // A lock by cas: every thread adds to a sum that no atomic protects.
  const w = k.output('b32', 1, 'a sum under a lock');
  const loop = k.label();
  const got = k.reg('pred');
  const [x, todo] = [k.reg('b32'), k.reg('b32')];
  k.declare('.shared .align 4 .b32 lock;\n  .shared .align 4 .b32 sum;');
  const after = k.label();
  k.code(`@${first} st.shared.u32 [lock], 0;
@${first} st.shared.u32 [sum], 0;
bar.sync 0;
mov.u32 ${todo}, 1;
${loop}:
atom.shared.cas.b32 ${x}, [lock], 0, 1;
setp.ne.u32 ${got}, ${x}, 0;
@${got} bra ${after};
membar.cta;
ld.volatile.shared.u32 ${x}, [sum];
add.u32 ${x}, ${x}, %thread;
st.volatile.shared.u32 [sum], ${x};
membar.cta;
atom.shared.exch.b32 ${x}, [lock], 0;
mov.u32 ${todo}, 0;
${after}:
setp.ne.u32 ${got}, ${todo}, 0;
@${got} bra ${loop};
bar.sync 0;
ld.shared.u32 ${x}, [sum];
@${first} st.global.u32 [%out+${w}], ${x};`);

  const g = corpus.kernel('atom_grid', { family, block: [64], grid: [8] });
  // The last block to arrive sums what all have written.
  g.module('.global .align 4 .u32 arrived;\n.global .align 4 .u32 parts[8];');
  g.declare('.shared .align 4 .b32 sum;\n  .shared .align 4 .b32 last;');
  const v = g.input('u32', 'bits');
  const total = g.output('u32', 1, 'the sum over the grid, by the last block');
  const [leader, done] = [g.reg('pred'), g.label()];
  const t = g.reg('b32');
  g.code(`mov.u32 ${t}, %tid.x;
setp.eq.u32 ${leader}, ${t}, 0;
@${leader} st.shared.u32 [sum], 0;
bar.sync 0;
red.shared.add.u32 [sum], ${v};
bar.sync 0;
@!${leader} bra ${done};
{ .reg .b32 s, b, c; .reg .b64 p; .reg .pred q;
mov.u32 b, %ctaid.x; mov.u64 p, parts; mad.wide.u32 p, b, 4, p; ld.shared.u32 s, [sum]; st.global.u32 [p], s;
membar.gl;
atom.global.inc.u32 c, [arrived], 7;
setp.ne.u32 q, c, 7;
@q bra ${done};
membar.gl;
mov.u32 s, 0;`);
  for (let i = 0; i < 8; i++) g.code(`ld.volatile.global.u32 c, [parts+${4 * i}];\nadd.u32 s, s, c;`);
  g.code(`st.global.u32 [%out+${total}], s; }
${done}:`);
}

export function atomicKernels(corpus: Corpus): void {
  alone(corpus);
  vectors(corpus);
  contended(corpus);
}
