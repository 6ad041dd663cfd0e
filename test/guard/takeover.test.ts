import assert from 'node:assert/strict';
import type { GuardedEngine } from '../../lib/guard/guarded_engine.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { isAlive, judge, onFakeGpu, openFiles, openGuarded, until } from './fake_gpu.js';

describe('a guarded engine whose candidate takes the GPU (of the fake driver)', () => {
  onFakeGpu();
  let engine: GuardedEngine;
  before(async () => {
    engine = await openGuarded();
  });
  after(() => engine.close());

  for (const outcome of ['fault', 'hang'] as const) {
    it(`gives it the verdict ${outcome}, and judges the next one with the spare`, async () => {
      await until(() => engine.processes.spareIsWarm);
      const { active, spare } = engine.processes;
      const verdict = await judge(engine, `${outcome}_k`);
      assert(verdict.outcome === outcome, JSON.stringify(verdict));
      assert.deepEqual([verdict.failed, verdict.trial], ['correct', 0]);
      assert.equal((await judge(engine, 'k')).outcome, 'pass');
      assert.equal(engine.processes.active, spare);
      await until(() => !isAlive(active));
      await until(() => engine.processes.spareIsWarm);
      assert.notEqual(engine.processes.spare, spare);
    });
  }

  it('loses no verdict when every sixth of 50 queued candidates faults or hangs', async () => {
    const kernels = Array.from({ length: 50 }, (_, i) => (i % 12 === 3 ? 'fault_k' : i % 12 === 9 ? 'hang_k' : 'k'));
    const verdicts = await Promise.all(kernels.map((kernel, i) => judge(engine, kernel, { name: `${kernel} ${i}` })));
    const expected: Record<string, string> = { k: 'pass', fault_k: 'fault', hang_k: 'hang' };
    assert.deepEqual(
      verdicts.map(({ outcome }) => outcome),
      kernels.map((kernel) => expected[kernel]),
    );
    assert.deepEqual(
      verdicts.map(({ candidate }) => candidate.name),
      kernels.map((kernel, i) => `${kernel} ${i}`),
    );
  });

  it('begins candidates in their order', async () => {
    const begun = new Set<number>();
    const kernels = ['k', 'k', 'fault_k', 'k', 'k', 'hang_k', 'k', 'k'];
    await Promise.all(kernels.map((kernel, i) => judge(engine, kernel, { trials: 1, onProgress: () => begun.add(i) })));
    assert.deepEqual(
      [...begun],
      kernels.map((_, i) => i),
    );
  });
});

describe('a guarded engine after many takeovers', () => {
  onFakeGpu();

  it('holds no more processes and files than before, and none when it is closed', async () => {
    const files = openFiles();
    const engine = await openGuarded();
    await until(() => engine.processes.spareIsWarm);
    const inUse = openFiles();
    const seen = new Set<number>();
    for (let round = 0; round < 6; round++) {
      const { active, spare } = engine.processes;
      for (const pid of [active, spare]) if (pid !== null) seen.add(pid);
      assert.equal((await judge(engine, 'fault_k')).outcome, 'fault');
      assert.equal((await judge(engine, 'k')).outcome, 'pass');
    }
    await until(() => engine.processes.spareIsWarm);
    const { active, spare } = engine.processes;
    for (const pid of seen) if (pid !== active && pid !== spare) await until(() => !isAlive(pid));
    assert(openFiles() <= inUse, `${openFiles()} files are open, ${inUse} were`);
    await engine.close();
    for (const pid of [active, spare]) assert(!isAlive(pid), `the process ${pid} is left`);
    assert.equal(openFiles(), files);
  });

  it('starts a process when it is needed, if it was told to keep no spare', async () => {
    const engine = await openGuarded({ spare: false });
    const { active } = engine.processes;
    const verdicts: Verdict[] = await Promise.all([judge(engine, 'fault_k'), judge(engine, 'k')]);
    assert.deepEqual(
      verdicts.map(({ outcome }) => outcome),
      ['fault', 'pass'],
    );
    assert.equal(engine.processes.spare, null);
    assert.notEqual(engine.processes.active, active);
    await engine.close();
  });
});
