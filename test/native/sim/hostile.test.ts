import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../lib/errors.js';
import type { SimulatedDevice, SimulatedFindingKind } from '../../../lib/native/types.js';
import { openSmallDevice, runText } from './run_text.js';
import type { TextOptions } from './run_text.js';

const header = '.version 9.0\n.target sm_90a\n.address_size 64\n';

/** A kernel of a body, with what stands before it in the module, and its parameters. */
const kernelOf = (body: string, module = '', parameters = ''): string =>
  `${header}${module}\n.visible .entry kernel(${parameters})\n{\n${body}\n}\n`;

const times = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join('');

interface Refused {
  name: string;
  text: string | Uint8Array;
  code: ErrorCode;
  message: RegExp;
  options?: TextOptions;
}

interface Found {
  name: string;
  text: string;
  kind: SimulatedFindingKind;
  message: RegExp;
  options?: TextOptions;
}

const registers = '.reg .b32 %r<4>; .reg .b64 %rd<4>; .reg .pred %p<2>;';

const refused: Refused[] = [
  { name: 'nothing', text: '', code: 'bad-ptx', message: /expected \.version but found the end/ },
  {
    name: 'binary garbage',
    text: Uint8Array.from({ length: 5000 }, (_, i) => (i * 197 + (i >> 3)) & 255),
    code: 'bad-ptx',
    message: /expected \.version but found/,
  },
  {
    name: 'a text cut off in a body',
    text: kernelOf(`${registers}\n  add.u32 %r1, %r1, 1;`).slice(0, -12),
    code: 'bad-ptx',
    message: /expected .* but found/,
  },
  {
    name: 'operands nested 100000 deep',
    text: kernelOf(`${registers}\n  mov.b32 ${'{'.repeat(100_000)}%r1`),
    code: 'bad-ptx',
    message: /expected .* but found/,
  },
  {
    name: 'an expression nested 100000 deep',
    text: `${header}.global .b32 x = ${'('.repeat(100_000)}1;\n${kernelOf('ret;').slice(header.length)}`,
    code: 'bad-ptx',
    message: /expected .* but found/,
  },
  {
    name: 'an initial value of 1e9 elements',
    text: kernelOf('ret;', '.global .b64 x[1000000000] = {1, 2};'),
    code: 'bad-ptx',
    message: /expected no more than \d+ bytes of initial values/,
  },
  {
    name: 'a billion registers',
    text: kernelOf('.reg .b32 %r<1000000000>; ret;'),
    code: 'bad-ptx',
    message: /expected no more than \d+ registers/,
  },
  {
    name: 'global memory of gigabytes',
    text: kernelOf(`${registers} mov.u64 %rd1, x; ret;`, '.global .b8 x[3000000000];'),
    code: 'device-out-of-memory',
    message: /Expected at most \d+ more bytes on the simulator but 3000000000 were asked for/,
  },
  {
    name: 'shared memory of gigabytes',
    text: kernelOf('ret;', '.shared .b8 x[3000000000];'),
    code: 'bad-plan',
    message: /Expected at most 232448 bytes in a shared variable .* but "x" has 3000000000\./,
  },
  {
    name: 'dynamic shared memory of gigabytes',
    text: kernelOf('ret;'),
    options: { sharedBytes: 0xffffff00 },
    code: 'bad-plan',
    message: /Expected at most 232448 bytes of shared memory but kernel has 0 static ones and 4294967040/,
  },
  {
    name: 'local memory of gigabytes',
    text: kernelOf('.local .b8 x[3000000000]; ret;'),
    code: 'bad-ptx',
    message: /takes 3000000064 bytes of local memory; a thread has at most 524288/,
  },
  {
    name: 'a parameter of gigabytes',
    text: kernelOf('ret;', '', '.param .b8 x[4000000000]'),
    code: 'bad-ptx',
    message: /A parameter of 4000000000 bytes is larger than any GPU takes/,
  },
  {
    name: 'gigabytes of parameters',
    text: kernelOf(
      'ret;',
      '',
      times(70_000, (i) => `${i ? ',' : ''}.param .b8 x${i}[65535]`),
    ),
    code: 'bad-ptx',
    message: /Expected a kernel with at most 32764 bytes of parameters but "kernel" has more/,
  },
  {
    name: 'more registers alive than a warp has rows',
    text: kernelOf(
      `.reg .b32 %r<40000>; .reg .b32 %s;\n` +
        times(40_000, (i) => `mov.u32 %r${i},1;`) +
        times(40_000, (i) => `add.u32 %s,%s,%r${i};`) +
        'ret;',
    ),
    code: 'bad-ptx',
    message: /Expected at most 32768 registers alive at a time but "kernel" has 400\d\d/,
  },
  {
    name: 'a kernel without a body',
    text: `${header}.visible .entry kernel(.param .u64 x);\n`,
    code: 'bad-plan',
    message: /Expected a kernel of the module but found no "kernel" in it/,
  },
  {
    name: 'a grid of more blocks than there are',
    text: kernelOf('ret;'),
    options: { grid: [0x7fffffff, 2, 1] },
    code: 'bad-plan',
    message: /Expected at most 2147483647 blocks on the simulator but found 4294967294/,
  },
  {
    name: 'a grid that takes days',
    text: kernelOf('ret;'),
    options: { grid: [0x7fffffff, 1, 1], deadlineMs: 300 },
    code: 'device-lost',
    message: /not done at the deadline/,
  },
  {
    name: 'calls that double 60 times, without a jump',
    text: kernelOf(
      'call f0; ret;',
      `.func f60() { ret; }\n${times(60, (i) => `.func f${59 - i}() { call f${60 - i}; call f${60 - i}; ret; }\n`)}`,
    ),
    options: { deadlineMs: 300, instructionBudget: 2 ** 40 },
    code: 'device-lost',
    message: /not done at the deadline/,
  },
  {
    name: 'a loop of long formats',
    text: kernelOf(
      `${registers}
again:
  { .param .b64 a; .param .b64 b; .param .b32 c;
    mov.u64 %rd1, text; cvta.global.u64 %rd1, %rd1;
    st.param.b64 [a], %rd1; st.param.b64 [b], %rd1; call (c), vprintf, (a, b); }
  bra again;`,
      `.extern .func (.param .b32 c) vprintf(.param .b64 a, .param .b64 b);
.global .b8 text[4000] = {${times(3999, () => '65,')}0};`,
    ),
    options: { deadlineMs: 500, instructionBudget: 2 ** 40 },
    code: 'device-lost',
    message: /not done at the deadline/,
  },
];

