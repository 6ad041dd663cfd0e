/** cp.async, mbarrier, bulk copies, and clusters. */
import type { Corpus, KernelWriter } from './writer.js';

const family = 'async';

/** Waits until the phase of this parity has ended. */
function wait(k: KernelWriter, barrier: string, parity: number | string): void {
  const loop = k.label();
  k.code(`{ .reg .pred p;
${loop}:
mbarrier.try_wait.parity.shared::cta.b64 p, [${barrier}], ${parity};
@!p bra ${loop}; }`);
}

function copies(corpus: Corpus): void {
  const k = corpus.kernel('cp_async', { family, block: [64] });
  const data = k.array('b128', 64, 'bits');
  const size = k.input('b32', { integers: [0, 16] });
  k.declare('.shared .align 16 .b8 tile[1024];');
  const [p, q, source, skip] = [k.reg('b32'), k.reg('b64'), k.reg('b64'), k.input('pred', { integers: [0, 1] })];
  const limited = k.reg('b32');
  k.code(`mov.u32 ${p}, tile;
mad.lo.u32 ${p}, %thread, 16, ${p};
add.u64 ${source}, %in16, ${data};
cvta.global.u64 ${q}, ${source};`);
  const clear = `st.shared.v4.b32 [${p}], {-1, -2, -3, -4};`;
  const back = `ld.shared.v4.b32 {<d:b32>, <e:b32>, <f:b32>, <g:b32>}, [${p}];`;
  for (const done of ['cp.async.commit_group;\ncp.async.wait_group 0;', 'cp.async.wait_all;']) {
    for (const bytes of [4, 8, 16]) {
      k.test(`${clear}\ncp.async.ca.shared.global [${p}], [${source}], ${bytes};\n${done}\n${back}`);
      k.test(`${clear}
min.u32 ${limited}, ${size}, ${bytes};
cp.async.ca.shared.global [${p}], [${source}], ${bytes}, ${limited};
${done}
${back}`);
    }
    k.test(`${clear}\ncp.async.cg.shared.global [${p}], [${source}], 16;\n${done}\n${back}`);
    k.test(`${clear}\ncp.async.cg.shared.global.L2::128B [${p}], [${source}], 16, 0;\n${done}\n${back}`);
  }
  k.test(`${clear}\ncp.async.ca.shared.global [${p}], [${source}], 16, ${skip};\ncp.async.wait_all;\n${back}`);
  k.test(
    `${clear}\n@${skip} cp.async.ca.shared::cta.global [${p}+8], [${source}+8], 8, 4;\ncp.async.wait_all;\n${back}`,
  );
  k.test(`${clear}
cp.async.ca.shared.global [${p}], [${source}], 4;
cp.async.commit_group;
cp.async.ca.shared.global [${p}+4], [${source}+8], 4;
cp.async.commit_group;
cp.async.wait_group 1;
ld.shared.b32 <x:b32>, [${p}];
cp.async.wait_group 0;
${back}`);
  k.code('bar.sync 0;');
  k.test(
    `xor.b32 <n!b32>, %thread, 9;\nmov.u32 %i32, tile;\nmad.lo.u32 <n>, <n>, 16, %i32;\nld.shared.b64 <d:b64>, [<n>];`,
  );
}

