/** Loads and stores of all widths in all state spaces, addresses, constants and parameters. */
import type { Corpus, KernelWriter } from './writer.js';

const family = 'memory';
const scalars = ['b8', 'u8', 's8', 'b16', 'u16', 's16', 'b32', 'u32', 's32', 'b64', 'u64', 's64', 'f32', 'f64'];

function widthOf(type: string): number {
  return Number(/\d+/.exec(type)?.[0]);
}

/** The register that a load of this type into `bits` bits needs. */
function resultOf(type: string, bits: number): string {
  return type.startsWith('f') ? type : `b${bits}`;
}

/** Every load at address `p`, which has 32 bytes behind it and is a multiple of 16. */
function allLoads(k: KernelWriter, p: string, prefix: string): void {
  for (const type of scalars) {
    const width = widthOf(type);
    for (const bits of [16, 32, 64]) {
      if (bits < width || (type.startsWith('f') && bits !== width)) continue;
      k.test(`${prefix}.${type} <d:${resultOf(type, bits)}>, [${p}+${width / 8}];`);
    }
  }
  for (const type of ['u8', 's8', 'u16', 's16', 'b32', 'f32', 'b64', 'f64']) {
    const bits = Math.max(16, widthOf(type));
    const r = resultOf(type, bits);
    k.test(`${prefix}.v2.${type} {<d:${r}>, <e:${r}>}, [${p}];`);
    if (bits < 64) k.test(`${prefix}.v4.${type} {<d:${r}>, <e:${r}>, <f:${r}>, <g:${r}>}, [${p}+16];`);
  }
  k.test(`${prefix}.v4.s8 {<d:b32>, <e:b32>, <f:b32>, <g:b32>}, [${p}+4];`);
  k.test(`${prefix}.v2.s16 {<d:b64>, <e:b64>}, [${p}+8];`);
}

/** Every store at address `p`: each fills its own 16 bytes, which are read back whole. */
function allStores(k: KernelWriter, p: string, store: string, load: string): void {
  const a16 = k.input('b16', 'bits');
  const a32 = k.input('b32', 'bits');
  const a64 = k.input('b64', 'bits');
  const f32 = k.input('f32', 'bits');
  const f64 = k.input('f64', 'bits');
  const source = (type: string, bits: number): string => {
    if (type.startsWith('f')) return bits === 32 ? f32 : f64;
    return { 16: a16, 32: a32, 64: a64 }[bits] ?? a32;
  };
  const cleared = `${store}.v2.b64 [${p}], {0, 0};`;
  const back = `${load}.v2.b64 {<d:b64>, <e:b64>}, [${p}];`;
  for (const type of scalars) {
    const width = widthOf(type);
    for (const bits of [16, 32, 64]) {
      if (bits < width || (type.startsWith('f') && bits !== width)) continue;
      k.test(`${cleared}\n${store}.${type} [${p}+${width / 8}], ${source(type, bits)};\n${back}`);
    }
  }
  for (const type of ['u8', 's8', 'u16', 'b32', 'f32', 'b64', 'f64']) {
    const bits = Math.max(16, widthOf(type));
    const r = source(type, bits);
    const other = { b16: a16, b32: a32, f32, b64: a64, f64 }[r === a16 ? 'b16' : type] ?? a32;
    k.test(`${cleared}\n${store}.v2.${type} [${p}], {${r}, ${other}};\n${back}`);
    if (bits < 64) k.test(`${cleared}\n${store}.v4.${type} [${p}], {${r}, ${other}, ${r}, ${other}};\n${back}`);
  }
  k.test(`${cleared}\n${store}.v2.b32 [${p}+8], {${a32}, 7};\n${back}`);
}

