import assert from 'node:assert/strict';
import { openCompiler } from '../../../lib/native/open.js';
import type { CompileJob, Compiler } from '../../../lib/native/types.js';
import { macroBomb, nested, templateBomb } from './hostile_sources.js';
import { job, small } from './sample_job.js';

describe('a pool of compilers', () => {
  let compiler: Compiler;
  before(async () => {
    compiler = (await openCompiler({ copies: 3 })).compiler;
  });

  it('opens no other copy for jobs that do not wait for each other', async () => {
    const open = compiler.copies;
    for (let i = 0; i < 4; i++) await compiler.compile(small(i));
    assert.equal(compiler.copies, open);
  });

  it('gives each of many jobs its own result', async () => {
    const outputs = await Promise.all(Array.from({ length: 24 }, (_, i) => compiler.compile(small(i))));
    for (const [i, { status, ptx }] of outputs.entries()) {
      assert.equal(status, 'compiled');
      const bits = new Uint32Array(new Float32Array([i + 0.5]).buffer)[0] ?? 0;
      // The generator writes a float as its bits, or moves them as a whole number.
      assert.match(ptx, new RegExp(`0f${bits.toString(16).toUpperCase().padStart(8, '0')}|\\b${bits}\\b`));
    }
    assert(compiler.copies <= 20, `${compiler.copies} copies are open`);
  });

  it('compiles beside one that does not come back', async () => {
    let bombEnded = false;
    const bomb = compiler.compile({ ...job, source: macroBomb, deadlineMs: 3000 }).then((output) => {
      bombEnded = true;
      return output;
    });
    for (let i = 0; i < 4; i++) assert.equal((await compiler.compile(small(i))).status, 'compiled');
    assert.equal(bombEnded, false);
    assert.equal((await bomb).status, 'deadline-passed');
  });

  it('leaves several at once, and replaces them', async () => {
    const before = compiler.abandoned;
    const bombs = Array.from({ length: 2 }, () => compiler.compile({ ...job, source: macroBomb, deadlineMs: 100 }));
    for (const { status } of await Promise.all(bombs)) assert.equal(status, 'deadline-passed');
    assert.equal(compiler.abandoned, before + 2);
    const outputs = await Promise.all(Array.from({ length: 6 }, (_, i) => compiler.compile(small(i))));
    assert.deepEqual(new Set(outputs.map(({ status }) => status)), new Set(['compiled']));
  });

  it('counts a deadline from when the job begins', async () => {
    const { compiler: single } = await openCompiler({ copies: 1 });
    const bomb = single.compile({ ...job, source: macroBomb, deadlineMs: 2000 });
    // It waits longer than its own deadline.
    const waiting = single.compile({ ...small(1), deadlineMs: 1500 });
    assert.equal((await waiting).status, 'compiled');
    assert.equal((await bomb).status, 'deadline-passed');
  });

  it('refuses to be of no copies', async () => {
    await assert.rejects(openCompiler({ copies: 0 }), RangeError);
  });
});

