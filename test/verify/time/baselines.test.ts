import assert from 'node:assert/strict';
import { packagePath } from '../../../lib/package_root.js';
import { type Problem, atCase, loadProblem } from '../../../lib/problem/problem.js';
import { closeHelpers } from '../../../lib/torch/helpers.js';
import { loadTorchProblem } from '../../../lib/torch/torch_problem.js';
import { baselineName, baselineSchema, summaryOf, timeBaselines } from '../../../lib/verify/time/baselines.js';

describe('baselines (with a fake helper)', () => {
  let problem: Problem;
  before(async () => {
    const python = packagePath('test', 'torch', 'fake_python.mjs');
    problem = await loadTorchProblem(packagePath('test', 'torch', 'modules', 'scaled_relu.py'), { python });
  });
  after(closeHelpers);

  it('are eager ones, and compiled ones where they are asked for', async () => {
    const timed = await timeBaselines(atCase(problem, 'small'), { device: 'cpu' });
    assert.deepEqual(timed.map(baselineName), [
      'eager, TF32 in convolutions',
      'eager',
      'eager, TF32',
      'eager, as KernelBench times it',
    ]);
    const all = await timeBaselines(atCase(problem, 'small'), { device: 'cpu', ways: ['eager', 'compile'] });
    assert.deepEqual(all.map(baselineName).slice(4), ['compile', 'compile, TF32']);
    for (const each of all) assert.deepEqual(baselineSchema.parse(each), each);
  });

  it('go on after one that fails, which says why', async () => {
    const all = await timeBaselines(atCase(problem, 'small'), { device: 'cpu', ways: ['eager', 'compile'] });
    assert.deepEqual(
      all.map((each) => 'failed' in each),
      [false, false, false, false, false, true],
    );
    const [last] = all.slice(-1);
    assert.match(
      last && 'failed' in last ? last.failed : '',
      /scaled_relu\.py to run but found a compiler that has lost/,
    );
  });

  it('are those of modules only', async () => {
    const kernels = timeBaselines(atCase(loadProblem('relu')), { device: 'cpu' });
    await assert.rejects(kernels, { code: 'bad-option', message: /Expected a problem whose reference is a PyTorch/ });
  });

  it("have a median with its interval, and KernelBench's mean", () => {
    assert.deepEqual(summaryOf([9, 1, 1, 2, 2]), {
      medianMs: 2,
      intervalMs: [1, 9],
      meanMs: 3,
      samplesMs: [9, 1, 1, 2, 2],
    });
  });
});