function loadsAndStores(corpus: Corpus): void {
  const options = { family, block: [64] };
  const g = corpus.kernel('ld_global', options);
  const data = g.array('b8', 64 * 32, 'bits');
  const p = g.reg('b64');
  g.code(`mad.lo.u64 ${p}, %thread64, 32, %in;\nadd.u64 ${p}, ${p}, ${data};`);
  allLoads(g, p, 'ld.global');

  const v = corpus.kernel('ld_generic', options);
  const data2 = v.array('b8', 64 * 32, 'bits');
  const q = v.reg('b64');
  v.code(`mad.lo.u64 ${q}, %thread64, 32, %in;\nadd.u64 ${q}, ${q}, ${data2};\ncvta.global.u64 ${q}, ${q};`);
  allLoads(v, q, 'ld');

  const s = corpus.kernel('ld_shared', options);
  const data3 = s.array('b64', 64 * 4, 'bits');
  s.declare('.shared .align 16 .b8 buffer[2048];');
  const [r, t] = [s.reg('b64'), s.reg('b32')];
  s.code(`mad.lo.u64 ${r}, %thread64, 32, %in;
mov.u32 %n32, buffer;
mad.lo.u32 ${t}, %thread, 32, %n32;`);
  for (const at of [0, 8, 16, 24]) {
    s.code(`{ .reg .b64 x; ld.global.b64 x, [${r}+${data3 + at}]; st.shared.b64 [${t}+${at}], x; }`);
  }
  // Another thread's part.
  s.code(`bar.sync 0;
xor.b32 ${t}, %thread, 37;
mov.u32 %n32, buffer;
mad.lo.u32 ${t}, ${t}, 32, %n32;`);
  allLoads(s, t, 'ld.shared');

  const l = corpus.kernel('ld_local', options);
  const data4 = l.array('b64', 64 * 4, 'bits');
  l.declare('.local .align 16 .b8 stack[48];');
  const [lr, lt] = [l.reg('b64'), l.reg('b64')];
  l.code(`mad.lo.u64 ${lr}, %thread64, 32, %in;
mov.u64 ${lt}, stack;`);
  for (const at of [0, 8, 16, 24]) {
    l.code(`{ .reg .b64 x; ld.global.b64 x, [${lr}+${data4 + at}]; st.local.b64 [${lt}+${at}], x; }`);
  }
  allLoads(l, lt, 'ld.local');

  for (const space of ['global', 'shared', 'local', 'generic']) {
    const k = corpus.kernel(`st_${space}`, options);
    const address = k.reg('b64');
    if (space === 'global' || space === 'generic') {
      const room = k.output('b128', 64, 'scratch of the stores');
      k.code(`add.u64 ${address}, %out16, ${room};`);
      if (space === 'generic') k.code(`cvta.global.u64 ${address}, ${address};`);
      allStores(k, address, space === 'generic' ? 'st' : 'st.global', space === 'generic' ? 'ld' : 'ld.global');
    } else {
      k.declare(space === 'shared' ? '.shared .align 16 .b8 room[1024];' : '.local .align 16 .b8 room[16];');
      k.code(`mov.u64 ${address}, room;`);
      if (space === 'shared') k.code(`mad.lo.u64 ${address}, %thread64, 16, ${address};`);
      allStores(k, address, `st.${space}`, `ld.${space}`);
    }
  }
}