const found: Found[] = [
  {
    name: 'an endless loop',
    text: kernelOf('again: bra again;'),
    kind: 'budget',
    message: /The loop did not end within 2000 instructions/,
  },
  {
    name: 'endless recursion',
    text: kernelOf('call f; ret;', '.func f() { call f; ret; }'),
    options: { instructionBudget: 1 << 26 },
    kind: 'stack-overflow',
    message: /nested 4097 deep/,
  },
  {
    name: 'recursion with large frames',
    text: kernelOf('call f; ret;', '.func f() { .local .b8 x[100000]; call f; ret; }'),
    kind: 'stack-overflow',
    message: /bytes of local memory; a thread has 524288/,
  },
  {
    name: 'a call with too few arguments',
    text: kernelOf('call f; ret;', '.func f(.reg .b32 x) { ret; }'),
    kind: 'trap',
    message: /Expected 1 arguments of the called function but found 0/,
  },
  {
    name: 'a call of no function',
    text: kernelOf(`${registers} p: .callprototype _ (); mov.u64 %rd1, 12345; call %rd1, (), p; ret;`),
    kind: 'out-of-bounds',
    message: /address is that of no function/,
  },
  {
    name: 'a branch target out of range',
    text: kernelOf(`${registers} t: .branchtargets l; mov.u32 %r1, 7; brx.idx %r1, t; l: ret;`),
    kind: 'out-of-bounds',
    message: /Expected a branch target below 1 but found 7/,
  },
  {
    name: 'a local address that wraps around',
    text: kernelOf(
      `${registers} .local .align 8 .b8 x[64]; mov.u64 %rd1, -8; st.local.b64 [%rd1], %rd1; st.local.b64 [x], %rd1; ret;`,
    ),
    kind: 'out-of-bounds',
    message: /^/,
  },
  {
    name: 'a bulk copy whose end wraps around',
    text: kernelOf(
      `${registers} mov.u32 %r1, 0xfffffff0; ld.param.u64 %rd1, [y]; cp.async.bulk.global.shared::cta.bulk_group [%rd1], [x+16], %r1; ret;`,
      '.shared .align 128 .b8 x[1024];',
      '.param .u64 in, .param .u64 y',
    ),
    kind: 'out-of-bounds',
    message: /^/,
  },
  {
    name: 'a barrier for more threads than the block has',
    text: kernelOf('again: bar.arrive 1, 4294967264; bra again;'),
    kind: 'barrier-divergence',
    message: /Expected at most 64 threads at a barrier of this block but found 4294967264/,
  },
  {
    name: 'a barrier that there is not',
    text: kernelOf(`${registers} mov.u32 %r1, -1; bar.sync %r1;`),
    kind: 'barrier-divergence',
    message: /Expected a barrier below 16 but found 4294967295/,
  },
  {
    name: 'an instruction that there is not',
    text: kernelOf(`${registers} frobnicate.u32 %r1, %r2;`),
    kind: 'unsupported',
    message: /does not execute frobnicate\.u32/,
  },
];

