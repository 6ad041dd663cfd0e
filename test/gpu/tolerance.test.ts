import assert from 'node:assert/strict';
import { type VerifyOptions, atCase, loadProblem, verifyKernel } from '../../lib/index.js';
import { familyNames } from '../../lib/problem/families/families.js';
import { rightCandidates } from '../safe/corpus.js';
import { lowPrecision } from '../verify/tolerance/low_precision.js';
import { expectOutcome, expectPass } from './expect_verdict.js';
import { gpuEngine } from './gpu_engine.js';

/**
 * What the mean over 4,096 columns leaves of roundings of the squares is less than a right kernel's own error: the small
 * case, on the simulator, shows those.
 */
const averagedOut = /^layernorm: squares in (?!full)/;

describe('the derived tolerance at full size', () => {
  for (const { name, problem, source, right } of lowPrecision.filter((each) => !averagedOut.test(each.name))) {
    it(`${right ? 'passes' : 'catches'} ${name}`, async () => {
      const options = { engine: await gpuEngine(), trials: 1, seed: 1, time: false, name };
      const verdict = await verifyKernel(source, atCase(loadProblem(problem), 'full'), options);
      if (!right) {
        expectOutcome(verdict, 'incorrect', name);
        return;
      }
      const shares = Object.values(expectPass(verdict, name).errorShare);
      assert.ok(Math.max(...shares) < 0.7, `${name}: it takes ${shares.join()} of the tolerance`);
    });
  }

  // Their problems have tolerances of their own, which are wider. Tensor cores cut their sums.
  const wide = ['gemm_f16', 'attention', 'reduce_sum'];
  for (const { name, source, problem } of rightCandidates().filter((each) => wide.includes(each.problem.name))) {
    it(`passes ${name} in every family`, async () => {
      const options: VerifyOptions = { engine: await gpuEngine(), trials: familyNames.length, seed: 1, time: false };
      const judging = { ...options, tolerance: 'derived' as const, name };
      const shares = Object.values(expectPass(await verifyKernel(source, atCase(problem), judging), name).errorShare);
      assert.ok(Math.max(...shares) < 1, `${name}: it takes ${shares.join()} of the tolerance`);
    });
  }
});
