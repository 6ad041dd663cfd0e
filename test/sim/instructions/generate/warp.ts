/** Shuffles, votes, matches, reductions, barriers and special registers. */
import type { Corpus } from './writer.js';

const family = 'warp';

function shuffles(corpus: Corpus): void {
  const k = corpus.kernel('shfl', { family, block: [64] });
  const a = k.input('b32', 'bits');
  const any = k.input('b32', { integers: [0, 31] });
  for (const mode of ['up', 'down', 'bfly', 'idx']) {
    const clamp = mode === 'up' ? 0 : 0x1f;
    for (const width of [32, 16, 8, 4]) {
      const c = ((32 - width) << 8) | clamp;
      for (const b of [0, 1, 2, 5, 16, 31]) k.test(`shfl.sync.${mode}.b32 <d:b32>|<p:pred>, ${a}, ${b}, ${c}, -1;`);
      k.test(`shfl.sync.${mode}.b32 <d:b32>|<p:pred>, ${a}, ${any}, ${c}, -1;`);
    }
  }
  // Clamps that are no segment's, and segments that are no power of two's.
  for (const c of [0x0007, 0x0a05, 0x1503, 0x1f1f, 0x1010, 0x0800]) {
    for (const mode of ['up', 'down', 'bfly', 'idx']) {
      k.test(`shfl.sync.${mode}.b32 <d:b32>|<p:pred>, ${a}, ${any}, ${c}, 0xffffffff;`);
    }
  }
  k.test(`shfl.sync.idx.b32 <d:b32>, ${a}, 35, 31, -1;`);
  k.test(`shfl.sync.down.b32 <d:b32>, ${a}, 0xffffffe1, 31, -1;`);
}

function votes(corpus: Corpus): void {
  const k = corpus.kernel('vote_match_redux', { family, block: [256] });
  const warpBits = k.input('pred', { integers: [0, 1] });
  const few = k.input('b32', { integers: [0, 5] });
  const few64 = k.input('b64', { integers: [0, 3] });
  const a = k.input('s32');
  const [warp, always, never, mostly, same] = [k.reg('b32'), k.reg('pred'), k.reg('pred'), k.reg('pred'), k.reg('b32')];
  k.code(`shr.u32 ${warp}, %thread, 5;
setp.lt.u32 ${always}, %thread, 1000;
setp.gt.u32 ${never}, %thread, 1000;
setp.ne.u32 ${mostly}, %thread, 77;
mul.lo.u32 ${same}, ${warp}, 1111;`);
  for (const p of [warpBits, always, never, mostly]) {
    for (const not of ['', '!']) {
      for (const mode of ['all', 'any', 'uni']) k.test(`vote.sync.${mode}.pred <d:pred>, ${not}${p}, -1;`);
      k.test(`vote.sync.ballot.b32 <d:b32>, ${not}${p}, -1;`);
    }
  }
  k.test(`match.any.sync.b32 <d:b32>, ${few}, -1;`);
  k.test(`match.any.sync.b64 <d:b32>, ${few64}, -1;`);
  k.test(`match.any.sync.b32 <d:b32>, ${a}, -1;`);
  k.test(`match.all.sync.b32 <d:b32>|<p:pred>, ${few}, -1;`);
  k.test(`match.all.sync.b32 <d:b32>|<p:pred>, ${same}, -1;`);
  k.test(`match.all.sync.b64 <d:b32>|<p:pred>, ${few64}, -1;`);
  k.test(`match.all.sync.b32 <d:b32>, ${same}, -1;`);
  for (const type of ['u32', 's32']) {
    for (const name of ['add', 'min', 'max']) k.test(`redux.sync.${name}.${type} <d:${type}>, ${a}, -1;`);
  }
  for (const name of ['and', 'or', 'xor']) k.test(`redux.sync.${name}.b32 <d:b32>, ${few}, -1;`);
  k.test('activemask.b32 <d:b32>;');
  k.test('elect.sync <d:b32>|<p:pred>, -1;');
  k.code('bar.warp.sync -1;');

  const m = corpus.kernel('warp_masks', { family, block: [64] });
  const [x, y, vote] = [m.input('b32'), m.input('b32', { integers: [0, 3] }), m.input('pred', { integers: [0, 1] })];
  const [lane, mask, low, v] = [m.reg('b32'), m.reg('b32'), m.reg('pred'), m.reg('b32')];
  const otherwise = m.label();
  const end = m.label();
  const results = ['ballot', 'any', 'match.any', 'match.all', 'redux', 'shfl', 'elect'].map((name) =>
    m.output('b32', 64, `${name} with a mask of half the warp, in a branch`),
  );
  const body = (each: string, tail: string): string => `vote.sync.ballot.b32 ${v}, ${vote}, ${each};
st.global.b32 [%out4+${results[0]}], ${v};
{ .reg .pred t; vote.sync.any.pred t, ${vote}, ${each}; selp.b32 ${v}, 1, 0, t; }
st.global.b32 [%out4+${results[1]}], ${v};
match.any.sync.b32 ${v}, ${y}, ${each};
st.global.b32 [%out4+${results[2]}], ${v};
match.all.sync.b32 ${v}, 5, ${each};
st.global.b32 [%out4+${results[3]}], ${v};
redux.sync.add.s32 ${v}, ${x}, ${each};
st.global.b32 [%out4+${results[4]}], ${v};
shfl.sync.${tail}, 0x181f, ${each};
st.global.b32 [%out4+${results[5]}], ${v};
{ .reg .pred t; elect.sync ${v}|t, ${each}; selp.b32 ${v}, ${v}, -1, t; }
st.global.b32 [%out4+${results[6]}], ${v};
bar.warp.sync ${each};`;
  // The lanes of the first branch's shuffles stay in their half: 16 to 31 in the second.
  m.code(`mov.u32 ${lane}, %laneid;
setp.lt.u32 ${low}, ${lane}, 16;
@!${low} bra ${otherwise};
mov.u32 ${mask}, 0x0000ffff;
${body(mask, `bfly.b32 ${v}, ${x}, 3`)}
bra ${end};
${otherwise}:
mov.u32 ${mask}, 0xffff0000;
${body(mask, `idx.b32 ${v}, ${x}, 6`)}
${end}:`);
  m.test(`shfl.sync.bfly.b32 <d:b32>, ${x}, 16, 31, -1;`, 'exact', 'the whole warp again');

  const p = corpus.kernel('warp_partial', { family, block: [72] });
  // The last warp has 8 threads.
  const z = p.input('s32');
  const q = p.input('pred', { integers: [0, 1] });
  const members = p.reg('b32');
  p.code(`activemask.b32 ${members};`);
  p.test(`mov.b32 <d:b32>, ${members};`);
  p.test(`vote.sync.ballot.b32 <d:b32>, ${q}, ${members};`);
  p.test(`vote.sync.all.pred <d:pred>, ${q}, ${members};`);
  p.test(`redux.sync.max.s32 <d:s32>, ${z}, ${members};`);
  p.test(`match.any.sync.b32 <d:b32>, ${z}, ${members};`);
  p.test(`shfl.sync.bfly.b32 <d:b32>|<p:pred>, ${z}, 4, 31, ${members};`);

  const d = corpus.kernel('activemask_divergent', { family: 'machine-specific', block: [64] });
  const [t, n] = [d.reg('b32'), d.reg('pred')];
  const [skip, slot] = [d.label(), d.output('b32', 64, 'activemask in a branch of odd lanes')];
  d.code(`and.b32 ${t}, %thread, 1;
setp.eq.u32 ${n}, ${t}, 0;
@${n} bra ${skip};
{ .reg .b32 x; activemask.b32 x; st.global.b32 [%out4+${slot}], x; }
${skip}:
bar.warp.sync -1;`);
  d.test(`{ .reg .b32 x; activemask.b32 x; mov.b32 <d:b32>, x; }`);
}