function qualifiers(corpus: Corpus): void {
  const k = corpus.kernel('ld_st_qualifiers', { family, block: [64] });
  const data = k.array('b32', 64 * 4, 'bits');
  const room = k.output('b128', 64, 'scratch of the stores');
  const [p, q, policy, a] = [k.reg('b64'), k.reg('b64'), k.reg('b64'), k.input('b32', 'bits')];
  k.code(`mad.lo.u64 ${p}, %thread64, 16, %in;
add.u64 ${p}, ${p}, ${data};
add.u64 ${q}, %out16, ${room};
createpolicy.fractional.L2::evict_first.b64 ${policy}, 1.0;
prefetch.global.L1 [${p}];
prefetch.global.L2 [${p}];
prefetchu.L1 [${p}];`);
  const prefixes = ['ca', 'cg', 'cs', 'lu', 'cv', 'nc', 'ca.nc', 'cg.nc', 'cs.nc'].map((words) =>
    words.includes('.nc') ? `ld.global.${words}` : words === 'nc' ? 'ld.global.nc' : `ld.global.${words}`,
  );
  for (const prefix of [
    ...prefixes,
    ...['ld.volatile.global', 'ld.relaxed.cta.global', 'ld.relaxed.gpu.global', 'ld.relaxed.sys.global'],
    ...['ld.acquire.cta.global', 'ld.acquire.gpu.global', 'ld.acquire.sys.global', 'ld.weak.global', 'ldu.global'],
    ...['ld.global.L1::evict_last', 'ld.global.L1::no_allocate', 'ld.global.L1::evict_first', 'ld.global.L2::128B'],
    ...['ld.global.nc.L1::no_allocate.L2::256B', 'ld.global.nc.L1::evict_normal', 'ld.global.L1::evict_unchanged'],
  ]) {
    k.test(`${prefix}.u32 <d:b32>, [${p}+4];`);
    k.test(`${prefix}.s8 <d:b32>, [${p}+9];`);
    if (!/relaxed|acquire|volatile/.test(prefix)) k.test(`${prefix}.v2.f32 {<d:f32>, <e:f32>}, [${p}+8];`);
  }
  k.test(`ld.global.L2::cache_hint.b32 <d:b32>, [${p}], ${policy};`);
  k.test(`ld.global.nc.v4.u32 {<d:b32>, <e:b32>, <f:b32>, <g:b32>}, [${p}];`);
  k.test(`ld.global.nc.v2.u64 {<d:b64>, <e:b64>}, [${p}];`);
  k.test(`ld.global.b128 <d:b128>, [${p}];`);
  k.test(`ld.global.v2.b64 {<x!b64>, <y!b64>}, [${p}];
mov.b128 <d:b128>, {<y>, <x>};
mov.b128 {<e:b64>, <f:b64>}, <d>;`);
  for (const words of ['wb', 'cg', 'cs', 'wt'])
    k.test(`st.global.${words}.u32 [${q}], ${a};\nld.global.u32 <d:b32>, [${q}];`);
  for (const prefix of [
    ...['st.volatile.global', 'st.relaxed.cta.global', 'st.relaxed.gpu.global', 'st.release.gpu.global'],
    ...['st.release.sys.global', 'st.weak.global', 'st.global.L1::evict_last', 'st.global.L1::no_allocate'],
  ]) {
    k.test(`${prefix}.u16 [${q}+2], ${a.replace('%', '%')};\nld.global.u32 <d:b32>, [${q}];`);
  }
  k.test(`st.global.L2::cache_hint.b32 [${q}+4], ${a}, ${policy};\nld.global.u32 <d:b32>, [${q}+4];`);
  for (const scope of ['cta', 'gl', 'sys']) k.code(`membar.${scope};`);
  for (const fence of [
    'fence.sc.cta',
    'fence.acq_rel.gpu',
    'fence.sc.sys',
    'fence.acq_rel.cluster',
    'fence.proxy.async',
  ]) {
    k.code(`${fence};`);
  }
}

