import { atCase, verifyKernel } from '../../lib/index.js';
import { expectPass } from '../gpu/expect_verdict.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { rightCandidates } from './corpus.js';

describe("the safe run's right candidates, on the simulator", () => {
  for (const { name, source, problem } of rightCandidates()) {
    it(`${name} passes the small case`, async () => {
      const options = { engine: await simulatedEngine(), trials: 1, seed: 1, name };
      expectPass(await verifyKernel(source, atCase(problem, 'small'), options), name);
    });
  }
});
