import assert from 'node:assert/strict';
import type { CompileResult } from '../../../lib/verify/compile/compile_request.js';
import { CompileService } from '../../../lib/verify/compile/compile_service.js';
import { FakeCompiler, emptyKernel } from './fake_compiler.js';

describe('CompileService: the same source at the same time', () => {
  let compiler = new FakeCompiler(null);
  let service = new CompileService(compiler);
  beforeEach(() => {
    compiler = new FakeCompiler(null);
    service = new CompileService(compiler);
  });

  const ask = (signal?: AbortSignal, deadlineMs = 1000): Promise<CompileResult> =>
    service.compile({ source: 'text', kernels: ['k'], architecture: 'sm_90a', deadlineMs, signal });
  /** Lets what was asked get to the compiler. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is compiled once, and all get the same', async () => {
    const results = [ask(), ask(), ask()];
    await settle();
    assert.equal(compiler.asked.length, 1);
    compiler.release();
    const [first, ...others] = await Promise.all(results);
    assert(first?.kind === 'compiled');
    for (const other of others) assert.equal(other, first);
    assert.equal(await ask(), first);
    assert.equal(compiler.asked.length, 1);
  });

  it('goes on for the others when one leaves, whether it came first or later', async () => {
    for (const leaver of [0, 1]) {
      const controllers = [new AbortController(), new AbortController()];
      const results = controllers.map(({ signal }) => ask(signal));
      await settle();
      controllers[leaver]?.abort();
      await assert.rejects(results[leaver] ?? Promise.resolve(), { code: 'aborted' });
      assert(!compiler.isCancelled(0));
      compiler.release();
      assert.equal((await results[1 - leaver])?.kind, 'compiled');
      service = new CompileService((compiler = new FakeCompiler(null)));
    }
  });

  it('is ended when all have left, and begun anew for who comes then', async () => {
    const controllers = [new AbortController(), new AbortController()];
    const results = controllers.map(({ signal }) => ask(signal));
    await settle();
    for (const controller of controllers) controller.abort();
    const late = ask();
    for (const result of results) await assert.rejects(result, { code: 'aborted' });
    await settle();
    assert(compiler.isCancelled(0));
    assert.equal(compiler.asked.length, 2);
    assert(!compiler.isCancelled(1));
    compiler.release();
    assert.equal((await late).kind, 'compiled');
  });

  it("is not ended by another's deadline: other limits are another compile", async () => {
    const short = ask(undefined, 10);
    const long = ask(undefined, 5000);
    await settle();
    assert.deepEqual(
      compiler.asked.map(({ deadlineMs }) => deadlineMs),
      [10, 5000],
    );
    compiler.release({ ...emptyKernel, status: 'deadline-passed' });
    const [first] = await Promise.all([short, long]);
    assert(first.kind === 'errors');
    assert.match(first.log, /not done after 10 ms/);
  });

  it('is tried again after it failed to begin', async () => {
    compiler.compile = (): Promise<never> => Promise.reject(new Error('no thread'));
    const failed = [ask(), ask()];
    for (const result of failed) await assert.rejects(result, /no thread/);
    compiler = new FakeCompiler();
    assert.equal(
      (
        await new CompileService(compiler).compile({
          source: 'text',
          kernels: ['k'],
          architecture: 'sm_90a',
          deadlineMs: 1,
        })
      ).kind,
      'compiled',
    );
  });
});
