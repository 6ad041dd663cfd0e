import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { WarpsmithError } from '../../../lib/errors.js';
import { addon } from '../../../lib/native/load_addon.js';
import type { NativeAbility } from '../../../lib/native/types.js';
import { packagePath } from '../../../lib/package_root.js';

const header = '.version 9.0\n.target sm_90a\n.address_size 64\n';

/** Two tensors, a number and a tensor map; the registers that bodies use. */
const kernel = (body: string, name = 'k'): string => `.visible .entry ${name}(
  .param .u64 ${name}_a, .param .u64 ${name}_b, .param .u32 ${name}_n, .param .align 64 .b8 ${name}_m[128])
{
  .reg .pred %p<9>; .reg .b32 %r<9>; .reg .b64 %rd<20>; .reg .f32 %f<9>;
  ld.param.u64 %rd1, [${name}_a];
  ld.param.u64 %rd2, [${name}_b];
  ld.param.u32 %r1, [${name}_n];
${body}
  ret;
}
`;

async function find(text: string, kernels = ['k']): Promise<NativeAbility[]> {
  const uses = Object.fromEntries(kernels.map((name) => [name, { tensors: [0, 1], maps: [3] }]));
  return addon.abilities(header + text, { kernels: uses, alignment: 32 });
}

/** As "name subject"; what does not reach anything has brackets. */
async function words(text: string, kernels?: string[]): Promise<string[]> {
  const found = await find(text, kernels);
  return found.map(({ name, subject, reaches }) => (reaches ? `${name} ${subject}`.trim() : `(${name} ${subject})`));
}

const ofBody = (body: string, before = ''): Promise<string[]> => words(before + kernel(body));