function addresses(corpus: Corpus): void {
  const k = corpus.kernel('cvta_isspacep', { family });
  k.module('.global .align 8 .b32 inGlobal[4] = {11, 22, 33, 44};');
  k.module('.const .align 8 .b32 inConst[4] = {55, 66, 77, 88};');
  k.declare('.shared .align 8 .b32 inShared[128];');
  k.declare('.local .align 8 .b32 inLocal[4];');
  const a = k.input('b32', 'bits');
  const i = k.reg('b32');
  k.code(`and.b32 ${i}, %thread, 3;`);
  for (const [space, symbol] of [
    ['global', 'inGlobal'],
    ['const', 'inConst'],
    ['shared', 'inShared'],
    ['local', 'inLocal'],
  ] as const) {
    const [p, q, b] = [k.reg('b64'), k.reg('b64'), k.reg('b64')];
    k.code(`cvta.${space}.u64 ${p}, ${symbol};\nmov.u64 ${q}, ${symbol};\ncvta.${space}.u64 ${q}, ${q};`);
    k.test(`{ .reg .pred t; setp.eq.u64 t, ${p}, ${q}; mov.pred <d:pred>, t; }`);
    for (const other of ['global', 'const', 'shared', 'shared::cta', 'shared::cluster', 'local']) {
      k.test(`isspacep.${other} <d:pred>, ${p};`);
    }
    k.code(`cvta.to.${space}.u64 ${b}, ${p};`);
    k.test(`{ .reg .pred t; mov.u64 ${q}, ${symbol}; setp.eq.u64 t, ${b}, ${q}; mov.pred <d:pred>, t; }`);
    if (space === 'shared') k.code(`mad.wide.u32 ${p}, %thread, 4, ${p};\nmad.wide.u32 ${b}, %thread, 4, ${b};`);
    if (space === 'shared' || space === 'local') k.code(`st.u32 [${p}], ${a};`);
    if (space === 'global' || space === 'const')
      k.code(`mad.wide.u32 ${p}, ${i}, 4, ${p};\nmad.wide.u32 ${b}, ${i}, 4, ${b};`);
    k.test(`ld.u32 <d:b32>, [${p}];`);
    k.test(`ld.${space}.u32 <d:b32>, [${b}];`);
  }
  // A generic pointer that is one of several spaces' by thread.
  k.test(`{ .reg .b64 s, l, p; .reg .pred odd; .reg .b32 r;
cvta.shared.u64 s, inShared; mad.wide.u32 s, %thread, 4, s; cvta.local.u64 l, inLocal;
and.b32 r, %thread, 1; setp.eq.u32 odd, r, 1; selp.b64 p, s, l, odd;
st.u32 [s], ${a}; st.u32 [l], %thread; ld.u32 <d:b32>, [p]; }`);
}

function constants(corpus: Corpus): void {
  const k = corpus.kernel('initialisers', { family });
  k.module(`.const .align 4 .b32 words[8] = {1, -2, 0x7fffffff, 0x80000000, 5, 6};
.const .align 1 .b8 bytes[8] = {1, 2, 255, -1, 127, 128};
.const .align 2 .u16 halves[4] = {65535, 1};
.const .align 8 .f64 doubles[4] = {1.5, -2.0e10, 0d7FF0000000000000, 3.0};
.const .align 4 .f32 floats[4] = {1.5, 0f3F800001, -0.1};
.const .align 8 .u64 longs[2] = {0x123456789abcdef0, 18446744073709551615};
.const .align 4 .u32 matrix[2][3] = {{1, 2, 3}, {4, 5}};
.const .u32 alone = 99;
.global .align 16 .v4 .f32 quad = {1.0, 2.0, 3.0, 4.0};
.global .align 4 .u32 zeros[4];
.global .align 4 .u32 table[8] = {100, 101, 102, 103, 104, 105, 106, 107};
.global .align 8 .u64 pointers[4] = {table, table+8, generic(table), generic(words)};
.const .align 8 .u64 constPointers[2] = {words+4, bytes};
.global .align 1 .u8 packed[16] = {0xFF(table), 0xFF00(table), 0xFF0000(table), 0xFF000000(table), 0xFF00000000(table), 0xFF0000000000(table), 0xFF000000000000(table), 0xFF00000000000000(table), 9};`);
  const i = k.reg('b32');
  const p = k.reg('b64');
  const at = (symbol: string, mask: number, size: number): string =>
    `and.b32 ${i}, %thread, ${mask};\nmov.u64 ${p}, ${symbol};\nmad.wide.u32 ${p}, ${i}, ${size}, ${p};\n`;
  k.test(`${at('words', 7, 4)}ld.const.s32 <d:s32>, [${p}];`);
  k.test(`${at('bytes', 7, 1)}ld.const.s8 <d:b32>, [${p}];`);
  k.test(`${at('bytes', 7, 1)}ld.const.u8 <d:b32>, [${p}];`);
  k.test(`${at('halves', 3, 2)}ld.const.s16 <d:b32>, [${p}];`);
  k.test(`${at('doubles', 3, 8)}ld.const.f64 <d:f64>, [${p}];`);
  k.test(`${at('floats', 3, 4)}ld.const.f32 <d:f32>, [${p}];`);
  k.test(`${at('longs', 1, 8)}ld.const.u64 <d:u64>, [${p}];`);
  k.test(`${at('matrix', 3, 4)}ld.const.u32 <d:u32>, [${p}];`);
  k.test('ld.const.u32 <d:u32>, [alone];');
  k.test('ld.const.u32 <d:u32>, [matrix+12];');
  k.test('ld.const.v2.u32 {<d:u32>, <e:u32>}, [words+8];');
  k.test('ld.global.v4.f32 {<d:f32>, <e:f32>, <f:f32>, <g:f32>}, [quad];');
  k.test('ld.global.u32 <d:u32>, [zeros+8];');
  for (const slot of [0, 1]) k.test(`ld.global.u64 ${p}, [pointers+${8 * slot}];\nld.global.u32 <d:u32>, [${p}+4];`);
  for (const slot of [2, 3]) k.test(`ld.global.u64 ${p}, [pointers+${8 * slot}];\nld.u32 <d:u32>, [${p}+4];`);
  k.test(`ld.const.u64 ${p}, [constPointers];\nld.const.u32 <d:u32>, [${p}+4];`);
  k.test(`ld.const.u64 ${p}, [constPointers+8];\nld.const.u8 <d:b32>, [${p}+2];`);
  k.code(`mov.u64 ${p}, 0;`);
  for (let byte = 7; byte >= 0; byte--) {
    k.code(`{ .reg .b64 x; ld.global.u8 x, [packed+${byte}]; shl.b64 ${p}, ${p}, 8; or.b64 ${p}, ${p}, x; }`);
  }
  k.test(`ld.global.u32 <d:u32>, [${p}+12];`);
  k.test('ld.global.u8 <d:u32>, [packed+8];');

  const g = corpus.kernel('module_global', { family, block: [64], grid: [2] });
  // Threads of a block share through a module-scope variable that each writes at its own place.
  g.module('.global .align 4 .u32 board[128];');
  const a = g.input('u32', 'bits');
  const [q, r] = [g.reg('b64'), g.reg('b32')];
  g.code(`mov.u64 ${q}, board;
mad.wide.u32 ${q}, %thread, 4, ${q};
st.global.u32 [${q}], ${a};
bar.sync 0;
xor.b32 ${r}, %thread, 21;
mov.u64 ${q}, board;
mad.wide.u32 ${q}, ${r}, 4, ${q};`);
  g.test(`ld.volatile.global.u32 <d:u32>, [${q}];`);
}

