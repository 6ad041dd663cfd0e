import assert from 'node:assert/strict';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

interface Found {
  direct: Failure;
  problem: Failure;
  free: number;
  workspace: { where: string; message: string }[];
  freeAfterwards: number;
}

describe('device memory (of the fake driver) that is not enough', () => {
  needsFakeDriver();
  const total = 50_000_000;
  let report: Found;

  before(async () => {
    ({ report } = await runScenario<Found>('out_of_memory', { FAKE_CUDA_MEMORY: String(total) }));
  });

  it('is told with the sizes', () => {
    assert.equal(report.direct.code, 'device-out-of-memory');
    assert.equal(report.direct.detail, 'CUDA_ERROR_OUT_OF_MEMORY');
    assert.match(
      report.direct.message,
      /Expected 1099511627776 bytes .* only 50000000 of 50000000 are free\. Take a smaller case/,
    );
  });

  it('for a problem is an error, and nothing is held afterwards', () => {
    assert.equal(report.problem.code, 'device-out-of-memory');
    assert.match(report.problem.message, /Expected 67174400 bytes/);
    assert.equal(report.free, total);
  });

  it("for a candidate's workspace is a plan problem", () => {
    assert.equal(report.workspace[0]?.where, 'workspace');
    assert.match(report.workspace[0].message, /which are free on the device, but found 134217728/);
    assert.equal(report.freeAfterwards, total);
  });
});
