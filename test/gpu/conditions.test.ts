import assert from 'node:assert/strict';
import { atCase } from '../../lib/index.js';
import type { Problem } from '../../lib/problem/problem.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { kernelBenchTiming } from '../../lib/verify/conditions/kernelbench.js';
import { expectTiming } from './expect_verdict.js';
import { verifyHere } from './gpu_engine.js';
import { candidateWith, scaledRelu } from './scaled_relu.js';

describe("KernelBench's conditions on a GPU", () => {
  let problem: Problem;
  before(async function () {
    problem = (await scaledRelu()) ?? this.skip();
  });
  after(() => closeHelpers());

  it('have a time of their own beside the median, of one set of inputs', async () => {
    const verdict = await verifyHere(candidateWith('fmaxf(x[at], 0.0f)'), atCase(problem), {
      conditions: 'kernelbench',
    });
    const { kernelBench, inputSets, medianMs } = expectTiming(verdict, 'a right candidate');
    assert(kernelBench);
    const { warmups, discarded, samplesMs, meanMs, minMs, maxMs } = kernelBench;
    assert.deepEqual([warmups, discarded], [kernelBenchTiming.warmups, kernelBenchTiming.discarded]);
    assert.equal(samplesMs.length, kernelBenchTiming.runs);
    assert(minMs <= meanMs && meanMs <= maxMs, JSON.stringify(kernelBench));
    assert(medianMs > 0);
    assert.equal(inputSets, 1);
  });

  it('fail a wrong candidate', async () => {
    const verdict = await verifyHere(candidateWith('(x[at] + 0.01f)'), atCase(problem), { conditions: 'kernelbench' });
    assert.equal(verdict.outcome, 'incorrect');
  });
});