function parameters(corpus: Corpus): void {
  const k = corpus.kernel('parameters', { family });
  const view = (bytes: number, write: (view: DataView) => void): Uint8Array => {
    const array = new Uint8Array(bytes);
    write(new DataView(array.buffer));
    return array;
  };
  k.parameter('.param .u8 p8', Uint8Array.of(0xfe));
  k.parameter('.param .s8 n8', Uint8Array.of(0x81));
  k.parameter(
    '.param .u16 p16',
    view(2, (v) => v.setUint16(0, 65533, true)),
  );
  k.parameter(
    '.param .s32 p32',
    view(4, (v) => v.setInt32(0, -123456, true)),
  );
  k.parameter(
    '.param .f32 f',
    view(4, (v) => v.setFloat32(0, 1.1, true)),
  );
  k.parameter('.param .b8 single', Uint8Array.of(7));
  k.parameter(
    '.param .u64 p64',
    view(8, (v) => v.setBigUint64(0, 0x0123456789abcdefn, true)),
  );
  k.parameter(
    '.param .f64 g',
    view(8, (v) => v.setFloat64(0, -Math.E, true)),
  );
  k.parameter(
    '.param .align 16 .b8 block[40]',
    Uint8Array.from({ length: 40 }, (_, i) => (i * 37 + 200) & 0xff),
  );
  k.parameter('.param .align 4 .b8 small[6]', Uint8Array.of(1, 2, 3, 200, 255, 0));
  k.test('ld.param.u8 <d:b32>, [p8];');
  k.test('ld.param.s8 <d:b32>, [n8];');
  k.test('ld.param.u16 <d:b16>, [p16];');
  k.test('ld.param.s16 <d:b32>, [p16];');
  k.test('ld.param.s32 <d:s32>, [p32];');
  k.test('ld.param.f32 <d:f32>, [f];');
  k.test('ld.param.u8 <d:b16>, [single];');
  k.test('ld.param.u64 <d:u64>, [p64];');
  k.test('ld.param.b32 <d:b32>, [p64+4];');
  k.test('ld.param.f64 <d:f64>, [g];');
  for (const at of [0, 4, 8, 36]) k.test(`ld.param.u32 <d:u32>, [block+${at}];`);
  k.test('ld.param.v4.u32 {<d:u32>, <e:u32>, <f:u32>, <g:u32>}, [block+16];');
  k.test('ld.param.v2.b64 {<d:b64>, <e:b64>}, [block];');
  k.test('ld.param.s8 <d:b32>, [block+39];');
  k.test('ld.param.s8 <d:b32>, [small+3];');
  k.test(`{ .reg .b64 p; .reg .b32 i; mov.b64 p, block;
and.b32 i, %thread, 7; mad.wide.u32 p, i, 4, p; ld.param.u32 <d:u32>, [p+4]; }`);
  k.test(`{ .reg .b64 p; .reg .b32 i; mov.b64 p, block; cvta.param.u64 p, p;
and.b32 i, %thread, 7; mad.wide.u32 p, i, 4, p; ld.u32 <d:u32>, [p]; }`);
}

