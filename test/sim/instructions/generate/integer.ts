/** Integer arithmetic, bits and logic. */
import type { Fill } from '../inputs.js';
import type { Corpus } from './writer.js';

type Integer = 'u16' | 's16' | 'u32' | 's32' | 'u64' | 's64';
const integers: Integer[] = ['u16', 's16', 'u32', 's32', 'u64', 's64'];
const family = 'integer';
/** Around the widths of the types, and far beyond. */
const shifts: Fill = {
  values: [
    0,
    1,
    2,
    3,
    5,
    7,
    8,
    13,
    15,
    16,
    17,
    24,
    31,
    32,
    33,
    48,
    63,
    64,
    65,
    100,
    255,
    256,
    257,
    65535,
    '0x80000000',
  ].concat(['0xffffffff', '0x10000', '0x100000001']),
};

function arithmetic(corpus: Corpus): void {
  for (const type of integers) {
    const width = Number(type.slice(1));
    const signed = type.startsWith('s');
    const wide = `${type[0]}${2 * width}` as Integer;
    const k = corpus.kernel(`arithmetic_${type}`, { family });
    const [a, b, c] = [k.input(type), k.input(type), k.input(type)];
    k.test(`add.${type} <d:${type}>, ${a}, ${b};`);
    k.test(`sub.${type} <d:${type}>, ${a}, ${b};`);
    if (type === 's32') {
      k.test(`add.sat.s32 <d:s32>, ${a}, ${b};`);
      k.test(`sub.sat.s32 <d:s32>, ${a}, ${b};`);
      k.test(`mad.hi.sat.s32 <d:s32>, ${a}, ${b}, ${c};`);
    }
    k.test(`mul.lo.${type} <d:${type}>, ${a}, ${b};`);
    k.test(`mul.hi.${type} <d:${type}>, ${a}, ${b};`);
    k.test(`mad.lo.${type} <d:${type}>, ${a}, ${b}, ${c};`);
    k.test(`mad.hi.${type} <d:${type}>, ${a}, ${b}, ${c};`);
    if (width < 64) {
      const w = k.input(wide);
      k.test(`mul.wide.${type} <d:${wide}>, ${a}, ${b};`);
      k.test(`mad.wide.${type} <d:${wide}>, ${a}, ${b}, ${w};`);
    }
    const big = type.startsWith('u') ? '0x9c41' : '-31000';
    k.test(`add.${type} <d:${type}>, ${a}, ${big};`);
    k.test(`mul.lo.${type} <d:${type}>, ${a}, 12345;`);
    if (signed) {
      k.test(`abs.${type} <d:${type}>, ${a};`);
      k.test(`neg.${type} <d:${type}>, ${a};`);
    }
    k.test(`min.${type} <d:${type}>, ${a}, ${b};`);
    k.test(`max.${type} <d:${type}>, ${a}, ${b};`);
    if (type === 's32') {
      k.test(`min.relu.s32 <d:s32>, ${a}, ${b};`);
      k.test(`max.relu.s32 <d:s32>, ${a}, ${b};`);
    }
    k.test(`sad.${type} <d:${type}>, ${a}, ${b}, ${c};`);
  }
}

function division(corpus: Corpus): void {
  for (const type of integers) {
    const k = corpus.kernel(`div_rem_${type}`, { family });
    const a = k.input(type);
    const b = k.input(type);
    const small = k.input(type, { integers: [1, 40] });
    // The divisor is made odd, and -1 becomes 1: by zero, and the smallest by -1, are in div_by_zero_*.
    const bits = `b${type.slice(1)}`;
    const d = k.reg(bits);
    const isMinusOne = k.reg('pred');
    k.code(`or.${bits} ${d}, ${b}, 1;
setp.eq.s${type.slice(1)} ${isMinusOne}, ${d}, -1;
selp.${bits} ${d}, 1, ${d}, ${isMinusOne};`);
    k.test(`div.${type} <d:${type}>, ${a}, ${d};`);
    k.test(`rem.${type} <d:${type}>, ${a}, ${d};`);
    k.test(`div.${type} <d:${type}>, ${a}, ${small};`);
    k.test(`rem.${type} <d:${type}>, ${a}, ${small};`);
    for (const constant of ['3', '7', '10', '16', '641', type.startsWith('s') ? '-7' : '32769']) {
      k.test(`div.${type} <d:${type}>, ${a}, ${constant};`);
      k.test(`rem.${type} <d:${type}>, ${a}, ${constant};`);
    }
  }
  for (const type of integers) {
    const k = corpus.kernel(`div_by_zero_${type}`, { family: 'machine-specific' });
    const a = k.input(type);
    const zero = k.input(type, { values: [0] });
    const minus = k.input(type, { values: [-1] });
    const lowest = k.input(type, { values: [`0x8${'0'.repeat(Number(type.slice(1)) / 4 - 1)}`] });
    for (const name of ['div', 'rem']) {
      k.test(`${name}.${type} <d:${type}>, ${a}, ${zero};`);
      if (type.startsWith('s')) k.test(`${name}.${type} <d:${type}>, ${lowest}, ${minus};`);
    }
  }
}

