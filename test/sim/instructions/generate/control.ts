/** Branches, loops, calls and predication. */
import type { Corpus } from './writer.js';

const family = 'control';

function branches(corpus: Corpus): void {
  const k = corpus.kernel('branch_divergence', { family });
  const [a, b] = [k.input('s32', { integers: [-20, 20] }), k.input('s32', { integers: [-20, 20] })];
  // if / else if / else with values that live across.
  k.test(`{ .reg .pred p, q; .reg .b32 r;
mov.b32 r, 1000;
setp.lt.s32 p, ${a}, 0;
@p bra THEN;
setp.gt.s32 q, ${a}, ${b};
@q bra MIDDLE;
add.s32 r, r, ${b};
bra.uni JOIN;
MIDDLE: mul.lo.s32 r, ${a}, 3;
bra JOIN;
THEN: sub.s32 r, ${b}, ${a};
JOIN: add.s32 <d:s32>, r, 7; }`);
  // Loops with a trip count of each lane's own, nested.
  k.test(`{ .reg .pred p; .reg .b32 i, j, n, m, s;
abs.s32 n, ${a}; abs.s32 m, ${b}; mov.b32 s, 0; mov.b32 i, 0;
OUTER: setp.ge.s32 p, i, n;
@p bra DONE;
mov.b32 j, 0;
INNER: setp.ge.s32 p, j, m;
@p bra NEXT;
mad.lo.s32 s, i, j, s;
xor.b32 s, s, i;
add.s32 j, j, 1;
bra INNER;
NEXT: add.s32 i, i, 1;
bra OUTER;
DONE: mov.b32 <d:s32>, s; }`);
  // Continue and break.
  k.test(`{ .reg .pred p; .reg .b32 i, s, t;
mov.b32 s, 1; mov.b32 i, 0;
LOOP: add.s32 i, i, 1;
setp.gt.s32 p, i, 30;
@p bra OUT;
and.b32 t, i, ${b};
setp.eq.s32 p, t, 0;
@p bra LOOP;
mad.lo.s32 s, s, 5, i;
setp.eq.s32 p, i, ${a};
@p bra OUT;
bra LOOP;
OUT: mov.b32 <d:s32>, s;
mov.b32 <e:s32>, i; }`);
  // Collatz, whose lengths are irregular.
  k.test(`{ .reg .pred p, q; .reg .b32 n, c, t;
abs.s32 n, ${a}; mad.lo.s32 n, n, 7, 1; mov.b32 c, 0;
LOOP: setp.le.u32 p, n, 1;
@p bra OUT;
and.b32 t, n, 1; setp.ne.u32 q, t, 0;
@!q shr.u32 n, n, 1;
@q mad.lo.u32 n, n, 3, 1;
add.u32 c, c, 1;
bra LOOP;
OUT: mov.b32 <d:u32>, c; }`);
  // The warp comes together after each: votes see all lanes.
  k.code('bar.warp.sync -1;');
  k.test(`{ .reg .pred p; setp.gt.s32 p, ${a}, 0; vote.sync.ballot.b32 <d:b32>, p, -1; }`);

  const g = corpus.kernel('branch_irreducible', { family });
  const [x, y] = [g.input('u32', 'bits'), g.input('u32', { integers: [1, 40] })];
  // Two entries into one loop.
  g.test(`{ .reg .pred p; .reg .b32 t, s, n;
and.b32 t, ${x}, 1; mov.b32 s, ${x}; mov.b32 n, ${y};
setp.eq.u32 p, t, 0;
@p bra SECOND;
FIRST: mad.lo.u32 s, s, 1664525, 1013904223;
SECOND: shr.u32 t, s, 3; xor.b32 s, s, t;
sub.u32 n, n, 1;
and.b32 t, s, 4;
setp.eq.u32 p, n, 0;
@p bra OUT;
setp.eq.u32 p, t, 0;
@p bra FIRST;
add.u32 s, s, n;
bra SECOND;
OUT: mov.b32 <d:u32>, s; }`);
  // A state machine of jumps backwards and forwards.
  g.test(`{ .reg .pred p; .reg .b32 s, n, t;
mov.b32 s, ${x}; mov.b32 n, ${y};
A: add.u32 s, s, 3; sub.u32 n, n, 1; setp.eq.u32 p, n, 0; @p bra END;
and.b32 t, s, 8; setp.ne.u32 p, t, 0; @p bra C;
B: xor.b32 s, s, 0x55; and.b32 t, s, 16; setp.ne.u32 p, t, 0; @p bra A;
C: shf.l.wrap.b32 s, s, s, 5; sub.u32 n, n, 1; setp.le.s32 p, n, 0; @p bra END;
and.b32 t, s, 2; setp.ne.u32 p, t, 0; @p bra B;
bra A;
END: mov.b32 <d:u32>, s; }`);
  // Short circuits into a shared block.
  g.test(`{ .reg .pred p; .reg .b32 t, r;
mov.b32 r, 5;
and.b32 t, ${x}, 1; setp.ne.u32 p, t, 0; @p bra HIT;
and.b32 t, ${x}, 2; setp.ne.u32 p, t, 0; @p bra HIT;
setp.gt.u32 p, ${y}, 20; @!p bra MISS;
HIT: add.u32 r, r, ${y};
setp.gt.u32 p, r, 30; @p bra END;
MISS: mul.lo.u32 r, r, 11;
END: mov.b32 <d:u32>, r; }`);

  const e = corpus.kernel('early_exit', { family });
  const v = e.input('u32', 'bits');
  e.test(`mov.u32 <d:u32>, ${v};`);
  const p = e.reg('pred');
  e.code(`{ .reg .b32 t; and.b32 t, ${v}, 3; setp.eq.u32 ${p}, t, 0; }\n@${p} exit;`);
  e.test(`add.u32 <d:u32>, ${v}, 1;`);
  e.code(`{ .reg .b32 t; and.b32 t, ${v}, 8; setp.eq.u32 ${p}, t, 0; }\n@${p} ret;`);
  e.test(`add.u32 <d:u32>, ${v}, 2;`);
  e.test('{ .reg .b32 m; activemask.b32 m; popc.b32 m, m; setp.gt.u32 <d:pred>, m, 0; }');

  const s = corpus.kernel('brx_idx', { family });
  const [w, z] = [s.input('u32', { integers: [0, 4] }), s.input('u32', 'bits')];
  s.test(`{ .reg .b32 r;
mov.b32 r, ${z};
TABLE: .branchtargets CASE0, CASE1, CASE2, CASE3, CASE1;
brx.idx ${w}, TABLE;
CASE0: add.u32 r, r, 1; bra END;
CASE1: mul.lo.u32 r, r, 3;
CASE2: xor.b32 r, r, 0xff; bra END;
CASE3: not.b32 r, r;
END: mov.b32 <d:u32>, r; }`);
  s.test(`{ .reg .b32 r; .reg .pred q;
mov.b32 r, ${z};
TABLE2: .branchtargets X0, X1;
{ .reg .b32 t; and.b32 t, ${w}, 1; setp.ne.u32 q, ${w}, 3;
@q brx.idx t, TABLE2; }
add.u32 r, r, 5;
X0: shl.b32 r, r, 2;
X1: sub.u32 <d:u32>, r, 9; }`);
}