describe('the abilities in PTX', () => {
  it('are those of the kernels that are asked for, and of what they call', async () => {
    const text =
      '.global .u32 v;\n.func f() { .reg .b32 %r<2>; mov.u32 %r1, 1; st.global.u32 [v], %r1; ret; }\n' +
      kernel('call f;', 'calls') +
      kernel('', 'quiet');
    assert.deepEqual(await words(text, ['quiet']), []);
    assert.deepEqual(await words(text, ['calls']), ['module-state v']);
    const [found] = await find(text, ['quiet', 'calls']);
    assert.equal(found?.kernel, 'calls');
  });

  it('are found behind calls through pointers', async () => {
    const function_ = '.func f() { .reg .b32 %r<2>; mov.u32 %r1, %smid; st.global.u32 [v], %r1; ret; }\n';
    const found = await ofBody(
      'mov.u64 %rd3, f; P: .callprototype _ (); call %rd3, P;',
      `.global .u32 v;\n${function_}`,
    );
    assert.deepEqual(found, ['module-state v', 'special-register %smid']);
  });

  it('refuse to be found in what is no PTX', async () => {
    await assert.rejects(find('nonsense'), (error) => error instanceof WarpsmithError && error.code === 'bad-ptx');
  });

  describe('by what a branch decides', () => {
    const clock = 'mov.u32 %r2, %clock; setp.gt.u32 %p1, %r2, %r1;';

    it('end where its ways meet', async () => {
      const found = await ofBody(`${clock} @%p1 bra A; nanosleep.u32 9; A: st.global.u32 [%rd1], %r1;`);
      assert.deepEqual(found, ['(clock %clock)', 'sleep']);
    });

    it('include all that one of its ways does', async () => {
      assert.deepEqual(await ofBody(`${clock} @%p1 bra A; st.global.u32 [%rd1], %r1; A: nanosleep.u32 9;`), [
        'clock %clock',
        'sleep',
      ]);
    });

    it('include what comes behind a way that ends the thread', async () => {
      assert.deepEqual(await ofBody(`${clock} @%p1 exit; st.global.u32 [%rd1], %r1;`), ['clock %clock']);
      assert.deepEqual(await ofBody(`${clock} @%p1 ret; st.global.u32 [%rd1], %r1;`), ['clock %clock']);
    });

    it('leave out a way that only ends in a trap', async () => {
      const found = await ofBody(`${clock} @%p1 bra T; st.global.u32 [%rd1], %r1; ret; T: trap;`);
      assert.deepEqual(found, ['(clock %clock)']);
    });

    it('include what a register was set to on the way', async () => {
      const set = 'mov.u32 %r3, 0; @%p1 bra A; mov.u32 %r3, 1; A:';
      assert.deepEqual(await ofBody(`${clock} ${set} st.global.u32 [%rd1], %r3;`), ['clock %clock']);
    });

    it('include how often a loop runs', async () => {
      const loop =
        'mov.u32 %r3, 0; A: add.u32 %r3, %r3, 1; mov.u32 %r2, %clock; setp.gt.u32 %p1, %r2, %r1; @%p1 bra A;';
      assert.deepEqual(await ofBody(`${loop} st.global.u32 [%rd1], %r3;`), ['clock %clock']);
      assert.deepEqual(await ofBody(`${loop} st.global.u32 [%rd1], %r1;`), ['(clock %clock)']);
    });

    it('include the targets of an indexed branch', async () => {
      const jump = 'mov.u32 %r2, %warpid; and.b32 %r2, %r2, 1; T: .branchtargets A, B; brx.idx %r2, T;';
      assert.deepEqual(await ofBody(`${jump} A: st.global.u32 [%rd1], %r1; B: nop;`), ['special-register %warpid']);
    });

    it('include a function that is called there, and one whose thread ends there', async () => {
      const writes =
        '.func f(.param .b64 f_p) { .reg .b64 %rd<2>; ld.param.u64 %rd1, [f_p]; st.u64 [%rd1], %rd1; ret; }\n';
      const call = '{ .param .b64 q; st.param.b64 [q], %rd1; call f, (q); }';
      assert((await ofBody(`${clock} @%p1 bra A; ${call} A: nop;`, writes)).includes('clock %clock'));
      const ends = '.func g() { exit; }\n';
      assert.deepEqual(await ofBody(`${clock} @%p1 bra A; call g; A: st.global.u32 [%rd1], %r1;`, ends), [
        'clock %clock',
      ]);
    });
  });

  describe('by addresses', () => {
    const tells = (body: string, before?: string): Promise<string[]> =>
      ofBody(`${body} st.global.u32 [%rd1], %r2;`, before);

    it('are none in reaching what lies there, in alignment, or in distances inside of a tensor', async () => {
      const fine = [
        'cvt.u32.u64 %r3, %rd1; and.b32 %r2, %r3, 31;',
        'or.b64 %rd3, %rd1, %rd2; and.b64 %rd4, %rd3, 15; cvt.u32.u64 %r2, %rd4;',
        'bfe.u64 %rd3, %rd1, 2, 3; cvt.u32.u64 %r2, %rd3;',
        'add.s64 %rd3, %rd1, 64; sub.s64 %rd4, %rd3, %rd1; cvt.u32.u64 %r2, %rd4;',
        'add.s64 %rd3, %rd1, 64; setp.lt.u64 %p1, %rd1, %rd3; selp.u32 %r2, 1, 0, %p1;',
        'setp.eq.s64 %p1, %rd1, 0; selp.u32 %r2, 1, 0, %p1;',
        'setp.eq.s64 %p1, %rd1, %rd2; selp.u32 %r2, 1, 0, %p1;',
      ];
      for (const body of fine) assert.deepEqual(await tells(body), [], body);
    });

    it('are what is left of one beyond that', async () => {
      const telling = [
        'cvt.u32.u64 %r3, %rd1; and.b32 %r2, %r3, 32;',
        'shr.u64 %rd3, %rd1, 1; and.b64 %rd4, %rd3, 16; cvt.u32.u64 %r2, %rd4;',
        'bfe.u64 %rd3, %rd1, 2, 4; cvt.u32.u64 %r2, %rd3;',
        'sub.s64 %rd3, %rd2, %rd1; cvt.u32.u64 %r2, %rd3;',
        'setp.lt.u64 %p1, %rd1, %rd2; selp.u32 %r2, 1, 0, %p1;',
        'setp.eq.s64 %p1, %rd1, 4096; selp.u32 %r2, 1, 0, %p1;',
        'add.s64 %rd3, %rd1, 64; setp.eq.s64 %p1, %rd3, %rd2; selp.u32 %r2, 1, 0, %p1;',
        'add.s64 %rd3, %rd1, 64; cvt.u32.u64 %r3, %rd1; cvt.u32.u64 %r4, %rd3; setp.lt.u32 %p1, %r3, %r4; selp.u32 %r2, 1, 0, %p1;',
        'selp.b64 %rd3, %rd1, %rd2, %p1; setp.eq.s64 %p2, %rd3, %rd1; selp.u32 %r2, 1, 0, %p2;',
        'mov.b64 {%r2, %r3}, %rd1;',
        'ld.param.u32 %r2, [k_a+4];',
        'ld.param.u32 %r2, [k_m+4];',
        'and.b64 %rd3, %rd1, 32; add.s64 %rd3, %rd2, %rd3; ld.global.u32 %r2, [%rd3];',
      ];
      for (const body of telling) {
        const found = (await tells(body)).filter((word) => !word.startsWith('uninitialised'));
        assert.deepEqual(found, ['address-bits'], body);
      }
    });

    it('are followed through an array of structures by what their sizes say', async () => {
      const array = `.local .align 8 .b8 s[48]; mov.u64 %rd3, s; st.local.u64 [%rd3], %rd1; st.local.u32 [%rd3+8], %r1;
        st.local.u64 [%rd3+24], %rd2; st.local.u32 [%rd3+32], %r1;
        mul.wide.u32 %rd4, %r1, 24; add.s64 %rd4, %rd3, %rd4;`;
      assert.deepEqual(await tells(`${array} ld.local.u32 %r2, [%rd4+8];`), []);
      assert.deepEqual(await tells(`${array} ld.local.u32 %r2, [%rd4+4];`), ['address-bits']);
      // What is a multiple of 12 as well as of 24 may lie between.
      assert.deepEqual(await tells(`${array.replace('%r1, 24', '%r1, 4')} ld.local.u32 %r2, [%rd4+8];`), [
        'address-bits',
      ]);
    });

    it('are told from those that stand behind them', async () => {
      const two = `.local .align 8 .b8 s[16]; mov.u64 %rd3, s; st.local.v2.u64 [%rd3], {%rd1, %rd2};`;
      const loaded = (offset: number): string => `${two} ld.local.u64 %rd4, [%rd3+${offset}]; ld.u32 %r2, [%rd4];`;
      for (const offset of [0, 8]) assert.deepEqual(await tells(loaded(offset)), [], `at ${offset}`);
      assert.deepEqual(await tells(loaded(4)), ['address-bits']);
    });

    it('are followed through parameters of calls and back', async () => {
      const same = `.func (.param .b64 r) f(.param .b64 p) { .reg .b64 %rd<2>; ld.param.u64 %rd1, [p]; st.param.b64 [r], %rd1; ret; }\n`;
      const call =
        '{ .param .b64 q; .param .b64 z; st.param.b64 [q], %rd1; call (z), f, (q); ld.param.b64 %rd3, [z]; }';
      assert.deepEqual(await tells(`${call} ld.global.u32 %r2, [%rd3];`, same), []);
      assert.deepEqual(await tells(`${call} shr.u64 %rd3, %rd3, 9; cvt.u32.u64 %r2, %rd3;`, same), ['address-bits']);
    });

    it('are none in the copies that a tensor map describes', async () => {
      const copy = `.shared .align 128 .b8 box[1024]; .shared .align 8 .b64 done; mov.u32 %r3, box; mov.u32 %r4, done; mov.u64 %rd3, k_m;
        mbarrier.init.shared::cta.b64 [%r4], 1;
        cp.async.bulk.tensor.1d.shared::cluster.global.mbarrier::complete_tx::bytes [%r3], [%rd3, {%r1}], [%r4];
        ld.shared.u32 %r2, [%r3];`;
      assert.deepEqual(await tells(copy), []);
    });
  });

  describe('in variables of the module', () => {
    it('are constants when nothing writes there, also by an address that is chosen', async () => {
      const read = 'selp.b64 %rd3, %rd4, %rd5, %p1; ld.global.u32 %r2, [%rd3]; st.global.u32 [%rd1], %r2;';
      const found = await ofBody(
        `setp.eq.u32 %p1, %r1, 0; mov.u64 %rd4, v; mov.u64 %rd5, w; ${read}`,
        '.global .u32 v; .global .u32 w;',
      );
      assert.deepEqual(found, ['module-constants v', 'module-constants w']);
    });

    it('are state as soon as something may', async () => {
      const before = '.global .u32 v; .const .u32 c; .global .u64 table[1] = {v};';
      const writes = [
        ['st.global.u32 [v], %r1;', 'v'],
        ['red.global.add.u32 [v], %r1;', 'v'],
        ['mov.u64 %rd3, v; cvta.global.u64 %rd3, %rd3; st.u32 [%rd3+4], %r1;', 'v'],
        ['mov.u64 %rd3, c; cvta.const.u64 %rd3, %rd3; st.u32 [%rd3], %r1;', 'c'],
        ['mov.u64 %rd3, v; mul.lo.u64 %rd3, %rd3, 3; st.u32 [%rd3], %r1;', 'v'],
        ['ld.global.u64 %rd3, [table]; st.global.u32 [%rd3], %r1;', 'v'],
        ['mov.u64 %rd3, v; st.global.u64 [%rd1], %rd3; ld.global.u64 %rd4, [%rd2]; st.u32 [%rd4], %r1;', 'v'],
        ['mov.u64 %rd3, v; discard.global.L2 [%rd3], 128;', 'v'],
        [
          '.shared .b32 s; mov.u64 %rd3, v; mov.u32 %r2, s; cp.async.bulk.global.shared::cta.bulk_group [%rd3], [%r2], 16;',
          'v',
        ],
      ] as const;
      for (const [body, variable] of writes) {
        const found = await ofBody(body, before);
        assert(found.includes(`module-state ${variable}`), `${body}: ${found.join()}`);
      }
    });
  });

  it('are calls of what is not in the module, each by its kind', async () => {
    const before = ['vprintf', 'malloc', '__assertfail', 'cudaLaunchDeviceV2', 'other']
      .map((name) => `.extern .func ${name}();\n`)
      .join('');
    const calls = 'call vprintf; call malloc; call __assertfail; call cudaLaunchDeviceV2; call other;';
    assert.deepEqual(await ofBody(calls, before), [
      'printf printf',
      'heap malloc',
      'device-launch cudaLaunchDeviceV2',
      'external-call other',
    ]);
  });

  it('are every special register but those that say where a thread is', async () => {
    const of = (name: string): Promise<string[]> => ofBody(`mov.u32 %r2, ${name}; st.global.u32 [%rd1], %r2;`);
    for (const name of [
      '%tid.x',
      '%nctaid.z',
      '%laneid',
      '%lanemask_lt',
      '%cluster_ctarank',
      '%total_smem_size',
      '%nsmid',
    ]) {
      assert.deepEqual(await of(name), [], name);
    }
    for (const name of [
      '%smid',
      '%warpid',
      '%gridid',
      '%envreg1',
      '%envreg7',
      '%pm3',
      '%pm3_64',
      '%current_graph_exec',
    ]) {
      assert.deepEqual(await of(name), [`special-register ${name}`], name);
    }
    for (const name of ['%clock', '%clock_hi', '%clock64', '%globaltimer', '%globaltimer_lo']) {
      assert.deepEqual(await of(name), [`clock ${name}`], name);
    }
  });

  it('are policies of the L2 that keep lines, whoever made them', async () => {
    const load = (policy: string): Promise<string[]> =>
      ofBody(`${policy} ld.global.L2::cache_hint.u32 %r2, [%rd1], %rd3; st.global.u32 [%rd2], %r2;`);
    assert.deepEqual(await load('createpolicy.fractional.L2::evict_first.b64 %rd3, 1.0;'), []);
    assert.deepEqual(await load('mov.b64 %rd3, 0x12F0000000000000;'), []);
    assert.deepEqual(await load('mov.b64 %rd3, 0x14F0000000000000;'), ['l2-persisting']);
    assert.deepEqual(await load('ld.global.u64 %rd3, [%rd2];'), ['l2-persisting']);
    assert.deepEqual(await load('createpolicy.fractional.L2::evict_last.b64 %rd3, 1.0;'), ['l2-persisting']);
    assert.deepEqual(await ofBody('ld.global.L2::evict_last.u32 %r2, [%rd1];'), ['l2-persisting']);
    assert.deepEqual(await ofBody('ld.global.L1::evict_last.u32 %r2, [%rd1];'), []);
  });

  describe('to read what nothing was written to', () => {
    const shared = '.shared .align 4 .b8 s[64];';

    it('are told of registers and of memory', async () => {
      assert.deepEqual(await ofBody('st.global.u32 [%rd1], %r5;'), ['uninitialised %r5']);
      assert.deepEqual(await ofBody(`${shared} ld.shared.u32 %r2, [s];`), ['uninitialised s']);
      assert.deepEqual(await ofBody(`${shared} ld.shared.u32 %r2, [s]; bar.sync 0; st.shared.u32 [s], %r1;`), [
        'uninitialised s',
      ]);
    });

    it('are not refused of registers in matrix products', async () => {
      const product =
        'mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1, %f2, %f3, %f4}, {%r1, %r1, %r5, %r1}, {%r1, %r1}, {%f6, %f6, %f6, %f6};';
      assert.deepEqual(await ofBody(`${product} st.global.f32 [%rd1], %f1;`), ['undefined-register %r5']);
      assert((await ofBody(`${product} st.global.u32 [%rd1], %r5;`)).includes('uninitialised %r5'));
      const sums =
        'setp.ne.b32 %p1, 0, 0; wgmma.mma_async.sync.aligned.m64n8k16.f32.f16.f16 {%f1, %f2, %f3, %f4}, %rd1, %rd1, %p1, 1, 1, 0, 0;';
      const words = await ofBody(`${sums} st.global.f32 [%rd1], %f1;`);
      assert(
        words.includes('undefined-register %f1') && !words.some((word) => word.startsWith('uninit')),
        words.join(),
      );
    });

    it('are not told where another thread may have written before', async () => {
      const barrier = 'setp.eq.u32 %p1, %r1, 0; @%p1 bra A; bar.sync 1, 64; ld.shared.u32 %r2, [s]; ret;';
      assert.deepEqual(await ofBody(`${shared} ${barrier} A: st.shared.u32 [s], %r1; bar.arrive 1, 64;`), []);
      assert.deepEqual(await ofBody(`${shared} A: ld.shared.u32 %r2, [s]; st.shared.u32 [s], %r1; bra A;`), []);
      const unknown = 'ld.global.u32 %r3, [%rd1]; st.shared.u32 [%r3], %r1;';
      assert.deepEqual(await ofBody(`${shared} ${unknown} ld.shared.u32 %r2, [s];`), []);
    });
  });

  describe('to wait for other blocks', () => {
    it('are loops that end by what is loaded again', async () => {
      const spin = (load: string): Promise<string[]> =>
        ofBody(`A: ${load} setp.eq.u32 %p1, %r2, 0; @%p1 bra A; st.global.u32 [%rd2], %r2;`);
      for (const load of [
        'ld.volatile.global.u32 %r2, [%rd1];',
        'ld.acquire.gpu.u32 %r2, [%rd1];',
        'ld.relaxed.sys.global.u32 %r2, [%rd1];',
        'atom.global.cas.b32 %r2, [%rd1], 0, 1;',
      ]) {
        assert.deepEqual(await spin(load), ['spin'], load);
      }
      assert.deepEqual(await spin('ld.global.u32 %r2, [%rd1];'), []);
      assert.deepEqual(await spin('atom.global.add.u32 %r2, [%rd1], 1;'), []);
      assert.deepEqual(await spin('ld.acquire.cta.u32 %r2, [%rd1];'), []);
    });

    it('are not loops that only load so', async () => {
      const loop = 'A: ld.volatile.global.u32 %r2, [%rd1]; add.u32 %r1, %r1, -1; setp.ne.u32 %p1, %r1, 0; @%p1 bra A;';
      assert.deepEqual(await ofBody(`${loop} st.global.u32 [%rd2], %r2;`), []);
    });
  });

  it('are found in time in texts that were made to take long', async function () {
    this.timeout(30_000);
    const many = Array.from({ length: 3000 }, (_, i) => i);
    const branches = many
      .map((i) => `setp.gt.u32 %p1, %r2, ${i}; @%p1 bra L${(i * 7919) % 3000}; L${i}: nop;`)
      .join('\n');
    assert((await ofBody(`mov.u32 %r2, %clock; ${branches} st.global.u32 [%rd1], %r1;`)).includes('clock %clock'));
    const chain = many.map((i) => `.func f${i}() { call f${(i + 1) % 3000}; ret; }\n`).join('');
    const declared = many.map((i) => `.func f${i}();\n`).join('');
    assert.deepEqual(await ofBody('call f0;', declared + chain), []);
    const shifts = many.map((i) => `shr.u64 %rd${4 + (i % 9)}, %rd${4 + ((i + 1) % 9)}, 1;`).join('\n');
    const found = await ofBody(`mov.u64 %rd4, %rd1; ${shifts} st.global.u64 [%rd2], %rd5;`);
    assert(found.includes('address-bits'));
  });

  it('are looked for in whatever the parser takes', async function () {
    this.timeout(60_000);
    const folder = packagePath('test', 'native', 'ptx', 'fuzz_corpus');
    let taken = 0;
    for (const file of readdirSync(folder)) {
      const text = readFileSync(`${folder}/${file}`, 'latin1');
      const names = Array.from(text.matchAll(/\.entry\s+([\w$]+)/g), ([, name]) => name ?? '');
      const kernels = Object.fromEntries(names.map((name) => [name, { tensors: [0, 1], maps: [2] }]));
      try {
        for (const { kernel: of } of await addon.abilities(text, { kernels, alignment: 32 }))
          assert(names.includes(of));
        taken++;
      } catch (error) {
        assert(error instanceof WarpsmithError && error.code === 'bad-ptx', `${file}: ${String(error)}`);
      }
    }
    assert(taken > 30, `only ${taken} texts were taken`);
  });
});
