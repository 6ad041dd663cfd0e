import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openCompiler } from '../../../lib/native/open.js';
import type { CompileOutput, Compiler } from '../../../lib/native/types.js';
import * as hostile from './hostile_sources.js';
import { job } from './sample_job.js';

const small = { ...job, source: 'extern "C" __global__ void k() {}' };

describe('a compiler with hostile sources', () => {
  let compiler: Compiler;

  before(async () => {
    compiler = (await openCompiler({ copies: 1 })).compiler;
  });
  afterEach('goes on to serve', async () => {
    const output = await compiler.compile(small);
    assert.deepEqual([output.status, output.abandoned], ['compiled', false]);
  });

  for (const [what, source] of [
    ['macros that double themselves', hostile.macroBomb],
    ['macros in their own arguments', hostile.argumentBomb],
    ['templates that double themselves', hostile.templateBomb],
  ] as const) {
    it(`leaves ${what} at the deadline`, async () => {
      const before = compiler.abandoned;
      const output = await compiler.compile({ ...job, source, deadlineMs: 100 });
      assert.deepEqual([output.status, output.abandoned, output.log], ['deadline-passed', true, '']);
      assert.equal(compiler.abandoned, before + 1);
    });
  }

  for (const [what, source] of [
    ['conditions in conditions', hostile.conditionalBomb],
    ['much inline assembly', hostile.assemblerBomb],
  ] as const) {
    it(`ends ${what} at the deadline`, async () => {
      assert.equal((await compiler.compile({ ...job, source, deadlineMs: 100 })).status, 'deadline-passed');
    });
  }

  it('serves the requests behind one that is left, in their order', async () => {
    const ended: string[] = [];
    const note = (name: string) => (output: CompileOutput) => {
      ended.push(`${name} ${output.status}`);
    };
    await Promise.all([
      compiler.compile({ ...job, source: hostile.macroBomb, deadlineMs: 50 }).then(note('bomb')),
      compiler.compile(small).then(note('first')),
      compiler.compile(small).then(note('second')),
    ]);
    assert.deepEqual(ended, ['bomb deadline-passed', 'first compiled', 'second compiled']);
  });

  it('does not keep other compilers of the library from their work', async () => {
    const other = (await openCompiler({ copies: 1 })).compiler;
    await compiler.compile({ ...job, source: hostile.macroBomb, deadlineMs: 100 });
    assert.equal((await other.compile(small)).status, 'compiled');
  });

  it('is left only when no other compiler is in the library', async () => {
    const others = await Promise.all([openCompiler({ copies: 1 }), openCompiler({ copies: 1 })]);
    const bomb = compiler.compile({ ...job, source: hostile.macroBomb, deadlineMs: 100 });
    const outputs = await Promise.all(others.map((other) => other.compiler.compile(small)));
    assert.deepEqual(
      outputs.map(({ status }) => status),
      ['compiled', 'compiled'],
    );
    assert.equal((await bomb).status, 'deadline-passed');
  });

  it('leaves a compile that was cancelled', async () => {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const running = compiler.compile({ ...job, source: hostile.macroBomb, cancel });
    setTimeout(() => Atomics.store(cancel, 0, 1), 50);
    assert.deepEqual((await running).status, 'cancelled');
  });

  it('ends what takes more memory than it may', async () => {
    const output = await compiler.compile({ ...job, source: hostile.templateBomb, memoryBytes: 64 * 2 ** 20 });
    assert.equal(output.status, 'memory-exceeded');
    const header = '#include <cooperative_groups.h>\nextern "C" __global__ void k() {}';
    assert.equal((await compiler.compile({ ...job, source: header, memoryBytes: 2 ** 20 })).status, 'memory-exceeded');
    assert.equal((await compiler.compile({ ...job, source: header })).status, 'compiled');
  });

  it('compiles what is nested ten thousand levels deep', async () => {
    assert.equal((await compiler.compile({ ...job, source: hostile.nested(10_000) })).status, 'compiled');
  });

  it('survives what is nested too deeply for any stack', async () => {
    const output = await compiler.compile({ ...job, source: hostile.nested(1_000_000) });
    assert.deepEqual([output.status, output.abandoned], ['crashed', true]);
  });

  it('cuts a log of megabytes, and says so', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `  int variable_number_${i} = 1;\n`);
    const source = `extern "C" __global__ void k() {\n${names.join('')}}`;
    const output = await compiler.compile({ ...job, source });
    assert.equal(output.status, 'compiled');
    assert(output.log.length < 2 ** 19, `the log has ${output.log.length} characters`);
    assert.match(output.log, /\n\[\d+ more bytes of the compiler's log are left out\]\n$/);
  });
});

describe('a process with hostile sources', () => {
  const script = fileURLToPath(new URL('hostile_process.js', import.meta.url));
  const run = (what: string): { status: number | null; output: string } => {
    const { status, stdout, stderr, signal } = spawnSync(process.execPath, [script, what], { encoding: 'utf8' });
    return { status: signal === null ? status : null, output: stdout + stderr };
  };

  it('ends by itself after compiles were left', () => {
    assert.deepEqual(run('left'), { status: 0, output: 'deadline-passed\n' });
  });

  it('hears signals after compiles were left', () => {
    assert.deepEqual(run('signal'), { status: 0, output: 'SIGTERM heard\n' });
  });

  it('ends with the status of an error that nobody caught after compiles were left', () => {
    const { status, output } = run('throw');
    assert.equal(status, 1, output);
    assert.match(output, /Error: not caught/);
  });

  it('ends at once when it is told to, in the middle of a compile', () => {
    assert.deepEqual(run('exit'), { status: 7, output: 'exiting\n' });
  });

  it('ends when a worker thread is ended in the middle of a compile', () => {
    assert.deepEqual(run('worker'), { status: 0, output: 'worker ended\ncompiled\n' });
  });

  it('refuses to compile on when too much was left behind', () => {
    const { status, output } = run('often');
    assert.equal(status, 0, output);
    assert.match(output, /^left \d+\ncompiler-stuck: Expected .* Start a new process\.\n$/);
  });
});