describe('the simulator, given hostile PTX', () => {
  let device: SimulatedDevice;

  before(() => {
    device = openSmallDevice();
  });

  for (const { name, text, code, message, options } of refused) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(runText(device, text, options), { name: 'WarpsmithError', code, message });
    });
  }

  for (const { name, text, kind, message, options } of found) {
    it(`finds ${name}`, async () => {
      const { findings } = await runText(device, text, options);
      assert.equal(findings[0]?.kind, kind, JSON.stringify(findings));
      assert.match(findings[0].message, message);
    });
  }

  it('follows a chain of 20000 functions without its own stack', async () => {
    const functions = times(20_000, (i) => `.func f${19_999 - i}() { ${i ? `call f${20_000 - i};` : ''} ret; }\n`);
    const { findings } = await runText(device, kernelOf('call f19999; ret;', functions));
    assert.deepEqual(findings, []);
  });

  it('multiplies floats on a thread that has multiplied integers alone', async () => {
    const text = kernelOf(`.reg .b32 %r<8>; .reg .f32 %f<4>;
  mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%r0,%r1,%r2,%r3}, {%r4,%r5,%r6,%r7}, {%r4,%r5}, {%r0,%r1,%r2,%r3};
  mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f0,%f1,%f2,%f3}, {%r4,%r5,%r6,%r7}, {%r4,%r5}, {%f0,%f1,%f2,%f3};
  ret;`);
    const { findings } = await runText(openSmallDevice(), text, { block: [32, 1, 1] });
    assert.deepEqual(findings, []);
  });

  it('refuses a kernel each time when a function that it calls is refused', async () => {
    const text = kernelOf('call f; ret;', '.func f() { .local .b8 x[3000000000]; ret; }');
    const module = await device.loadModule(new TextEncoder().encode(text));
    for (let tries = 0; tries < 2; ++tries) {
      await assert.rejects(module.kernel('kernel'), { code: 'bad-ptx', message: /a thread has at most 524288/ });
    }
  });
});
