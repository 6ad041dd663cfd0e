import assert from 'node:assert/strict';
import { verifyAllCases } from '../../lib/index.js';
import { candidateFiles, problemOf } from './candidate_files.js';
import { expectPass } from './expect_verdict.js';
import { gpuEngine } from './gpu_engine.js';

describe('launch plans on a GPU', () => {
  const files = candidateFiles('plans');
  it('has candidates to try', () => assert.ok(files.length > 0, 'test/candidates/plans/ has no .cu file'));

  for (const file of files) {
    it(`${file.name} passes all cases`, async () => {
      const problem = problemOf(file);
      const options = { engine: await gpuEngine(), trials: 2, time: false, name: file.name };
      expectPass(await verifyAllCases(file.source, problem, options), `${file.name} for ${problem.name}`);
    });
  }
});
