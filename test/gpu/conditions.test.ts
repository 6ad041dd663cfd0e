import assert from 'node:assert/strict';
import { atCase } from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';
import type { Problem } from '../../lib/problem/problem.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { kernelBenchTiming } from '../../lib/verify/conditions/kernelbench.js';
import { expectTiming } from './expect_verdict.js';
import { verifyHere } from './gpu_engine.js';

const candidate = (value: string): string => `/*---
launch:
  - { kernel: relu, grid: ["ceildiv(columns, 64)", rows], block: [64], args: [x, mask, pick, weight, out, columns] }
---*/
extern "C" __global__ void relu(const float* x, const float* mask, const long long* pick, const float* weight, float* out, int columns) {
  int c = blockIdx.x * 64 + threadIdx.x;
  if (c >= columns) return;
  int at = blockIdx.y * columns + c;
  out[at] = ${value} * weight[c] + mask[c + 1] + weight[pick[blockIdx.y]];
}
`;

describe("KernelBench's conditions on a GPU", () => {
  let problem: Problem;
  before(async () => {
    // In PyTorch's place, which the machine need not have.
    const python = packagePath('test', 'torch', 'fake_python.mjs');
    problem = await loadTorchProblem(packagePath('test', 'torch', 'modules', 'scaled_relu.py'), { python });
  });
  after(() => closeHelpers());

  it('have a time of their own beside the median, of one set of inputs', async () => {
    const verdict = await verifyHere(candidate('fmaxf(x[at], 0.0f)'), atCase(problem), { conditions: 'kernelbench' });
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
    const verdict = await verifyHere(candidate('(x[at] + 0.01f)'), atCase(problem), { conditions: 'kernelbench' });
    assert.equal(verdict.outcome, 'incorrect');
  });
});