function carries(corpus: Corpus): void {
  for (const width of [32, 64]) {
    for (const sign of ['u', 's']) {
      const type = `${sign}${width}` as Integer;
      const k = corpus.kernel(`carry_${type}`, { family });
      const [a, b, c, d] = [k.input(type), k.input(type), k.input(type), k.input(type)];
      k.test(`add.cc.${type} <d:${type}>, ${a}, ${b};
addc.${type} <e:${type}>, ${c}, ${d};`);
      k.test(`add.cc.${type} <d:${type}>, ${a}, ${b};
addc.cc.${type} <e:${type}>, ${c}, ${d};
addc.${type} <f:${type}>, 0, 0;`);
      k.test(`sub.cc.${type} <d:${type}>, ${a}, ${b};
subc.${type} <e:${type}>, ${c}, ${d};`);
      k.test(`sub.cc.${type} <d:${type}>, ${a}, ${b};
subc.cc.${type} <e:${type}>, ${c}, ${d};
subc.${type} <f:${type}>, 0, 0;`);
      k.test(`add.cc.${type} <d:${type}>, ${a}, ${b};
addc.cc.${type} <e:${type}>, ${a}, ${b};
addc.cc.${type} <f:${type}>, ${c}, ${d};
addc.${type} <g:${type}>, ${a}, ${d};`);
      for (const part of ['lo', 'hi']) {
        k.test(`mad.${part}.cc.${type} <d:${type}>, ${a}, ${b}, ${c};
madc.lo.${type} <e:${type}>, ${c}, ${d}, ${a};`);
        k.test(`mad.${part}.cc.${type} <d:${type}>, ${a}, ${b}, ${c};
madc.${part}.cc.${type} <e:${type}>, ${b}, ${d}, ${c};
madc.hi.${type} <f:${type}>, ${a}, ${d}, ${b};`);
      }
    }
  }
}

function narrow(corpus: Corpus): void {
  for (const type of ['u32', 's32'] as const) {
    const k = corpus.kernel(`mul24_mad24_${type}`, { family });
    const [a, b, c] = [k.input(type), k.input(type), k.input(type)];
    for (const part of ['lo', 'hi']) {
      k.test(`mul24.${part}.${type} <d:${type}>, ${a}, ${b};`);
      k.test(`mad24.${part}.${type} <d:${type}>, ${a}, ${b}, ${c};`);
    }
    if (type === 's32') k.test(`mad24.hi.sat.s32 <d:s32>, ${a}, ${b}, ${c};`);
  }
  for (const type of ['u16x2', 's16x2'] as const) {
    const k = corpus.kernel(`packed_${type}`, { family });
    const [a, b] = [k.input(type), k.input(type)];
    for (const name of ['add', 'min', 'max']) k.test(`${name}.${type} <d:${type}>, ${a}, ${b};`);
    if (type === 's16x2') {
      k.test(`min.relu.s16x2 <d:s16x2>, ${a}, ${b};`);
      k.test(`max.relu.s16x2 <d:s16x2>, ${a}, ${b};`);
    }
  }
  const k = corpus.kernel('dp4a_dp2a', { family });
  const [a, b, c] = [k.input('b32', 'bits'), k.input('b32', 'bits'), k.input('s32')];
  for (const x of ['u32', 's32']) {
    for (const y of ['u32', 's32']) {
      k.test(`dp4a.${x}.${y} <d:s32>, ${a}, ${b}, ${c};`);
      for (const part of ['lo', 'hi']) k.test(`dp2a.${part}.${x}.${y} <d:s32>, ${a}, ${b}, ${c};`);
    }
  }
}

