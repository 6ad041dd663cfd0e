import assert from 'node:assert/strict';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

type Problems = { where: string; message: string }[];

describe('plans that a loaded kernel cannot have (on the fake driver)', () => {
  needsFakeDriver();
  let report: { launch: Problems; shared: Problems; cooperative: Problems; unread: Failure; lost: string | null };

  before(async () => {
    ({ report } = await runScenario<typeof report>('refused', { FAKE_CUDA_SHARED: '1024' }));
  });

  for (const [name, where, message] of [
    ['launch', 'launch', /The driver refused the launch \(CUDA_ERROR_INVALID_VALUE\): grid, block, cluster/],
    ['shared', 'launch[0].shared', /at most 232448 bytes .* 1024 static and 232448 dynamic make 233472/],
    ['cooperative', 'launch[0].grid', /at most 128 blocks for a cooperative launch \(32 on each of 4 .* found 129/],
  ] as const) {
    it(`are plan errors: ${name}`, () => {
      assert(Array.isArray(report[name]), `was no plan error: ${JSON.stringify(report[name])}`);
      assert.equal(report[name][0]?.where, where);
      assert.match(report[name][0].message, message);
    });
  }

  it('lose nothing', () => assert.equal(report.lost, null));

  it('a comparison that did not run is no pass', () => {
    assert.equal(report.unread.code, 'native');
    assert.match(report.unread.message, /elements of "y" to be compared but found 0/);
  });
});

describe('verifyKernel on a device (of the fake driver)', () => {
  needsFakeDriver();
  let report: { progress: string[]; stopped: Failure; stoppedBefore: Failure; free: [number, number] };

  before(async () => {
    ({ report } = await runScenario<typeof report>('order', { FAKE_CUDA_COMPARED: '1' }));
  });

  const of = (name: string): string[] => report.progress.filter((line) => line.startsWith(name));

  it('serves two calls at once one after the other', () => {
    const both = report.progress.filter((line) => /^(first|second) /.test(line));
    // Which of them is ready for the device first is up to threads that read their code.
    const names = both[0]?.startsWith('first') === true ? ['first', 'second'] : ['second', 'first'];
    const rungs = ['correct 0', 'correct 1', 'correct 2', 'time'];
    assert.deepEqual(
      both,
      names.flatMap((name) => rungs.map((rung) => `${name} ${rung}`)),
    );
  });

  it('stops between trials when the signal fires', () => {
    assert.equal(report.stopped.code, 'aborted');
    assert.deepEqual(of('stopped'), ['stopped correct 0', 'stopped correct 1']);
  });

  it('stops before the first trial when the signal fires while it waits', () => {
    assert.equal(report.stoppedBefore.code, 'aborted');
    assert.deepEqual(of('waiting'), []);
  });

  it('serves the next one, and holds nothing of those that ended', () => {
    assert.equal(of('after').length, 4);
    assert.equal(report.free[1], report.free[0]);
  });
});

describe('a process that used a device (of the fake driver)', () => {
  needsFakeDriver();

  it('ends by itself, whatever it still holds', async () => {
    const { report } = await runScenario('leave');
    assert.equal(report, 'left');
  });

  it('ends when it is told to, in mid-run', async () => {
    const { report } = await runScenario('exit_in_mid_run');
    assert.equal(report, 'exits');
  });
});