function sharedAndLocal(corpus: Corpus): void {
  const k = corpus.kernel('shared_static_dynamic', { family, block: [64], grid: [3], shared: 1024 });
  k.module('.extern .shared .align 16 .b8 dynamic[];');
  k.module('.shared .align 4 .b32 fixed[64];');
  k.declare('.shared .align 8 .b64 inner[64];');
  const [a, b, c] = [k.input('b32', 'bits'), k.input('b64', 'bits'), k.input('f32', 'bits')];
  const [p, q, s, t, tid] = [k.reg('b32'), k.reg('b32'), k.reg('b32'), k.reg('b32'), k.reg('b32')];
  k.code(`mov.u32 ${tid}, %tid.x;
mov.u32 ${p}, fixed;
mad.lo.u32 ${p}, ${tid}, 4, ${p};
mov.u32 %n32, inner;
mad.lo.u32 ${q}, ${tid}, 8, %n32;
mov.u32 ${s}, dynamic;
mad.lo.u32 ${s}, ${tid}, 16, ${s};
st.shared.b32 [${p}], ${a};
st.shared.b64 [${q}], ${b};
st.shared.v4.f32 [${s}], {${c}, ${c}, ${c}, ${c}};
st.shared.b32 [${s}+4], ${tid};
bar.sync 0;
sub.u32 ${t}, 63, ${tid};
mov.u32 %n32, fixed;
mad.lo.u32 ${p}, ${t}, 4, %n32;
mov.u32 %n32, inner;
mad.lo.u32 ${q}, ${t}, 8, %n32;
mov.u32 %n32, dynamic;
mad.lo.u32 ${s}, ${t}, 16, %n32;`);
  k.test(`ld.shared.b32 <d:b32>, [${p}];`);
  k.test(`ld.shared.b64 <d:b64>, [${q}];`);
  k.test(`ld.shared.v4.f32 {<d:f32>, <e:f32>, <f:f32>, <g:f32>}, [${s}];`);
  k.test('ld.shared.b32 <d:b32>, [fixed+20];');
  k.test('ld.shared.b32 <d:b32>, [dynamic+1008];');
  k.test(`ld.volatile.shared.b32 <d:b32>, [${p}];`);
  k.test(`ld.shared::cta.b32 <d:b32>, [${p}];`);

  const l = corpus.kernel('local_indexed', { family });
  l.declare('.local .align 4 .b32 values[16];');
  const [x, y] = [l.input('u32', 'bits'), l.input('u32', 'bits')];
  const [i, address, r, n] = [l.reg('b32'), l.reg('b64'), l.reg('b32'), l.reg('b64')];
  const loop = l.label();
  const p1 = l.reg('pred');
  // values[i] = x * (i + 1); then a sum over places that depend on the data; then a part sorted by exchange.
  l.code(`mov.u64 ${address}, values;
mov.u32 ${i}, 0;
${loop}:
mad.lo.u32 ${r}, ${i}, ${x}, ${y};
mad.wide.u32 ${n}, ${i}, 4, ${address};
st.local.u32 [${n}], ${r};
add.u32 ${i}, ${i}, 1;
setp.lt.u32 ${p1}, ${i}, 16;
@${p1} bra ${loop};`);
  for (const shift of [0, 4, 8, 28]) {
    l.test(`{ .reg .b32 k; .reg .b64 m; shr.u32 k, ${y}, ${shift}; and.b32 k, k, 15;
mad.wide.u32 m, k, 4, ${address}; ld.local.u32 <d:u32>, [m]; }`);
  }
  l.test(`ld.local.v4.u32 {<d:u32>, <e:u32>, <f:u32>, <g:u32>}, [values+16];`);
}

