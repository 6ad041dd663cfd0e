/**
 * Right kernels are refused nothing. Candidates of the other corpora are held to that where they are judged; here are
 * those that are not: the simulator's right kernels, the problems' references, and the answers of the demos.
 */
import assert from 'node:assert/strict';
import { extractCandidate } from '../../../lib/dialogue/answer.js';
import { loadDialogue } from '../../../lib/demo/dialogue_file.js';
import { packagePath } from '../../../lib/package_root.js';
import { type Problem, atCase, builtInProblems, loadProblem } from '../../../lib/problem/problem.js';
import { abilitiesOf } from '../../../lib/verify/policy/abilities.js';
import { compileReference } from '../../../lib/verify/reference.js';
import { rightFiles } from '../../sim/corpus.js';
import { verifyKernel } from '../../../lib/verify/verify_kernel.js';
import { compilingEngine } from '../sample_compile.js';

/** Kernels of the simulator's corpus that are there to show just this. */
const onPurpose: Record<string, string> = {
  'module-state-between-launches': 'module-state',
  'race-last-block-module-counter': 'module-state',
  'out-of-bounds-param': 'address-bits',
};

async function refusedOf(problem: Problem): Promise<string[]> {
  const compiled = await compileReference(await compilingEngine(), atCase(problem), { deadlineMs: 60_000 });
  const { abilities } = await abilitiesOf(compiled, problem.source, []);
  return abilities.filter(({ refused }) => refused).map(({ name }) => name);
}

describe('the policy on right kernels', () => {
  for (const { name, problem } of rightFiles()) {
    const expected = onPurpose[name];
    const what = expected === undefined ? 'refuses nothing of' : `refuses, as it must, ${expected} of`;
    it(`${what} the simulator's ${name}`, async () => {
      assert.deepEqual(await refusedOf(problem), expected === undefined ? [] : [expected]);
    });
  }

  for (const name of builtInProblems()) {
    it(`refuses nothing of the reference of ${name}`, async () => {
      assert.deepEqual(await refusedOf(loadProblem(name)), []);
    });
  }

  for (const name of ['matmul', 'softmax']) {
    it(`refuses nothing of the answers in the dialogue about ${name}`, async () => {
      const { problem, turns } = loadDialogue(packagePath('demo', `${name}.yaml`));
      const loaded = atCase(loadProblem(problem));
      for (const { answer } of turns) {
        const candidate = extractCandidate(answer);
        if (!candidate.found) continue;
        const verdict = await verifyKernel(candidate.source, loaded, { engine: await compilingEngine(), seed: 1 });
        assert.notEqual(verdict.outcome, 'policy-error', JSON.stringify(verdict.abilities));
      }
    });
  }
});
