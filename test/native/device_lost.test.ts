import assert from 'node:assert/strict';
import type { VerdictOf } from '../../lib/verify/verdict.js';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

function isLost(name: string, found: Failure | null | undefined): void {
  assert(found, `${name} was accepted`);
  assert.equal(found.code, 'device-lost', `${name}: ${found.message}`);
  assert.match(found.message, /Start a new process\./, name);
}

describe('a candidate that faults (on the fake driver)', () => {
  needsFakeDriver();
  let report: {
    verdict: VerdictOf<'fault'>;
    lost: string;
    later: Record<string, Failure | null>;
    otherDevice: Failure;
    compilesOnly: string;
  };

  before(async () => {
    ({ report } = await runScenario<typeof report>('fault'));
  });

  it("gets the verdict fault, with the driver's error and the trial", () => {
    const { verdict } = report;
    assert.deepEqual(
      [verdict.outcome, verdict.failed, verdict.error, verdict.trial],
      ['fault', 'correct', 'CUDA_ERROR_ILLEGAL_ADDRESS', 0],
    );
    assert.match(verdict.message, /launched work failed with CUDA_ERROR_ILLEGAL_ADDRESS/);
    assert.deepEqual(
      verdict.rungs.slice(-4).map(({ rung, status }) => `${rung} ${status}`),
      ['safe passed', 'correct failed', 'repeatable skipped', 'time skipped'],
    );
    assert.equal(verdict.kernels[0]?.kernel, 'fault_k');
  });

  it('takes the GPU from the process: every later call says so and what to do', () => {
    assert.match(report.lost, /ILLEGAL_ADDRESS/);
    for (const [name, found] of Object.entries(report.later)) isLost(name, found);
    assert.equal(report.otherDevice.code, 'device-lost');
  });

  it('leaves the compiler to it', () => assert.equal(report.compilesOnly, 'unverified'));

  it('has nothing destroyed in the lost context', async () => {
    const { log } = await runScenario('fault');
    const launched = log.findIndex((line) => line.includes('fault_k'));
    assert(launched >= 0);
    const destroyed = log.slice(launched).filter((line) => /^(free|unmap|unreserve|unload|unpin|release)/.test(line));
    assert.deepEqual(destroyed, []);
  });
});

describe('a fault that is found out about while another error is handled', () => {
  needsFakeDriver();

  it('loses the device all the same', async () => {
    const { report } = await runScenario<{ first: Failure; lost: string | null; later: Failure }>('fault_then_refused');
    assert.equal(report.first.code, 'device-lost');
    assert.match(report.lost ?? 'not lost', /ILLEGAL_ADDRESS/);
    isLost('run', report.later);
  });
});

describe('a candidate that never ends (on the fake driver)', () => {
  needsFakeDriver();

  it('gets the verdict hang at its deadline; later calls are refused, and the process ends', async () => {
    const { report, log } = await runScenario<{
      verdict: VerdictOf<'hang'>;
      lost: string;
      later: Record<string, Failure | null>;
    }>('hang');
    const { verdict } = report;
    assert.deepEqual([verdict.outcome, verdict.failed, verdict.trial], ['hang', 'correct', 0]);
    assert.match(verdict.message, /not done after 30 ms/);
    assert.match(report.lost, /not done after 30 ms/);
    for (const [name, found] of Object.entries(report.later)) isLost(name, found);
    // Under a hung kernel, freeing would block for ever.
    const launched = log.findIndex((line) => line.includes('hang_k'));
    assert.deepEqual(
      log.slice(launched).filter((line) => /^(free|unmap|unreserve|unload|unpin|release)/.test(line)),
      [],
    );
  });
});