function moves(corpus: Corpus): void {
  const k = corpus.kernel('mov_pack_unpack', { family, block: [64] });
  const [h, i, w, x, d, e] = [
    ...[k.input('b16', 'bits'), k.input('b16', 'bits'), k.input('b32', 'bits'), k.input('b32', 'bits')],
    ...[k.input('b64', 'bits'), k.input('f64', 'bits')],
  ];
  k.test(`mov.b32 <d:b32>, {${h}, ${i}};`);
  k.test(`mov.b64 <d:b64>, {${w}, ${x}};`);
  k.test(`mov.b64 <d:b64>, {${h}, ${i}, ${i}, ${h}};`);
  k.test(`mov.b64 {<d:b32>, <e:b32>}, ${d};`);
  k.test(`mov.b64 {<d:b16>, <e:b16>, <f:b16>, <g:b16>}, ${d};`);
  k.test(`mov.b32 {<d:b16>, <e:b16>}, ${w};`);
  k.test(`mov.b64 {_, <e:b32>}, ${d};`);
  k.test(`mov.b64 {<d:b32>, <e:f32>}, ${e};`);
  k.test(`mov.b128 <d:b128>, {${d}, ${d}};`);
  k.test(`mov.b32 <d:b32>, ${w};\nmov.b64 <e:b64>, ${d};\nmov.f64 <f:f64>, ${e};\nmov.u16 <g:b16>, ${h};`);
  k.test(
    'mov.u32 <d:u32>, 0xdeadbeef;\nmov.s32 <e:s32>, -5;\nmov.f32 <f:f32>, 0f7FC00123;\nmov.f64 <g:f64>, 0d7FF0000000000123;',
  );
  k.test(
    'mov.u32 <d:u32>, 0b1011;\nmov.u32 <e:u32>, 0777;\nmov.u64 <f:u64>, 0xffffffffffffffffU;\nmov.f32 <g:f32>, 3.25e-3;',
  );
  k.test(
    'mov.s32 <d:s32>, (3 + 4) * 5 - (1 << 6);\nmov.u32 <e:u32>, 17 % 5 + (0xff & ~3);\nmov.s32 <f:s32>, 3 > 2 ? -8 / 3 : 9;',
  );
  k.test('mov.u32 <d:u32>, WARP_SZ;');
  k.test(`{ .reg .v4 .b32 v; mov.b32 v.x, ${w}; mov.b32 v.y, ${x}; mov.b32 v.z, 3; mov.b32 v.w, ${w};
add.u32 <d:b32>, v.x, v.y; xor.b32 <e:b32>, v.z, v.w; }`);
  k.test(
    `{ .reg .b32 r<3>; mov.b32 r0, ${w}; { .reg .b32 r<3>; mov.b32 r0, ${x}; mov.b32 <d:b32>, r0; }\nmov.b32 <e:b32>, r0; }`,
  );
}

export function memoryKernels(corpus: Corpus): void {
  loadsAndStores(corpus);
  qualifiers(corpus);
  addresses(corpus);
  constants(corpus);
  parameters(corpus);
  sharedAndLocal(corpus);
  moves(corpus);
}
