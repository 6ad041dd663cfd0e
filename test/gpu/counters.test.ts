/** What the simulator counts beside a real GPU, and what the GPU itself says of a launch's blocks. */
import assert from 'node:assert/strict';
import { renderFeedback } from '../../lib/dialogue/feedback.js';
import { atCase, loadProblem, verifyAllCases, verifyKernel } from '../../lib/index.js';
import type { VerdictOf } from '../../lib/verify/verdict.js';
import { readCandidate } from './candidate_files.js';
import { expectPass } from './expect_verdict.js';
import { gpuEngine, openedGpu, verifyHere } from './gpu_engine.js';

const softmax = loadProblem('softmax');
const { source } = readCandidate('softmax/plain.cu');

/** The first candidate of a process may be too early: what makes its inputs is compiled meanwhile. */
async function counted(): Promise<VerdictOf<'pass'>> {
  const engine = await gpuEngine();
  for (;;) {
    const options = { engine, trials: 2, time: false, seed: 1, countersMs: 10_000 };
    const pass = expectPass(await verifyAllCases(source, softmax, options), 'softmax/plain.cu');
    if (pass.counters) return pass;
  }
}

describe('counters beside a GPU', () => {
  it('come with the verdict on the full case, from the first small one, and are those of the simulator alone', async () => {
    const verdict = await counted();
    assert.equal(verdict.problem.case, 'full');
    assert.equal(verdict.counted?.case, 'small');
    const small = atCase(softmax, 'small');
    const simulated = await verifyKernel(source, small, { device: 'sim', trials: 1, seed: 1 });
    assert.deepEqual(verdict.counters, expectPass(simulated, 'softmax/plain.cu on the simulator').counters);
    assert.match(renderFeedback(verdict, { bestMs: null, turn: 1 }), /Counted on the simulator at case small/);
  });

  it('are not there unless they are asked for', async () => {
    const pass = expectPass(await verifyHere(source, atCase(softmax, 'small'), { trials: 1, time: false }), 'softmax');
    assert.deepEqual([pass.counters, pass.counted], [undefined, undefined]);
  });
});

describe('the blocks of a launch', () => {
  it('are told with the waves that they make on this GPU', async () => {
    const { multiprocessors } = await openedGpu();
    const { kernels } = expectPass(
      await verifyHere(source, atCase(softmax, 'full'), { trials: 1, time: false }),
      'softmax',
    );
    assert.ok(kernels.length > 0);
    for (const { blocks = 0, waves = 0, blocksPerMultiprocessor } of kernels) {
      assert.ok(blocks > 0 && blocksPerMultiprocessor !== null && blocksPerMultiprocessor > 0);
      assert.equal(waves, blocks / (blocksPerMultiprocessor * multiprocessors));
    }
  });
});
