import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { GuardedEngine } from '../../lib/guard/guarded_engine.js';
import {
  type VerifyOptions,
  atCase,
  loadProblem,
  verdictSchema,
  verifyAllCases,
  verifyKernel,
} from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';
import { Engine } from '../../lib/verify/engine.js';
import type { Verdict } from '../../lib/verify/verdict.js';

function read(...path: string[]): string {
  return readFileSync(packagePath('test', 'candidates', ...path), 'utf8');
}

const subjects: { what: string; problem: string; source: string; outcome: string }[] = [
  { what: 'a right candidate', problem: 'relu', source: read('relu', 'fast.cu'), outcome: 'pass' },
  { what: 'no plan', problem: 'relu', source: '// nothing', outcome: 'plan-error' },
  { what: 'a typo', problem: 'relu', source: read('relu', 'fast.cu').replace('if', 'fi'), outcome: 'compile-error' },
  { what: 'a wrong result', problem: 'relu', source: read('wrong', 'relu-identity.cu'), outcome: 'incorrect' },
  {
    what: 'a race',
    problem: 'softmax',
    source: read('racy', 'softmax-missing_syncthreads.cu'),
    outcome: 'unsafe',
  },
  { what: 'a trap', problem: 'vector_add', source: read('faulty', 'vector_add-trap.cu'), outcome: 'unsafe' },
];

/** What must not depend on the process. */
function timeless(verdict: Verdict): unknown {
  return {
    ...verdictSchema.parse(verdict),
    ms: 0,
    rungs: verdict.rungs.map(({ rung, status }) => ({ rung, status, ms: 0 })),
  };
}

describe('a guarded engine on the simulator', () => {
  let here: Engine;
  let guarded: GuardedEngine;
  before(async () => {
    [here, guarded] = await Promise.all([
      Engine.open({ device: 'sim' }),
      Engine.open({ device: 'sim', isolation: 'guarded' }),
    ]);
  });
  after(() => guarded.close());

  it('tells of itself what an engine in this process tells', () => {
    for (const name of ['architecture', 'unavailable'] as const) assert.equal(guarded[name], here[name]);
    assert.deepEqual([guarded.gpu, guarded.simulator?.name], [null, here.simulator?.name]);
    assert.deepEqual(guarded.device?.record, here.device?.record);
    assert.equal(guarded.compiler.version, here.compiler.version);
  });

  it('keeps no spare by default, for nothing on the simulator takes a process down', () => {
    assert.equal(guarded.processes.spare, null);
  });

  for (const { what, problem, source, outcome } of subjects) {
    it(`judges ${what} as an engine in this process does`, async () => {
      const inputs = atCase(loadProblem(problem), 'small');
      const both: { verdict: Verdict; progress: unknown[] }[] = [];
      for (const engine of [here, guarded]) {
        const progress: unknown[] = [];
        const options: VerifyOptions = { seed: 3, trials: 2, name: what, onProgress: (step) => progress.push(step) };
        both.push({ verdict: await verifyKernel(source, inputs, { engine, ...options }), progress });
      }
      assert.equal(both[1]?.verdict.outcome, outcome);
      assert.deepEqual(timeless(both[1].verdict), timeless(both[0]!.verdict));
      assert.deepEqual(both[1].progress, both[0]!.progress);
    });
  }

  it('judges all cases, and calls share it when they name a device and no engine', async () => {
    const options = { device: 'sim', isolation: 'guarded', trials: 1, time: false } as const;
    const verdict = await verifyAllCases(read('relu', 'fast.cu'), loadProblem('relu'), options);
    assert.equal(verdict.outcome, 'pass');
  });

  it('rejects as an engine in this process does', async () => {
    const relu = atCase(loadProblem('relu'), 'small');
    const broken = { ...relu, problem: { ...relu.problem, source: relu.problem.source.replace('float', 'flaot') } };
    const options = { engine: guarded, trials: 1 };
    await assert.rejects(verifyKernel(read('relu', 'fast.cu'), broken, options), {
      name: 'WarpsmithError',
      code: 'bad-problem',
      message: /flaot/,
    });
    await assert.rejects(verifyKernel('', { inputs: {}, outputs: {} }, options), { code: 'bad-tensor' });
    await assert.rejects(verifyKernel('', relu, { ...options, trials: 0 }), { code: 'bad-option' });
  });

  it('stops a call whose signal fires: before it, while it waits, and while it runs', async () => {
    const relu = atCase(loadProblem('relu'), 'small');
    const source = read('relu', 'fast.cu');
    const options = { engine: guarded, trials: 200 };
    const aborted = { code: 'aborted' };
    await assert.rejects(verifyKernel(source, relu, { ...options, signal: AbortSignal.abort() }), aborted);
    const running = new AbortController();
    const waiting = new AbortController();
    const first = verifyKernel(source, relu, {
      ...options,
      signal: running.signal,
      onProgress: ({ trial }) => {
        if (trial === 2) running.abort();
      },
    });
    const others = Array.from({ length: 6 }, () => verifyKernel(source, relu, { ...options, signal: waiting.signal }));
    const after = verifyKernel(source, relu, { ...options, trials: 1 });
    waiting.abort();
    await Promise.all([first, ...others].map((call) => assert.rejects(call, aborted)));
    assert.equal((await after).outcome, 'pass');
  });

  it('ends a call whose listener throws, with what it threw', async () => {
    const relu = atCase(loadProblem('relu'), 'small');
    const onProgress = (): void => {
      throw new Error('enough');
    };
    await assert.rejects(verifyKernel(read('relu', 'fast.cu'), relu, { engine: guarded, onProgress }), /enough/);
  });

  it('refuses work once it is closed', async () => {
    const engine = await Engine.open({ device: 'none', isolation: 'guarded' });
    const relu = atCase(loadProblem('relu'), 'small');
    const waiting = assert.rejects(verifyKernel(read('relu', 'fast.cu'), relu, { engine }), { code: 'aborted' });
    await engine.close();
    await waiting;
    await assert.rejects(verifyKernel('', relu, { engine }), { code: 'engine-failed' });
  });
});
