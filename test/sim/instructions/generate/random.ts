/** Random programs: straight lines of all kinds of instructions, and structured control flow. */
import type { ElementType } from '../elements.js';
import { RandomBits } from '../inputs.js';
import type { Corpus, KernelWriter } from './writer.js';

const family = 'random';
const straightCount = 28;
const structuredCount = 28;

/**
 * Instructions as their opcode, result and operands: h b16, w b32, d b64, f f32, g f64, x f16x2, y bf16x2, p pred,
 * i an immediate of 16 bits, n a shift count from 0 to 40, c a byte, u an index from 0 to 31. Every float instruction
 * has its rounding, since those without may be fused.
 */
const instructions = [
  ...['add.u32', 'sub.s32', 'mul.lo.u32', 'mul.hi.u32', 'mul.hi.s32', 'min.u32', 'max.s32', 'min.s32'].map((op) => `${op} w w w`),
  ...['and.b32', 'or.b32', 'xor.b32', 'add.sat.s32', 'sub.sat.s32', 'min.relu.s32', 'mul24.lo.s32'].map((op) => `${op} w w w`),
  ...['mad.lo.u32', 'mad.hi.s32', 'sad.s32', 'sad.u32', 'mad24.lo.u32', 'dp4a.s32.u32', 'dp4a.u32.u32'].map((op) => `${op} w w w w`),
  ...['dp2a.lo.s32.s32', 'dp2a.hi.u32.s32', 'prmt.b32', 'prmt.b32.f4e', 'prmt.b32.rc8', 'shf.l.wrap.b32'].map((op) => `${op} w w w w`),
  ...['shf.r.clamp.b32', 'shf.l.clamp.b32', 'bfe.u32', 'bfe.s32', 'slct.b32.s32'].map((op) => `${op} w w w w`),
  'bfi.b32 w w w w w',
  'bfe.s32 w w u u',
  'lop3.b32 w w w w c',
  'lop3.b32 w w w i c',
  ...['popc.b32', 'clz.b32', 'brev.b32', 'bfind.s32', 'bfind.u32', 'not.b32', 'cnot.b32', 'abs.s32', 'neg.s32'].map((op) => `${op} w w`),
  ...['shl.b32', 'shr.u32', 'shr.s32'].flatMap((op) => [`${op} w w n`, `${op} w w w`]),
  ...['add.u16', 'sub.u16', 'mul.lo.u16', 'mul.hi.s16', 'min.s16', 'max.u16', 'xor.b16', 'and.b16'].map((op) => `${op} h h h`),
  ...['shl.b16', 'shr.s16', 'shr.u16'].map((op) => `${op} h h n`),
  'mad.lo.s16 h h h h',
  ...['mul.wide.u16', 'mul.wide.s16'].map((op) => `${op} w h h`),
  'mad.wide.s16 w h h w',
  ...['add.u64', 'sub.s64', 'mul.lo.u64', 'mul.hi.u64', 'mul.hi.s64', 'min.s64', 'max.u64', 'xor.b64'].map((op) => `${op} d d d`),
  ...['and.b64', 'or.b64'].map((op) => `${op} d d d`),
  'mad.lo.s64 d d d d',
  ...['mul.wide.u32', 'mul.wide.s32'].map((op) => `${op} d w w`),
  ...['mad.wide.u32', 'mad.wide.s32'].map((op) => `${op} d w w d`),
  ...['shl.b64', 'shr.u64', 'shr.s64'].map((op) => `${op} d d w`),
  ...['popc.b64', 'clz.b64', 'bfind.u64'].map((op) => `${op} w d`),
  ...['brev.b64', 'not.b64', 'neg.s64', 'abs.s64'].map((op) => `${op} d d`),
  ...['add.u16x2', 'min.s16x2', 'max.u16x2'].map((op) => `${op} w w w`),
  ...['add.rn.f32', 'sub.rz.f32', 'mul.rn.f32', 'mul.rp.f32', 'add.rm.ftz.f32', 'mul.rn.sat.f32', 'div.rn.f32'].map((op) => `${op} f f f`),
  ...['min.f32', 'max.f32', 'min.NaN.f32', 'max.xorsign.abs.f32', 'copysign.f32', 'div.rz.ftz.f32'].map((op) => `${op} f f f`),
  ...['fma.rn.f32', 'fma.rz.f32', 'fma.rm.f32', 'fma.rn.ftz.f32'].map((op) => `${op} f f f f`),
  ...['sqrt.rn.f32', 'sqrt.rz.f32', 'rcp.rn.f32', 'rcp.rp.ftz.f32', 'abs.f32', 'neg.f32', 'cvt.rni.f32.f32'].map((op) => `${op} f f`),
  ...['add.rn.f64', 'sub.rp.f64', 'mul.rn.f64', 'div.rn.f64', 'min.f64', 'max.f64', 'copysign.f64'].map((op) => `${op} g g g`),
  ...['fma.rn.f64', 'fma.rz.f64'].map((op) => `${op} g g g g`),
  ...['sqrt.rn.f64', 'rcp.rn.f64', 'abs.f64', 'neg.f64', 'cvt.rmi.f64.f64'].map((op) => `${op} g g`),
  ...['add.rn.f16x2', 'sub.rn.f16x2', 'mul.rn.f16x2', 'mul.rn.sat.f16x2', 'min.f16x2', 'max.NaN.f16x2'].map((op) => `${op} x x x`),
  ...['fma.rn.f16x2', 'fma.rn.relu.f16x2'].map((op) => `${op} x x x x`),
  ...['add.rn.bf16x2', 'mul.rn.bf16x2', 'min.bf16x2', 'max.NaN.bf16x2'].map((op) => `${op} y y y`),
  ...['fma.rn.bf16x2', 'fma.rn.relu.bf16x2'].map((op) => `${op} y y y y`),
  'cvt.rn.f16x2.f32 x f f',
  'cvt.rn.relu.bf16x2.f32 y f f',
  ...['u32.u16', 's32.s16', 'u32.u8', 's32.s8'].map((op) => `cvt.${op} w h`),
  ...['u16.u32', 's16.s32', 'sat.s16.s32', 'sat.u16.u32'].map((op) => `cvt.${op} h w`),
  ...['u64.u32', 's64.s32'].map((op) => `cvt.${op} d w`),
  ...['u32.u64', 'sat.s32.s64'].map((op) => `cvt.${op} w d`),
  ...['rn.f32.s32', 'rz.f32.u32'].map((op) => `cvt.${op} f w`),
  ...['rn.f64.s32', 'rn.f64.u32'].map((op) => `cvt.${op} g w`),
  ...['rn.f32.u64', 'rp.f32.s64'].map((op) => `cvt.${op} f d`),
  ...['rn.f64.s64', 'rm.f64.u64'].map((op) => `cvt.${op} g d`),
  ...['rzi.s32.f32', 'rni.u32.f32', 'rpi.ftz.s32.f32'].map((op) => `cvt.${op} w f`),
  ...['rzi.s64.f64', 'rmi.u64.f64'].map((op) => `cvt.${op} d g`),
  'cvt.f64.f32 g f',
  'cvt.rn.f32.f64 f g',
  'cvt.rn.f16.f32 h f',
  'cvt.f32.f16 f h',
  'mov.b32 w f',
  'mov.b32 f w',
  'mov.b64 g d',
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge'].flatMap((c) => [`setp.${c}.s32 p w w`, `setp.${c}.f32 p f f`, `setp.${c}.s64 p d d`]),
  ...['lo', 'hs'].map((c) => `setp.${c}.u32 p w w`),
  ...['ltu', 'num', 'geu'].map((c) => `setp.${c}.f64 p g g`),
  'setp.lt.and.s32 p w w p',
  'setp.ne.xor.u16 p h h p',
  ...['and.pred p p p', 'or.pred p p p', 'xor.pred p p p', 'not.pred p p'],
  ...['selp.b32 w w w p', 'selp.b64 d d d p', 'selp.f32 f f f p', 'selp.f64 g g g p', 'selp.b16 h h h p'],
  'set.gt.u32.f32 w f f',
  'set.le.f32.s32 f w w',
  'slct.f32.s32 f f f w',
]; // prettier-ignore