function predication(corpus: Corpus): void {
  const k = corpus.kernel('predicated', { family });
  const [a, b] = [k.input('u32', 'bits'), k.input('u32', 'bits')];
  const f = k.input('f32', 'finite');
  const [p, q] = [k.input('pred', { integers: [0, 1] }), k.input('pred', { integers: [0, 1] })];
  const data = k.array('b32', 128, 'bits');
  const instructions = [
    'add.u32 r, A, B;', 'mul.lo.u32 r, A, B;', 'lop3.b32 r, A, B, r, 0x96;', 'shl.b32 r, A, 5;', 'popc.b32 r, A;',
    'prmt.b32 r, A, B, 0x6240;', 'div.u32 r, A, 7;', 'cvt.u32.u16 r, h;', 'ld.global.u32 r, [%in4+DATA];',
    'selp.b32 r, A, B, Q;', 'set.lt.u32.u32 r, A, B;', 'bfe.u32 r, A, 3, 9;', 'mov.b32 r, {h, h};', 'mov.u32 r, %laneid;',
    'sad.u32 r, A, B, r;', 'min.s32 r, A, B;', 'clz.b32 r, A;',
  ]; // prettier-ignore
  for (const [i, text] of instructions.entries()) {
    const written = text.replaceAll('A', a).replaceAll('B', b).replaceAll('Q', q).replace(`D${a}T${a}`, String(data));
    k.test(`{ .reg .b32 r; .reg .b16 h; cvt.u16.u32 h, ${a}; mov.b32 r, 99;
@${i % 2 ? '!' : ''}${p} ${written}
mov.b32 <d:b32>, r; }`);
  }
  k.test(
    `{ .reg .f32 r; mov.f32 r, 0f00000000; @${p} fma.rn.f32 r, ${f}, ${f}, r; @!${p} neg.f32 r, ${f}; mov.f32 <d:f32>, r; }`,
  );
  k.test(`{ .reg .pred r, s; setp.ne.u32 r, ${a}, ${a}; setp.eq.u32 s, 0, 0; @${p} setp.lt.u32 r|s, ${a}, ${b};
mov.pred <d:pred>, r; mov.pred <e:pred>, s; }`);
  const room = k.output('b32', 128, 'a predicated store over the poison');
  k.code(`@${q} st.global.u32 [%out4+${room}], ${a};`);
  k.code(`{ .shared .align 4 .b32 cells[128]; .reg .b32 s; .reg .b32 x;
mov.u32 s, cells; mad.lo.u32 s, %thread, 4, s; st.shared.u32 [s], 1; @!${p} st.shared.u32 [s], ${b};
@${q} red.shared.add.u32 [s], 10; bar.sync 0; ld.shared.u32 x, [s]; st.global.u32 [%out4+${room}], x; }`);
}

