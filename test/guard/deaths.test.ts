import assert from 'node:assert/strict';
import type { GuardedEngine } from '../../lib/guard/guarded_engine.js';
import type { RungName, Verdict } from '../../lib/verify/verdict.js';
import { verifyKernel } from '../../lib/verify/verify_kernel.js';
import { candidate, tensors } from '../native/fake_driver/scenarios/sample.js';
import { macroBomb } from '../native/nvrtc/hostile_sources.js';
import { slowSource } from '../verify/sample_compile.js';
import { isAlive, judge, onFakeGpu, openGuarded, until } from './fake_gpu.js';

/** Signals the active process when the candidate is at the rung. */
function strike(engine: GuardedEngine, at: RungName, signal: NodeJS.Signals): (progress: { rung: RungName }) => void {
  let struck = false;
  return ({ rung }) => {
    const { active } = engine.processes;
    if (struck || rung !== at || active === null) return;
    struck = true;
    process.kill(active, signal);
  };
}

/** With a kernel that hangs: on the device until its process ends. */
const endless = { deadlineMs: 600_000 };

function outcomesOf(verdicts: Verdict[]): string[] {
  return verdicts.map(({ outcome }) => outcome);
}

describe('a guarded engine whose process dies', () => {
  onFakeGpu();
  let engine: GuardedEngine;
  before(async () => {
    engine = await openGuarded();
  });
  after(() => engine.close());

  for (const signal of ['SIGKILL', 'SIGSEGV'] as const) {
    it(`gives the candidate on the device a verdict that names ${signal} and the rung`, async () => {
      const verdict = await judge(engine, 'hang_k', { ...endless, onProgress: strike(engine, 'correct', signal) });
      assert(verdict.outcome === 'fault', JSON.stringify(verdict));
      assert.deepEqual([verdict.error, verdict.failed, verdict.seed], ['ENGINE_DIED', 'correct', 1]);
      assert.match(verdict.message, new RegExp(signal));
      const statuses = Object.fromEntries(verdict.rungs.map(({ rung, status }) => [rung, status]));
      assert.deepEqual([statuses.plan, statuses.compile, statuses.correct], ['passed', 'passed', 'failed']);
      assert.deepEqual([verdict.device?.id, verdict.compiler?.version !== ''], ['cuda:0', true]);
      assert.equal((await judge(engine, 'k')).outcome, 'pass');
    });
  }

  it('gives a candidate that is compiled alone a verdict at that rung', async () => {
    const source = slowSource(1).replace('void k()', 'void k(const float*, float*, int)');
    const plan = candidate('k').slice(0, candidate('k').indexOf('extern'));
    const options = { engine, safe: false, onProgress: strike(engine, 'compile', 'SIGKILL') };
    const verdict = await verifyKernel(plan + source, tensors, options);
    assert.deepEqual([verdict.outcome, verdict.failed], ['fault', 'compile']);
  });

  it('blames none of several that were in flight for a death that is nobody’s, and loses none of those waiting', async () => {
    await judge(engine, 'k');
    const names = Array.from({ length: 12 }, (_, i) => i);
    const verdicts = await Promise.all(
      names.map((i) => judge(engine, 'k', i === 0 ? { onProgress: strike(engine, 'plan', 'SIGKILL') } : {})),
    );
    assert.deepEqual(outcomesOf(verdicts), Array(12).fill('pass'));
  });

  it('keeps the seed of a candidate that has to move', async () => {
    const verdicts = await Promise.all([
      judge(engine, 'fault_k'),
      ...[5, 6, 7].map((seed) => judge(engine, 'k', { seed })),
    ]);
    assert.deepEqual(
      verdicts.map(({ seed }) => seed),
      [1, 5, 6, 7],
    );
  });

  it('starts another one when it dies with nothing to do', async () => {
    const { active } = engine.processes;
    assert(active !== null);
    process.kill(active, 'SIGKILL');
    await until(() => engine.processes.active !== active);
    assert.equal((await judge(engine, 'k')).outcome, 'pass');
  });
});

describe('a guarded engine whose process does not answer', () => {
  onFakeGpu();

  it('gives the candidate the verdict hang, and goes on', async () => {
    await using engine = await openGuarded({ patience: { tickMs: 50, silentTicks: 20 } });
    await judge(engine, 'k');
    const { active } = engine.processes;
    const verdict = await judge(engine, 'hang_k', { ...endless, onProgress: strike(engine, 'correct', 'SIGSTOP') });
    assert.deepEqual([verdict.outcome, verdict.failed], ['hang', 'correct']);
    assert(verdict.outcome === 'hang');
    assert.match(verdict.message, /did not answer for 1 s/);
    assert.equal((await judge(engine, 'k')).outcome, 'pass');
    await until(() => !isAlive(active));
  });
});

describe('a guarded engine with a call that no deadline of its own ends', () => {
  onFakeGpu();

  it('gives it the verdict hang far beyond them, and goes on', async () => {
    // Stopped as a whole: stands for a driver's call that never comes back.
    await using engine = await openGuarded({ patience: { tickMs: 20, silentTicks: 1_000_000, slackMs: 100 } });
    await judge(engine, 'k');
    const onProgress = strike(engine, 'correct', 'SIGSTOP');
    const verdict = await judge(engine, 'k', { trials: 1000, compileDeadlineMs: 300, onProgress });
    assert(verdict.outcome === 'hang', JSON.stringify(verdict));
    assert.match(verdict.message, /Nothing was heard of it for .* beyond all its deadlines/);
    assert.equal((await judge(engine, 'k')).outcome, 'pass');
  });
});

describe('a guarded engine whose compiler does not come back', () => {
  it('gives the candidate its verdict, replaces the process, and compiles all others', async () => {
    await using engine = await openGuarded({ device: 'none' });
    const { active } = engine.processes;
    const bomb = verifyKernel(`${candidate('k')}\n${macroBomb}`, tensors, { engine, compileDeadlineMs: 200 });
    const others = await Promise.all(Array.from({ length: 8 }, (_, i) => judge(engine, `k_${i}`)));
    const verdict = await bomb;
    assert(verdict.outcome === 'compile-error', JSON.stringify(verdict));
    assert.match(verdict.log, /200 ms/);
    assert.deepEqual(outcomesOf(others), Array(8).fill('unverified'));
    assert.notEqual(engine.processes.active, active);
    await until(() => !isAlive(active));
  });
});
