import { atCase, builtInProblems, loadProblem } from '../../lib/index.js';
import { caseOrder } from '../../lib/verify/verify_cases.js';
import { referenceAsCandidate } from './candidate_files.js';
import { expectPass } from './expect_verdict.js';
import { verifyHere } from './gpu_engine.js';

describe('references on a GPU', () => {
  for (const name of builtInProblems()) {
    it(`${name} passes as a candidate of itself in every case`, async () => {
      const problem = loadProblem(name);
      const source = referenceAsCandidate(problem);
      for (const caseName of caseOrder(problem)) {
        const trials = caseName === 'full' ? 1 : 3;
        const verdict = await verifyHere(source, atCase(problem, caseName), { trials, time: false, name });
        expectPass(verdict, `${name}, case ${caseName}`);
      }
    });
  }
});