function calls(corpus: Corpus): void {
  const k = corpus.kernel('call_functions', { family });
  k.module(`.func (.reg .b32 result) square_add(.reg .b32 x, .reg .b32 y)
{
  mul.lo.u32 result, x, x;
  add.u32 result, result, y;
  ret;
}
.func (.param .b32 result) mix(.param .b32 x, .param .b64 y, .param .f32 z)
{
  .reg .b32 a, c; .reg .b64 b; .reg .f32 f;
  ld.param.b32 a, [x];
  ld.param.b64 b, [y];
  ld.param.f32 f, [z];
  cvt.u32.u64 c, b;
  xor.b32 a, a, c;
  shr.u64 b, b, 32;
  cvt.u32.u64 c, b;
  add.u32 a, a, c;
  mov.b32 c, f;
  xor.b32 a, a, c;
  st.param.b32 [result], a;
  ret;
}
.func (.param .align 16 .b8 result[16]) swap_struct(.param .align 16 .b8 value[16])
{
  .reg .b32 a, b, c, d;
  ld.param.v4.b32 {a, b, c, d}, [value];
  st.param.v4.b32 [result], {d, c, b, a};
  ret;
}
.func (.param .b32 result) sum_array(.param .b64 array, .param .b32 count)
{
  .reg .b64 p; .reg .b32 n, s, v; .reg .pred q;
  ld.param.b64 p, [array];
  ld.param.b32 n, [count];
  mov.b32 s, 0;
LOOP:
  setp.eq.u32 q, n, 0;
  @q bra DONE;
  ld.u32 v, [p];
  mad.lo.u32 s, s, 31, v;
  st.u32 [p], s;
  add.u64 p, p, 4;
  sub.u32 n, n, 1;
  bra LOOP;
DONE:
  st.param.b32 [result], s;
  ret;
}
.func nothing(.param .b64 place, .param .b32 value)
{
  .reg .b64 p; .reg .b32 v; .reg .pred q;
  ld.param.b64 p, [place];
  ld.param.b32 v, [value];
  setp.gt.s32 q, v, 0;
  @q ret;
  st.u32 [p], v;
  ret;
}
.func (.param .b32 result) fibonacci(.param .b32 n)
{
  .reg .b32 a, b, r; .reg .pred p;
  ld.param.b32 a, [n];
  setp.lt.u32 p, a, 2;
  @p bra LEAF;
  sub.u32 b, a, 1;
  { .param .b32 argument; .param .b32 returned;
    st.param.b32 [argument], b;
    call.uni (returned), fibonacci, (argument);
    ld.param.b32 r, [returned]; }
  sub.u32 b, a, 2;
  { .param .b32 argument; .param .b32 returned;
    st.param.b32 [argument], b;
    call (returned), fibonacci, (argument);
    ld.param.b32 b, [returned]; }
  add.u32 a, r, b;
LEAF:
  st.param.b32 [result], a;
  ret;
}
.func (.param .b32 result) isOdd(.param .b32 n);
.func (.param .b32 result) isEven(.param .b32 n)
{
  .reg .b32 a; .reg .pred p;
  ld.param.b32 a, [n];
  setp.eq.u32 p, a, 0;
  @p bra YES;
  sub.u32 a, a, 1;
  { .param .b32 x; .param .b32 y; st.param.b32 [x], a; call (y), isOdd, (x); ld.param.b32 a, [y]; }
  st.param.b32 [result], a;
  ret;
YES:
  st.param.b32 [result], 1;
  ret;
}
.func (.param .b32 result) isOdd(.param .b32 n)
{
  .reg .b32 a; .reg .pred p;
  ld.param.b32 a, [n];
  setp.eq.u32 p, a, 0;
  @p bra NO;
  sub.u32 a, a, 1;
  { .param .b32 x; .param .b32 y; st.param.b32 [x], a; call (y), isEven, (x); ld.param.b32 a, [y]; }
  st.param.b32 [result], a;
  ret;
NO:
  st.param.b32 [result], 0;
  ret;
}
.func (.param .b32 result) twice(.param .b32 x)
{
  .reg .b32 a; ld.param.b32 a, [x]; shl.b32 a, a, 1; st.param.b32 [result], a; ret;
}
.func (.param .b32 result) invert(.param .b32 x)
{
  .reg .b32 a; ld.param.b32 a, [x]; not.b32 a, a; st.param.b32 [result], a; ret;
}
.func (.param .b32 result) thirdPower(.param .b32 x)
{
  .reg .b32 a, b; ld.param.b32 a, [x]; mul.lo.u32 b, a, a; mul.lo.u32 b, b, a; st.param.b32 [result], b; ret;
}
.global .align 8 .u64 functions[3] = {twice, invert, thirdPower};`);
  const [a, b, d] = [k.input('u32', 'bits'), k.input('u32', 'bits'), k.input('b64', 'bits')];
  const f = k.input('f32', 'bits');
  const n = k.input('u32', { integers: [0, 11] });
  k.declare('.local .align 16 .b32 stack[8];');
  k.test(`{ .reg .b32 r; call (r), square_add, (${a}, ${b}); mov.b32 <d:u32>, r; }`);
  k.test(`{ .param .b32 x; .param .b64 y; .param .f32 z; .param .b32 r;
st.param.b32 [x], ${a}; st.param.b64 [y], ${d}; st.param.f32 [z], ${f};
call.uni (r), mix, (x, y, z);
ld.param.b32 <d:b32>, [r]; }`);
  k.test(`{ .param .align 16 .b8 x[16]; .param .align 16 .b8 r[16];
st.param.v2.b32 [x], {${a}, ${b}}; st.param.b64 [x+8], ${d};
call (r), swap_struct, (x);
ld.param.v4.b32 {<d:b32>, <e:b32>, <f:b32>, <g:b32>}, [r]; }`);
  k.test(`{ .param .b64 x; .param .b32 y; .param .b32 r; .reg .b64 p;
st.local.v4.u32 [stack], {${a}, ${b}, 3, 4};
mov.u64 p, stack; cvta.local.u64 p, p;
st.param.b64 [x], p; st.param.b32 [y], 4;
call (r), sum_array, (x, y);
ld.param.b32 <d:u32>, [r];
ld.local.v4.u32 {<e:u32>, <f:u32>, <g:u32>, <h:u32>}, [stack]; }`);
  k.test(`{ .param .b64 x; .param .b32 y; .reg .b64 p;
st.local.u32 [stack], 7;
mov.u64 p, stack; cvta.local.u64 p, p;
st.param.b64 [x], p; st.param.b32 [y], ${b};
call nothing, (x, y);
ld.local.u32 <d:u32>, [stack]; }`);
  k.test(
    `{ .param .b32 x; .param .b32 r; st.param.b32 [x], ${n}; call (r), fibonacci, (x); ld.param.b32 <d:u32>, [r]; }`,
  );
  k.test(`{ .param .b32 x; .param .b32 r; st.param.b32 [x], ${n}; call (r), isEven, (x); ld.param.b32 <d:u32>, [r]; }`);
  // Calls that only some lanes make, and each lane a function of its own.
  k.test(`{ .reg .pred p; .reg .b32 v; setp.gt.u32 p, ${n}, 5; mov.b32 v, ${a};
@p bra SKIP;
{ .param .b32 x; .param .b32 r; st.param.b32 [x], v; call (r), twice, (x); ld.param.b32 v, [r]; }
SKIP: mov.b32 <d:u32>, v; }`);
  k.test(`{ .reg .b64 p; .reg .b32 i; .reg .b64 t;
rem.u32 i, ${n}, 3; mov.u64 t, functions; mad.wide.u32 t, i, 8, t; ld.global.u64 p, [t];
{ .param .b32 x; .param .b32 r; st.param.b32 [x], ${b};
PROTOTYPE: .callprototype (.param .b32 _) _ (.param .b32 _);
call (r), p, (x), PROTOTYPE;
ld.param.b32 <d:u32>, [r]; } }`);
  k.test(`{ .reg .b64 p, q; .reg .pred s;
mov.u64 p, twice; mov.u64 q, thirdPower; setp.gt.u32 s, ${n}, 4; selp.b64 p, p, q, s;
{ .param .b32 x; .param .b32 r; st.param.b32 [x], ${a};
TARGETS: .calltargets twice, thirdPower;
call (r), p, (x), TARGETS;
ld.param.b32 <d:u32>, [r]; } }`);
}

export function controlKernels(corpus: Corpus): void {
  branches(corpus);
  predication(corpus);
  calls(corpus);
}