function barriers(corpus: Corpus): void {
  const k = corpus.kernel('mbarrier', { family, block: [64] });
  k.declare('.shared .align 8 .b64 bar;\n  .shared .align 8 .b64 second;\n  .shared .align 16 .b8 board[256];');
  const a = k.input('b32', 'bits');
  const first = k.reg('pred');
  const [state, p] = [k.reg('b64'), k.reg('b32')];
  k.code(`setp.eq.u32 ${first}, %thread, 0;
@${first} mbarrier.init.shared::cta.b64 [bar], 64;
@${first} mbarrier.init.shared.b64 [second], 1;
fence.mbarrier_init.release.cluster;
bar.sync 0;
mov.u32 ${p}, board;
mad.lo.u32 ${p}, %thread, 4, ${p};
st.shared.b32 [${p}], ${a};
mbarrier.arrive.shared::cta.b64 ${state}, [bar];`);
  const loop = k.label();
  k.code(`{ .reg .pred q;
${loop}:
mbarrier.test_wait.shared::cta.b64 q, [bar], ${state};
@!q bra ${loop}; }`);
  k.test(
    `xor.b32 <n!b32>, %thread, 45;\nmov.u32 %i32, board;\nmad.lo.u32 <n>, <n>, 4, %i32;\nld.shared.b32 <d:b32>, [<n>];`,
  );
  // The phases by parity; and counts given at once.
  k.code(`bar.sync 0;
st.shared.b32 [${p}], %thread;
mbarrier.arrive.release.cta.shared::cta.b64 _, [bar];`);
  wait(k, 'bar', 1);
  k.test(
    `xor.b32 <n!b32>, %thread, 18;\nmov.u32 %i32, board;\nmad.lo.u32 <n>, <n>, 4, %i32;\nld.shared.b32 <d:b32>, [<n>];`,
  );
  k.test(`mbarrier.test_wait.parity.shared.b64 <d:pred>, [bar], 1;
mbarrier.test_wait.parity.shared.b64 <e:pred>, [bar], 0;`);
  k.code('bar.sync 0;');
  k.code(`@${first} mbarrier.arrive.shared.b64 ${state}, [bar], 64;`);
  wait(k, 'bar', 0);
  k.code(`@${first} mbarrier.expect_tx.relaxed.cta.shared::cta.b64 [second], 96;
@${first} mbarrier.arrive.shared.b64 _, [second];
bar.sync 0;`);
  k.test('mbarrier.test_wait.parity.shared.b64 <d:pred>, [second], 0;');
  k.code(`bar.sync 0;
@${first} mbarrier.complete_tx.relaxed.cta.shared::cta.b64 [second], 96;`);
  wait(k, 'second', 0);
  k.test(`mbarrier.test_wait.parity.shared.b64 <d:pred>, [second], 0;`);
  // Threads that leave: the count of the phases after is smaller.
  k.code(`bar.sync 0;
@${first} mbarrier.inval.shared.b64 [second];
setp.ge.u32 ${first}, %thread, 32;
@${first} mbarrier.arrive_drop.shared.b64 _, [bar];
@!${first} mbarrier.arrive.shared.b64 _, [bar];`);
  wait(k, 'bar', 1);
  // Nobody may still wait for this phase when the next one, which needs half the threads, ends.
  k.code(`bar.sync 0;
@!${first} mbarrier.arrive.shared.b64 _, [bar];`);
  wait(k, 'bar', 0);
  k.test('add.u32 <d:u32>, %thread, 1;');
  const c = corpus.kernel('cp_async_mbarrier', { family, block: [64] });
  const data = c.array('b128', 64, 'bits');
  c.declare('.shared .align 8 .b64 bar;\n  .shared .align 16 .b8 tile[1024];');
  const [one, q] = [c.reg('pred'), c.reg('b32')];
  c.code(`setp.eq.u32 ${one}, %thread, 0;
@${one} mbarrier.init.shared.b64 [bar], 64;
bar.sync 0;
mov.u32 ${q}, tile;
mad.lo.u32 ${q}, %thread, 16, ${q};
cp.async.ca.shared.global [${q}], [%in16+${data}], 16;
cp.async.mbarrier.arrive.noinc.shared.b64 [bar];`);
  wait(c, 'bar', 0);
  c.test(`sub.u32 <n!b32>, 63, %thread;\nmov.u32 %i32, tile;\nmad.lo.u32 <n>, <n>, 16, %i32;
ld.shared.v2.b64 {<d:b64>, <e:b64>}, [<n>];`);
}