const elementOf: Record<string, ElementType> = {
  ...{ h: 'b16', w: 'b32', d: 'b64', f: 'f32', g: 'f64', x: 'f16x2', y: 'bf16x2', p: 'pred' },
};
const registerOf: Record<string, string> = {
  ...{ h: 'b16', w: 'b32', d: 'b64', f: 'f32', g: 'f64', x: 'b32', y: 'b32', p: 'pred' },
};

type Pools = Record<string, string[]>;

function operand(kind: string, pools: Pools, random: RandomBits): string {
  if (kind === 'i') return String(random.below(65536) - 32768);
  if (kind === 'n') return String(random.below(41));
  if (kind === 'c') return String(random.below(256));
  if (kind === 'u') return String(random.below(32));
  const pool = pools[kind];
  if (!pool) throw new Error(`Expected a kind of operand but found ${kind}.`);
  // Late results more often than early ones.
  const from = random.chance(0.6) ? pool.slice(-6) : pool;
  return random.pick(from);
}

/** The text after the result, such as ", %a, %b". */
function operands(kinds: string[], pools: Pools, random: RandomBits): string {
  return kinds.map((kind) => operand(kind, pools, random)).join(', ');
}

function startingPools(k: KernelWriter): Pools {
  return {
    h: [k.input('b16'), k.input('b16', 'bits')],
    w: [k.input('s32'), k.input('b32', 'bits'), k.input('b32', { integers: [-9, 9] }), '%thread'],
    d: [k.input('b64'), k.input('b64', 'bits')],
    f: [k.input('f32'), k.input('f32', 'finite'), k.input('f32', 'finite')],
    g: [k.input('f64'), k.input('f64', 'finite')],
    x: [k.input('f16x2', 'finite'), k.input('f16x2')],
    y: [k.input('bf16x2', 'finite'), k.input('bf16x2')],
    p: [k.input('pred', { integers: [0, 1] }), k.input('pred', { integers: [0, 1] })],
  };
}

