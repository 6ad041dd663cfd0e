import { atCase, builtInProblems, loadProblem } from '../../lib/index.js';
import { verifyKernel } from '../../lib/index.js';
import { simulatedCases } from '../../lib/verify/verify_cases.js';
import { referenceAsCandidate } from '../gpu/candidate_files.js';
import { expectPass } from '../gpu/expect_verdict.js';
import { simulatedEngine } from './simulated_engine.js';

describe('references on the simulator', () => {
  for (const name of builtInProblems()) {
    it(`${name} passes as a candidate of itself in every small case`, async () => {
      const problem = loadProblem(name);
      const engine = await simulatedEngine();
      for (const caseName of simulatedCases(problem)) {
        const options = { engine, trials: 2, name };
        const verdict = await verifyKernel(referenceAsCandidate(problem), atCase(problem, caseName), options);
        expectPass(verdict, `${name}, case ${caseName}`);
      }
    });
  }
});
