import assert from 'node:assert/strict';
import { atCase, loadProblem, verifyKernel } from '../../lib/index.js';
import { expectOutcome, expectPass } from '../gpu/expect_verdict.js';
import { lowPrecision } from '../verify/tolerance/low_precision.js';
import { simulatedEngine } from './simulated_engine.js';

describe('the derived tolerance, on the simulator', () => {
  for (const { name, problem, source, right } of lowPrecision) {
    it(`${right ? 'passes' : 'catches'} ${name}`, async () => {
      // The problem's own fill, which is the one that every run begins with.
      const options = { engine: await simulatedEngine(), trials: 1, seed: 1, name };
      const verdict = await verifyKernel(source, atCase(loadProblem(problem), 'small'), options);
      if (right) {
        const shares = Object.values(expectPass(verdict, name).errorShare);
        assert.ok(Math.max(...shares) < 0.5, `${name}: it takes ${shares.join()} of the tolerance`);
      } else {
        const { mismatches } = expectOutcome(verdict, 'incorrect', name);
        assert.equal(mismatches[0]?.tolerance.kind, 'derived');
      }
    });
  }
});
