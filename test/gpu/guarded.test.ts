import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuardedEngine } from '../../lib/guard/guarded_engine.js';
import { type Tensor, type Verdict, atCase, createTensor, loadProblem, verifyKernel } from '../../lib/index.js';
import { readCandidate, referenceAsCandidate } from './candidate_files.js';
import { expectOutcome, expectPass } from './expect_verdict.js';

/** Without a safe run these take the GPU from the process that runs them. */
const harmful = [
  ['faulty/vector_add-trap.cu', 'fault'],
  ['faulty/vector_add-out_of_bounds.cu', 'fault'],
  ['faulty/vector_add-spin.cu', 'hang'],
] as const;

const addSource = `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) c[i] = a[i] + b[i];
}
`;

describe('a guarded engine on a GPU', () => {
  const problem = loadProblem('vector_add');
  let engine: GuardedEngine;
  before(async () => {
    engine = await GuardedEngine.open({ device: 'cuda:0' });
  });
  after(() => engine.close());

  function judgeRight(): Promise<Verdict> {
    return verifyKernel(referenceAsCandidate(problem), atCase(problem), { engine, seed: 1 });
  }

  it('judges and times', async () => {
    const { timing } = expectPass(await judgeRight(), 'the reference');
    assert(timing && timing.medianMs > 0);
  });

  for (const [name, outcome] of harmful) {
    it(`goes on after ${name} without its safe run, at full speed`, async () => {
      const alone = expectPass(await judgeRight(), 'the reference before').timing?.medianMs ?? NaN;
      while (!engine.processes.spareIsWarm) await sleep(10);
      const { spare } = engine.processes;
      const options = { engine, safe: false, trials: 1, time: false, deadlineMs: 500 };
      const [verdict, next] = await Promise.all([
        verifyKernel(readCandidate(name).source, atCase(problem), options),
        sleep(50).then(judgeRight),
      ]);
      expectOutcome(verdict, outcome, name);
      const { timing } = expectPass(next, `the candidate after ${name}`);
      assert.equal(engine.processes.active, spare);
      const ratio = (timing?.medianMs ?? NaN) / alone;
      assert(ratio < 1.1 && ratio > 0.9, `it took ${ratio} times as long as before`);
    });
  }

  for (const sharedWith of ['threads', 'processes'] as const) {
    it(`takes tensors that are shared with ${sharedWith}`, async () => {
      const tensors = Array.from({ length: 3 }, () => createTensor('f32', [100_003], { sharedWith }));
      const [a, b, c] = tensors as [Tensor, Tensor, Tensor];
      for (let i = 0; i < c.data.length; i++) {
        a.data[i] = i;
        b.data[i] = 1;
        c.data[i] = i + 1;
      }
      const inputs = { inputs: { a, b }, outputs: { c }, dims: { N: c.data.length } };
      expectPass(await verifyKernel(addSource, inputs, { engine, time: false }), 'the sum');
      c.data[99_999] = 0;
      const options = { engine, time: false };
      const { mismatches } = expectOutcome(await verifyKernel(addSource, inputs, options), 'incorrect', 'a change');
      assert.deepEqual(mismatches[0]?.samples[0]?.index, [99_999]);
    });
  }
});