function bulk(corpus: Corpus): void {
  const k = corpus.kernel('cp_async_bulk', { family, block: [64] });
  const data = k.array('b32', 256, 'bits');
  k.declare('.shared .align 128 .b8 tile[1024];\n  .shared .align 8 .b64 bar;');
  const room = k.output('b32', 256, 'written by a bulk copy');
  const reversed = k.output('b32', 64, 'written by a second group');
  const [first, p, q] = [k.reg('pred'), k.reg('b64'), k.reg('b32')];
  k.code(`setp.eq.u32 ${first}, %thread, 0;
add.u64 ${p}, %in, ${data};
mov.u32 ${q}, tile;
@${first} mbarrier.init.shared::cta.b64 [bar], 1;
fence.proxy.async.shared::cta;
bar.sync 0;
@${first} mbarrier.arrive.expect_tx.shared::cta.b64 _, [bar], 1024;
@${first} cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [tile], [${p}], 768, [bar];
@${first} cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [tile+768], [${p}+768], 256, [bar];`);
  wait(k, 'bar', 0);
  k.test(`mov.u32 <n!b32>, tile;\nmad.lo.u32 <n>, %thread, 16, <n>;\nld.shared.v2.b64 {<d:b64>, <e:b64>}, [<n>];`);
  k.code(`bar.sync 0;
{ .reg .b32 x, n; mad.lo.u32 n, %thread, 4, ${q}; ld.shared.b32 x, [n]; not.b32 x, x; st.shared.b32 [n], x; }
fence.proxy.async.shared::cta;
bar.sync 0;
{ .reg .b64 d; add.u64 d, %out, ${room};
@${first} cp.async.bulk.global.shared::cta.bulk_group [d], [tile], 1024;
@${first} cp.async.bulk.commit_group;
add.u64 d, %out, ${reversed};
@${first} cp.async.bulk.global.shared::cta.bulk_group [d], [tile+512], 256;
@${first} cp.async.bulk.commit_group;
@${first} cp.async.bulk.wait_group.read 1;
@${first} cp.async.bulk.wait_group 0; }`);

  const r = corpus.kernel('cp_reduce_async_bulk', { family, block: [64] });
  const forms: [string, 'u32' | 's32' | 'u64' | 's64' | 'f32' | 'f64' | 'f16' | 'bf16' | 'b32' | 'b64', string, string][] = [
    ['u32', 'u32', 'add', ''], ['s32', 's32', 'min', ''], ['u32', 'u32', 'max', ''], ['u64', 'u64', 'add', ''],
    ['s64', 's64', 'max', ''], ['u32', 'u32', 'inc', ''], ['u32', 'u32', 'dec', ''], ['b32', 'b32', 'and', ''],
    ['b32', 'b32', 'or', ''], ['b64', 'b64', 'xor', ''], ['f32', 'f32', 'add', ''], ['f64', 'f64', 'add', ''],
    ['f16', 'f16', 'add', '.noftz'], ['bf16', 'bf16', 'add', '.noftz'], ['f16', 'f16', 'min', ''], ['bf16', 'bf16', 'max', ''],
  ]; // prettier-ignore
  r.declare('.shared .align 128 .b8 tile[512];');
  const one = r.reg('pred');
  r.code(`setp.eq.u32 ${one}, %thread, 0;`);
  for (const [name, type, operation, more] of forms) {
    const width = Number(/\d+/.exec(type)?.[0]);
    const fill = type.includes('f') ? 'finite' : 'mixed';
    const before = r.input(type, fill);
    const value = r.input(type, fill);
    const out = r.output(type, 64, `cp.reduce.async.bulk.global.shared::cta.bulk_group.${operation}${more}.${name}`);
    const bytes = width / 8;
    const stored = type.startsWith('f') && width > 16 ? type : `b${width}`;
    r.code(`st.global.${stored} [%out${bytes}+${out}], ${before};
{ .reg .b32 n; .reg .b64 d; mov.u32 n, tile; mad.lo.u32 n, %thread, ${bytes}, n; st.shared.${stored} [n], ${value};
fence.proxy.async; bar.sync 0; add.u64 d, %out, ${out};
@${one} cp.reduce.async.bulk.global.shared::cta.bulk_group.${operation}${more}.${name} [d], [tile], ${64 * bytes};
@${one} cp.async.bulk.commit_group;
@${one} cp.async.bulk.wait_group 0;
bar.sync 0; }`);
  }
}