function bits(corpus: Corpus): void {
  for (const width of [32, 64]) {
    const b = `b${width}` as 'b32' | 'b64';
    const k = corpus.kernel(`bits_${b}`, { family });
    const a = k.input(b);
    const second = k.input(b);
    const position = k.input('b32', shifts);
    const length = k.input('b32', {
      values: [0, 1, 2, 4, 8, 9, 16, 20, 31, 32, 33, 40, 63, 64, 65, 255, 256, 258, -1],
    });
    k.test(`popc.${b} <d:u32>, ${a};`);
    k.test(`clz.${b} <d:u32>, ${a};`);
    k.test(`brev.${b} <d:${b}>, ${a};`);
    for (const type of [`u${width}`, `s${width}`]) {
      k.test(`bfind.${type} <d:u32>, ${a};`);
      k.test(`bfind.shiftamt.${type} <d:u32>, ${a};`);
      k.test(`bfe.${type} <d:${type}>, ${a}, ${position}, ${length};`);
      k.test(`bfe.${type} <d:${type}>, ${a}, 5, 11;`);
      k.test(`bfe.${type} <d:${type}>, ${a}, 24, 16;`);
    }
    k.test(`bfi.${b} <d:${b}>, ${a}, ${second}, ${position}, ${length};`);
    k.test(`bfi.${b} <d:${b}>, ${a}, ${second}, 7, 13;`);
    if (width === 64) continue;
    const start = k.input('u32', { integers: [0, 31] });
    const offset = k.input('s32', { integers: [-33, 33] });
    k.test(`fns.b32 <d:b32>, ${a}, ${start}, ${offset};`);
    k.test(`fns.b32 <d:b32>, ${a}, ${start}, 0;`);
    for (const mode of ['clamp', 'wrap']) {
      k.test(`bmsk.${mode}.b32 <d:b32>, ${position}, ${length};`);
      k.test(`szext.${mode}.u32 <d:u32>, ${a}, ${position};`);
      k.test(`szext.${mode}.s32 <d:s32>, ${a}, ${position};`);
    }
  }
}

function logic(corpus: Corpus): void {
  const k = corpus.kernel('logic', { family });
  for (const type of ['b16', 'b32', 'b64'] as const) {
    const [a, b] = [k.input(type), k.input(type)];
    for (const name of ['and', 'or', 'xor']) {
      k.test(`${name}.${type} <d:${type}>, ${a}, ${b};`);
      k.test(`${name}.${type} <d:${type}>, ${a}, 0x7A5C;`);
    }
    k.test(`not.${type} <d:${type}>, ${a};`);
    k.test(`cnot.${type} <d:${type}>, ${a};`);
  }
  const [p, q] = [k.input('pred', { integers: [0, 1] }), k.input('pred', { integers: [0, 1] })];
  for (const name of ['and', 'or', 'xor']) k.test(`${name}.pred <d:pred>, ${p}, ${q};`);
  k.test(`not.pred <d:pred>, ${p};`);
  k.test(`mov.pred <d:pred>, ${p};`);
  k.test(`{ .reg .pred t;\n  xor.pred t, ${p}, 1;\n  and.pred <d:pred>, t, ${q}; }`);

  const l = corpus.kernel('lop3_b32', { family });
  const [a, b, c] = [l.input('b32'), l.input('b32'), l.input('b32')];
  const tables = [
    0, 1, 0x0f, 0x3c, 0x40, 0x69, 0x6a, 0x78, 0x80, 0x96, 0xa9, 0xb8, 0xc0, 0xca, 0xd8, 0xe8, 0xea, 0xf8, 0xfe,
  ];
  for (const table of [...tables, 0x17, 0x2d, 0x53, 0x7f, 0xaa, 0xcc, 0xf0, 0xff]) {
    l.test(`lop3.b32 <d:b32>, ${a}, ${b}, ${c}, 0x${table.toString(16).padStart(2, '0')};`);
  }
  const r = l.input('pred', { integers: [0, 1] });
  for (const name of ['or', 'and']) l.test(`lop3.${name}.b32 <d:b32>|<p:pred>, ${a}, ${b}, ${c}, 0x96, ${r};`);
  l.test(`lop3.or.b32 _|<p:pred>, ${a}, ${b}, ${c}, 0x80, ${r};`);
  l.test(`lop3.b32 <d:b32>, ${a}, 0x12345678, ${c}, 0xe4;`);
}