function straight(corpus: Corpus, number: number): void {
  const k = corpus.kernel(`random_line_${String(number).padStart(2, '0')}`, { family, block: [32] });
  const random = new RandomBits(1000 + number);
  const pools = startingPools(k);
  const count = 50 + random.below(101);
  for (let i = 0; i < count; i++) {
    const [opcode = '', kind = '', ...kinds] = random.pick(instructions).split(' ');
    const [result] = k.test(`${opcode} <d:${elementOf[kind]}>, ${operands(kinds, pools, random)};`);
    if (result) pools[kind]?.push(result);
  }
}

class Structured {
  private readonly pools: Pools = {};
  private readonly random: RandomBits;

  constructor(
    private readonly k: KernelWriter,
    number: number,
  ) {
    this.random = new RandomBits(5000 + number);
    // Registers that are written again and again; the inputs are their first values.
    for (const [kind, names] of Object.entries(startingPools(k))) {
      this.pools[kind] = names.slice(0, 4).map((name) => {
        const register = k.reg(registerOf[kind] ?? 'b32');
        k.code(`mov.${kind === 'p' ? 'pred' : registerOf[kind]} ${register}, ${name};`);
        return register;
      });
    }
  }

  write(): void {
    const { k, random } = this;
    k.declare('.shared .align 4 .b32 cells[64];');
    k.declare('.local .align 4 .b32 spill[8];');
    const address = k.reg('b64');
    k.code(`mov.u64 ${address}, spill;`);
    for (let i = 0; i < 8; i++) k.code(`st.local.u32 [spill+${4 * i}], %thread;`);
    const parts = 3 + random.below(4);
    for (let i = 0; i < parts; i++) {
      this.block(3 + random.below(5), 1, false);
      this.together();
    }
    for (const [kind, registers] of Object.entries(this.pools)) {
      for (const register of registers) {
        k.test(`mov.${kind === 'p' ? 'pred' : registerOf[kind]} <d:${elementOf[kind]}>, ${register};`);
      }
    }
    for (let i = 0; i < 8; i++) k.test(`ld.local.u32 <d:u32>, [spill+${4 * i}];`);
  }

  private register(kind: string): string {
    return this.random.pick(this.pools[kind] ?? []);
  }

  /** A random instruction over registers that are written again. */
  private instruction(guard = ''): void {
    const [opcode = '', kind = '', ...kinds] = this.random.pick(instructions).split(' ');
    // The ptxas of driver 580 (CUDA 13.0) converts what a guarded `@p set.le.f32.s32 d, ...` leaves in d from an
    // integer to a float in all threads, also where the guard is false: a d of 1.0, 0x3f800000, becomes 1065353216.0.
    const guarded = opcode.startsWith('set.le.f32') ? '' : guard;
    this.k.code(`${guarded}${opcode} ${this.register(kind)}, ${operands(kinds, this.pools, this.random)};`);
  }

  private condition(): string {
    const p = this.k.reg('pred');
    const comparison = this.random.pick(['lt', 'gt', 'ne', 'ge']);
    const [text, mask] = this.random.pick([
      [`setp.${comparison}.s32 ${p}, ${this.register('w')}, ${this.register('w')};`, ''],
      [`setp.${comparison}.f32 ${p}, ${this.register('f')}, ${this.register('f')};`, ''],
      [`setp.${comparison}.u32 ${p}, %i32, 3;`, `and.b32 %i32, ${this.register('w')}, 7;\n`],
      [`setp.ne.u32 ${p}, %i32, 0;`, `and.b32 %i32, %thread, ${1 << this.random.below(5)};\n`],
    ] as const);
    this.k.code(`${mask}${text}`);
    return p;
  }