function clusters(corpus: Corpus): void {
  const options = { family: 'cluster', block: [32] };
  const k = corpus.kernel('cluster_registers', { ...options, grid: [4, 4], cluster: [2, 2] });
  for (const name of ['cluster_ctaid', 'cluster_nctaid', 'clusterid', 'nclusterid', 'ctaid', 'nctaid']) {
    for (const axis of ['x', 'y', 'z']) k.test(`mov.u32 <d:u32>, %${name}.${axis};`);
  }
  k.test('mov.u32 <d:u32>, %cluster_ctarank;\nmov.u32 <e:u32>, %cluster_nctarank;');
  k.test('mov.pred <d:pred>, %is_explicit_cluster;');
  const m = corpus.kernel('cluster_shared', {
    ...options,
    grid: [8],
    cluster: [4],
    directives: '.reqnctapercluster 4',
  });
  const a = m.input('b32', 'bits');
  m.declare('.shared .align 8 .b32 board[32];\n  .shared .align 4 .b32 total;\n  .shared .align 4 .b32 lastWord;');
  const [lane, rank, peer, local, remote] = [m.reg('b32'), m.reg('b32'), m.reg('b32'), m.reg('b32'), m.reg('b32')];
  const [wide, wideRemote, first] = [m.reg('b64'), m.reg('b64'), m.reg('pred')];
  m.code(`mov.u32 ${lane}, %tid.x;
mov.u32 ${rank}, %cluster_ctarank;
mov.u32 ${local}, board;
mad.lo.u32 ${local}, ${lane}, 4, ${local};
st.shared.b32 [${local}], ${a};
setp.eq.u32 ${first}, ${lane}, 0;
@${first} st.shared.b32 [total], 0;
barrier.cluster.arrive.release.aligned;
barrier.cluster.wait.acquire.aligned;
add.u32 ${peer}, ${rank}, 1;
and.b32 ${peer}, ${peer}, 3;
mapa.shared::cluster.u32 ${remote}, ${local}, ${peer};`);
  m.test(`ld.shared::cluster.b32 <d:b32>, [${remote}];`);
  m.test(`mapa.shared::cluster.u32 <n!b32>, ${local}, 0;\nld.shared::cluster.b32 <d:b32>, [<n>];`);
  m.test(
    `mapa.shared::cluster.u32 <n!b32>, board, 3;\nld.shared::cluster.v4.b32 {<d:b32>, <e:b32>, <f:b32>, <g:b32>}, [<n>+16];`,
  );
  m.code(
    `cvta.shared.u64 ${wide}, board;\nmad.wide.u32 ${wide}, ${lane}, 4, ${wide};\nmapa.u64 ${wideRemote}, ${wide}, ${peer};`,
  );
  m.test(`ld.b32 <d:b32>, [${wideRemote}];`);
  m.test(
    `isspacep.shared::cluster <d:pred>, ${wideRemote};\nisspacep.shared::cta <e:pred>, ${wideRemote};\nisspacep.shared <f:pred>, ${wide};`,
  );
  m.test(
    `getctarank.shared::cluster.u32 <d:b32>, ${remote};\ngetctarank.u64 <e:b32>, ${wideRemote};\ngetctarank.u64 <f:b32>, ${wide};`,
  );
  m.code(`barrier.cluster.arrive;
barrier.cluster.wait;
{ .reg .b32 t; mapa.shared::cluster.u32 t, total, 1; red.shared::cluster.add.u32 [t], ${lane};
st.shared::cluster.b32 [${remote}], ${lane}; }
barrier.cluster.arrive.release;
barrier.cluster.wait.acquire;`);
  m.test('ld.shared.b32 <d:b32>, [total];');
  m.test(`ld.shared.b32 <d:b32>, [${local}];`);
  m.code('barrier.cluster.arrive.aligned;\nbarrier.cluster.wait.aligned;');

  const b = corpus.kernel('cluster_bulk', { ...options, grid: [4], cluster: [2] });
  const data = b.array('b32', 128, 'bits');
  b.declare(
    '.shared .align 128 .b8 tile[512];\n  .shared .align 128 .b8 landed[512];\n  .shared .align 8 .b64 bar;\n  .shared .align 8 .b64 second;',
  );
  const [one, ctaRank, other, p] = [b.reg('pred'), b.reg('b32'), b.reg('b32'), b.reg('b64')];
  b.code(`{ .reg .b32 t; mov.u32 t, %tid.x; setp.eq.u32 ${one}, t, 0; }
mov.u32 ${ctaRank}, %cluster_ctarank;
xor.b32 ${other}, ${ctaRank}, 1;
add.u64 ${p}, %in, ${data};
@${one} mbarrier.init.shared::cta.b64 [bar], 1;
@${one} mbarrier.init.shared::cta.b64 [second], 1;
fence.mbarrier_init.release.cluster;
barrier.cluster.arrive;
barrier.cluster.wait;
@${one} mbarrier.arrive.expect_tx.shared::cta.b64 _, [bar], 512;
@${one} mbarrier.arrive.expect_tx.shared::cta.b64 _, [second], 512;
barrier.cluster.arrive;
barrier.cluster.wait;
{ .reg .pred leader; .reg .b16 mask; setp.eq.and.u32 leader, ${ctaRank}, 0, ${one}; mov.b16 mask, 3;
@leader cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.multicast::cluster [tile], [${p}], 512, [bar], mask; }`);
  wait(b, 'bar', 0);
  b.test(
    `mov.u32 <n!b32>, %tid.x;\nmov.u32 %i32, tile;\nmad.lo.u32 <n>, <n>, 16, %i32;\nld.shared.v2.b64 {<d:b64>, <e:b64>}, [<n>];`,
  );
  b.code(`{ .reg .b32 t, d, m, s; mov.u32 t, %tid.x; mov.u32 s, tile; mad.lo.u32 t, t, 16, s; st.shared.b32 [t], ${ctaRank};
fence.proxy.async.shared::cta;
bar.sync 0;
mov.u32 d, landed; mapa.shared::cluster.u32 d, d, ${other};
mov.u32 m, second; mapa.shared::cluster.u32 m, m, ${other};
@${one} cp.async.bulk.shared::cluster.shared::cta.mbarrier::complete_tx::bytes [d], [tile], 512, [m]; }`);
  wait(b, 'second', 0);
  b.test(
    `mov.u32 <n!b32>, %tid.x;\nmov.u32 %i32, landed;\nmad.lo.u32 <n>, <n>, 16, %i32;\nld.shared.v2.b64 {<d:b64>, <e:b64>}, [<n>];`,
  );
  b.code(`barrier.cluster.arrive;
barrier.cluster.wait;`);
}

export function asyncKernels(corpus: Corpus): void {
  copies(corpus);
  barriers(corpus);
  bulk(corpus);
  clusters(corpus);
}