function shiftsAndPermutations(corpus: Corpus): void {
  const k = corpus.kernel('shift', { family });
  const n = k.input('b32', shifts);
  for (const width of [16, 32, 64]) {
    const a = k.input(`b${width}` as 'b32');
    k.test(`shl.b${width} <d:b${width}>, ${a}, ${n};`);
    for (const kind of ['b', 'u', 's']) k.test(`shr.${kind}${width} <d:${kind}${width}>, ${a}, ${n};`);
    for (const constant of [0, 1, 7, width - 1, width, width + 3]) {
      k.test(`shl.b${width} <d:b${width}>, ${a}, ${constant};`);
      k.test(`shr.u${width} <d:u${width}>, ${a}, ${constant};`);
      k.test(`shr.s${width} <d:s${width}>, ${a}, ${constant};`);
    }
  }
  const f = corpus.kernel('shf', { family });
  const [a, b, m] = [f.input('b32'), f.input('b32'), f.input('b32', shifts)];
  for (const direction of ['l', 'r']) {
    for (const mode of ['clamp', 'wrap']) {
      f.test(`shf.${direction}.${mode}.b32 <d:b32>, ${a}, ${b}, ${m};`);
      for (const constant of [0, 1, 31, 32, 40]) {
        f.test(`shf.${direction}.${mode}.b32 <d:b32>, ${a}, ${b}, ${constant};`);
      }
    }
  }
  const p = corpus.kernel('prmt', { family });
  const [x, y, s] = [p.input('b32', 'bits'), p.input('b32', 'bits'), p.input('b32', 'bits')];
  p.test(`prmt.b32 <d:b32>, ${x}, ${y}, ${s};`);
  for (const mode of ['f4e', 'b4e', 'rc8', 'ecl', 'ecr', 'rc16']) {
    p.test(`prmt.b32.${mode} <d:b32>, ${x}, ${y}, ${s};`);
  }
  for (const selector of ['0x3210', '0x7654', '0x0123', '0x5140', '0xba98', '0x8f6c', '0x4441', '0x1054']) {
    p.test(`prmt.b32 <d:b32>, ${x}, ${y}, ${selector};`);
  }
}

/** The video instructions that compilers still emit for byte and half-word arithmetic. */
function video(corpus: Corpus): void {
  const k = corpus.kernel('video', { family: 'video' });
  const [a, b, c] = [k.input('b32', 'bits'), k.input('b32', 'bits'), k.input('b32')];
  for (const name of [
    'vadd4',
    'vsub4',
    'vavrg4',
    'vabsdiff4',
    'vmin4',
    'vmax4',
    'vadd2',
    'vsub2',
    'vabsdiff2',
    'vmin2',
  ]) {
    for (const type of ['u32', 's32']) {
      k.test(`${name}.${type}.${type}.${type} <d:b32>, ${a}, ${b}, ${c};`);
      k.test(`${name}.${type}.${type}.${type}.add <d:b32>, ${a}, ${b}, ${c};`);
      k.test(`${name}.${type}.${type}.${type}.sat <d:b32>, ${a}, ${b}, ${c};`);
    }
  }
  for (const comparison of ['eq', 'ne', 'lt', 'ge']) {
    k.test(`vset4.u32.u32.${comparison} <d:b32>, ${a}, ${b}, ${c};`);
    k.test(`vset2.s32.s32.${comparison} <d:b32>, ${a}, ${b}, ${c};`);
  }
}

export function integerKernels(corpus: Corpus): void {
  arithmetic(corpus);
  division(corpus);
  carries(corpus);
  narrow(corpus);
  bits(corpus);
  logic(corpus);
  shiftsAndPermutations(corpus);
  video(corpus);
}