  private memory(): void {
    const { k, random } = this;
    const w = this.register('w');
    const to = this.register('w');
    k.code(`{ .reg .b32 i; .reg .b64 q; and.b32 i, ${w}, 7; mov.u64 q, spill; mad.wide.u32 q, i, 4, q;
${random.chance(0.5) ? `st.local.u32 [q], ${this.register('w')};` : `ld.local.u32 ${to}, [q];`} }`);
  }

  private block(statements: number, depth: number, inLoop: boolean, leave = ''): void {
    const { k, random } = this;
    for (let i = 0; i < statements; i++) {
      const kind = random.below(12);
      if (kind < 5 || depth > 4) this.instruction();
      else if (kind === 5) this.instruction(`@${random.chance(0.5) ? '!' : ''}${this.register('p')} `);
      else if (kind === 6) this.memory();
      else if (kind === 7 && inLoop && leave) {
        k.code(`@${this.condition()} bra ${leave};`);
      } else if (kind <= 9) this.branch(depth, inLoop, leave);
      else this.loop(depth);
    }
  }

  private branch(depth: number, inLoop: boolean, leave: string): void {
    const { k, random } = this;
    const [otherwise, end] = [k.label(), k.label()];
    const p = this.condition();
    k.code(`@!${p} bra ${otherwise};`);
    this.block(1 + random.below(4), depth + 1, inLoop, leave);
    if (random.chance(0.6)) {
      k.code(`bra ${end};\n${otherwise}:`);
      this.block(1 + random.below(4), depth + 1, inLoop, leave);
      k.code(`${end}:`);
    } else {
      k.code(`${otherwise}:`);
    }
  }

  private loop(depth: number): void {
    const { k, random } = this;
    const [head, end, count, p] = [k.label(), k.label(), k.reg('b32'), k.reg('pred')];
    const mask = depth > 1 ? 3 : 7;
    k.code(`and.b32 ${count}, ${this.register('w')}, ${mask};\nadd.u32 ${count}, ${count}, ${random.below(2)};`);
    k.code(`${head}:\nsetp.eq.u32 ${p}, ${count}, 0;\n@${p} bra ${end};\nsub.u32 ${count}, ${count}, 1;`);
    this.block(1 + random.below(4), depth + 1, true, random.chance(0.5) ? end : head);
    k.code(`bra ${head};\n${end}:`);
  }

  /** Where all threads of a block are: shuffles, votes, and shared memory between barriers. */
  private together(): void {
    const { k, random } = this;
    const w = this.register('w');
    const to = this.register('w');
    k.code(random.chance(0.5) ? 'bar.warp.sync -1;' : 'bar.sync 0;');
    switch (random.below(6)) {
      case 0: {
        k.code(`shfl.sync.bfly.b32 ${to}|${this.register('p')}, ${w}, ${1 << random.below(5)}, 31, -1;`);
        return;
      }
      case 1: {
        k.code(`shfl.sync.idx.b32 ${to}, ${w}, ${this.register('w')}, 31, -1;`);
        return;
      }
      case 2: {
        k.code(`vote.sync.ballot.b32 ${to}, ${this.register('p')}, -1;`);
        return;
      }
      case 3: {
        k.code(`vote.sync.any.pred ${this.register('p')}, ${this.register('p')}, -1;`);
        return;
      }
      case 4: {
        k.code(`redux.sync.${random.pick(['add', 'min', 'max'])}.s32 ${to}, ${w}, -1;`);
        return;
      }
      default: {
        k.code(`bar.sync 0;
{ .reg .b32 s; mov.u32 s, cells; mad.lo.u32 s, %thread, 4, s; st.shared.u32 [s], ${w};
bar.sync 0;
xor.b32 s, %thread, ${1 + random.below(63)}; mov.u32 %i32, cells; mad.lo.u32 s, s, 4, %i32; ld.shared.u32 ${to}, [s];
bar.sync 0; }`);
        return;
      }
    }
  }
}

export function randomKernels(corpus: Corpus): void {
  for (let i = 0; i < straightCount; i++) straight(corpus, i);
  for (let i = 0; i < structuredCount; i++) {
    const k = corpus.kernel(`random_flow_${String(i).padStart(2, '0')}`, { family, block: [64] });
    new Structured(k, i).write();
  }
}