function barriers(corpus: Corpus): void {
  const k = corpus.kernel('bar_red', { family: 'barrier', block: [128], grid: [2] });
  const p = k.input('pred', { integers: [0, 1] });
  const [always, most, never] = [k.reg('pred'), k.reg('pred'), k.reg('pred')];
  k.code(`setp.ne.u32 ${always}, %thread, 9999;
setp.ne.u32 ${most}, %thread, 70;
setp.eq.u32 ${never}, %thread, 9999;`);
  for (const prefix of ['bar.red', 'barrier.red', 'barrier.cta.red', 'barrier.cta.red.aligned']) {
    for (const q of [p, always, most, never]) {
      k.test(`${prefix}.popc.u32 <d:u32>, 0, ${q};`);
      k.test(`${prefix}.and.pred <d:pred>, 1, ${q};`);
      k.test(`${prefix}.or.pred <d:pred>, 2, 128, !${q};`);
    }
  }
  const b = corpus.kernel('bar_sync_arrive', { family: 'barrier', block: [128] });
  b.declare('.shared .align 4 .b32 board[128];');
  const a = b.input('b32', 'bits');
  const [mine, other, producer, v] = [b.reg('b32'), b.reg('b32'), b.reg('pred'), b.reg('b32')];
  const [consume, end, again, loop] = [b.label(), b.label(), b.label(), b.label()];
  const slot = b.output('b32', 64, 'what the producers wrote, as the consumers read it');
  // Warps 0 and 1 write and arrive; warps 2 and 3 wait and read. Then pairs of warps on barriers of their own.
  b.code(`mov.u32 %n32, board;
mad.lo.u32 ${mine}, %thread, 4, %n32;
setp.lt.u32 ${producer}, %thread, 64;
@!${producer} bra ${consume};
st.shared.b32 [${mine}], ${a};
bar.arrive 3, 128;
bra ${end};
${consume}:
bar.sync 3, 128;
sub.u32 ${other}, 127, %thread;
mov.u32 %n32, board;
mad.lo.u32 ${other}, ${other}, 4, %n32;
ld.shared.b32 ${v}, [${other}];
st.global.b32 [%out4+${slot - 256}], ${v};
${end}:
barrier.cta.sync 0;
st.shared.b32 [${mine}], ${a};
{ .reg .b32 n; .reg .b32 id; shr.u32 n, %thread, 6; add.u32 id, n, 4; bar.sync id, 64; }
xor.b32 ${other}, %thread, 33;
mov.u32 %n32, board;
mad.lo.u32 ${other}, ${other}, 4, %n32;`);
  b.test(`ld.shared.b32 <d:b32>, [${other}];`);
  // A reduction by halves, with a barrier in the loop.
  const [stride, inside] = [b.reg('b32'), b.reg('pred')];
  b.code(`barrier.cta.sync.aligned 0;
st.shared.b32 [${mine}], ${a};
mov.u32 ${stride}, 64;
${loop}:
barrier.sync 0;
setp.lt.u32 ${inside}, %thread, ${stride};
@!${inside} bra ${again};
{ .reg .b32 x, y, q; mad.lo.u32 q, ${stride}, 4, ${mine}; ld.shared.b32 x, [q]; ld.shared.b32 y, [${mine}];
add.u32 y, y, x; st.shared.b32 [${mine}], y; }
${again}:
shr.u32 ${stride}, ${stride}, 1;
{ .reg .pred t; setp.ne.u32 t, ${stride}, 0; @t bra ${loop}; }
bar.sync 0;`);
  b.test('ld.shared.b32 <d:b32>, [board];');
  b.test('ld.volatile.shared.b32 <d:b32>, [board+4];');

  const e = corpus.kernel('bar_after_exit', { family: 'barrier', block: [128] });
  // Whole warps that have ended do not hold the others up.
  const x = e.input('b32', 'bits');
  e.declare('.shared .align 4 .b32 shared[128];');
  const [q, stop, t] = [e.reg('b32'), e.reg('pred'), e.reg('b32')];
  e.code(`mov.u32 %n32, shared;
mad.lo.u32 ${q}, %thread, 4, %n32;
st.shared.b32 [${q}], ${x};
bar.sync 0;
setp.ge.u32 ${stop}, %thread, 96;
@${stop} exit;
st.shared.b32 [${q}], %thread;
bar.sync 0;
xor.b32 ${t}, %thread, 31;
mov.u32 %n32, shared;
mad.lo.u32 ${q}, ${t}, 4, %n32;`);
  e.test(`ld.shared.b32 <d:b32>, [${q}];`);
  e.test('ld.shared.b32 <d:b32>, [shared+500];');
}