describe('precompiled headers in a pool', () => {
  const leading = '#include <cuda_fp16.h>\n';
  const source = (i: number): CompileJob => ({
    ...job,
    source: `${leading}extern "C" __global__ void k(__half* x) { *x = __float2half(${i}.5f); }`,
  });

  it('come to the same in every copy, and after one was left', async () => {
    const { compiler } = await openCompiler({ copies: 3 });
    const round = async (): Promise<void> => {
      const outputs = await Promise.all(
        Array.from({ length: 12 }, (_, i) => compiler.compile({ ...source(i), leading })),
      );
      for (const [i, output] of outputs.entries()) assert.deepEqual(output, await compiler.compile(source(i)));
    };
    await round();
    const bomb = { ...job, source: leading + macroBomb, leading, deadlineMs: 100 };
    assert.equal((await compiler.compile(bomb)).status, 'deadline-passed');
    await round();
  });

  it('open no file to the source', async () => {
    const { compiler } = await openCompiler({ copies: 1 });
    await compiler.prepare({ ...job, leading });
    const paths = [
      `/tmp/edg0_${process.pid}`,
      ...Array.from({ length: 64 }, (_, i) => `/proc/self/fd/${i}`),
      '/proc/self/maps',
      '/memfd:warpsmith-headers',
      '/warpsmith-.pch',
      '/.',
    ];
    const reached = paths.map((path) => `#if __has_include("${path}")\n#error reached ${path}\n#endif\n`).join('');
    const output = await compiler.compile({ ...source(1), source: `${source(1).source}\n${reached}`, leading });
    assert.equal(output.status, 'compiled', output.log);
    for (const path of paths.slice(0, 4)) {
      const read = await compiler.compile({ ...job, source: `${leading}#include "${path}"\n`, leading });
      assert.equal(read.status, 'failed');
      assert.match(read.log, /could not open source file|cannot open source file/);
    }
  });

  for (const [what, source, status] of [
    ['what is nested too deeply', nested(1_000_000), 'crashed'],
    ['what is nested ten thousand levels deep', nested(10_000), 'compiled'],
  ] as const) {
    it(`change nothing for ${what}`, async () => {
      const { compiler } = await openCompiler({ copies: 1 });
      await compiler.prepare({ ...job, leading, minimal: true });
      const output = await compiler.compile({ ...job, source: leading + source, leading, minimal: true });
      assert.equal(output.status, status);
      assert.equal((await compiler.compile({ ...small(1), leading: '\n' })).status, 'compiled');
    });
  }

  it('are left out before a source is said to crash the compiler, and stay for others when it does', async () => {
    const { compiler } = await openCompiler({ copies: 1 });
    // Headers that no other test has compiled.
    const own = { ...job, options: [...job.options, '--define-macro=OWN_HEADERS=1'], leading };
    assert(await compiler.prepare(own));
    const before = compiler.abandoned;
    const output = await compiler.compile({ ...own, source: leading + nested(1_000_000) });
    assert.deepEqual([output.status, compiler.abandoned - before], ['crashed', 2]);
    // They went with the copies that were left.
    assert.equal((await compiler.compile(small(1))).status, 'compiled');
    assert(await compiler.prepare(own), 'the headers were refused');
  });

  it('leave the ceiling of memory where it is', async () => {
    const { compiler } = await openCompiler({ copies: 1 });
    await compiler.prepare({ ...job, leading });
    const output = await compiler.compile({
      ...job,
      source: leading + templateBomb,
      leading,
      memoryBytes: 64 * 2 ** 20,
    });
    assert.equal(output.status, 'memory-exceeded');
  });

  it('give back what an abandoned compile has mapped', async () => {
    const { compiler } = await openCompiler({ copies: 1 });
    const resident = (): number => process.memoryUsage.rss() / 2 ** 20;
    await compiler.compile({ ...small(1), leading });
    const before = resident();
    const bomb = { ...job, source: leading + templateBomb, leading, deadlineMs: 4000 };
    assert.equal((await compiler.compile(bomb)).status, 'deadline-passed');
    // The bomb takes some 100 MB a second, a copy of the library that is left 60 for good.
    assert(resident() - before < 200, `${Math.round(resident() - before)} MB stayed`);
  });

  it('do without headers that do not compile', async () => {
    const { compiler } = await openCompiler({ copies: 1 });
    const missing = { ...job, leading: '#include <not_there.h>\n', source: '#include <not_there.h>\nint x;' };
    assert.equal(await compiler.prepare(missing), false);
    const outputs = [await compiler.compile(missing), await compiler.compile(missing)];
    for (const { status, log } of outputs) {
      assert.equal(status, 'failed');
      assert.match(log, /not_there\.h/);
      assert.doesNotMatch(log, /pch|precompiled/i);
    }
  });
});