function registers(corpus: Corpus): void {
  const k = corpus.kernel('special_registers', { family: 'special', grid: [2, 3, 2], block: [5, 3, 4], shared: 256 });
  k.declare('.shared .align 4 .b32 fixed[10];');
  for (const name of ['tid', 'ntid', 'ctaid', 'nctaid']) {
    for (const axis of ['x', 'y', 'z']) k.test(`mov.u32 <d:u32>, %${name}.${axis};`);
  }
  for (const name of ['eq', 'le', 'lt', 'ge', 'gt']) k.test(`mov.u32 <d:b32>, %lanemask_${name};`);
  for (const name of ['laneid', 'total_smem_size', 'dynamic_smem_size', 'aggr_smem_size']) {
    k.test(`mov.u32 <d:u32>, %${name};`);
  }
  k.test('mov.u16 <d:u16>, %tid.x;');
  k.test('cvt.u16.u32 <d:u16>, %ctaid.y;');
  k.test('st.shared.b32 [fixed+4], 5;\nld.shared.b32 <d:b32>, [fixed+4];');
  for (const name of ['cluster_ctaid', 'cluster_nctaid', 'clusterid', 'nclusterid']) {
    for (const axis of ['x', 'y', 'z']) k.test(`mov.u32 <d:u32>, %${name}.${axis};`);
  }
  k.test('mov.u32 <d:u32>, %cluster_ctarank;');
  k.test('mov.u32 <d:u32>, %cluster_nctarank;');
  k.test('mov.pred <d:pred>, %is_explicit_cluster;');
  const w = corpus.kernel('warpid', { family: 'machine-specific', block: [96] });
  // The number itself differs from run to run (PTX ISA, %warpid: it may change during execution).
  w.test('{ .reg .b32 n, m; mov.u32 n, %warpid; mov.u32 m, %nwarpid; setp.lt.u32 <d:pred>, n, m; }');
  // Clocks go on, and that is all that can be said of them.
  k.test(`{ .reg .b64 s, t; .reg .pred q; mov.u64 s, %clock64; nanosleep.u32 20; mov.u64 t, %clock64;
setp.ge.u64 q, t, s; mov.pred <d:pred>, q; }`);
  k.test(`{ .reg .b64 s, t; .reg .pred q; mov.u64 s, %globaltimer; mov.u64 t, %globaltimer; setp.ge.u64 q, t, s;
mov.pred <d:pred>, q; }`);
}

export function warpKernels(corpus: Corpus): void {
  shuffles(corpus);
  votes(corpus);
  barriers(corpus);
  registers(corpus);
}
