import assert from 'node:assert/strict';
import { atCase, loadProblem } from '../../../lib/problem/problem.js';
import { assertFits, trialSeed, underConditions } from '../../../lib/verify/conditions/conditions.js';
import { kernelBenchTrialSeeds } from '../../../lib/verify/conditions/kernelbench.js';
import { settleOptions } from '../../../lib/verify/options.js';

const relu = atCase(loadProblem('relu'), 'small');
const torch = {
  file: 'relu.py',
  model: 'Model',
  python: null,
  precision: 'f64' as const,
  sizes: {},
  operations: {},
  fills: {},
  made: [],
  origins: {},
};

describe('conditions', () => {
  it('refuse kernels as a reference, and tensors', () => {
    const message =
      /^Expected a PyTorch module .* but found the problem relu, whose reference is kernels\. Name a file/;
    assert.throws(() => assertFits('kernelbench', relu), { code: 'bad-option', message });
    const tensors = { inputs: {}, outputs: {} };
    assert.throws(() => assertFits('kernelbench', tensors), { code: 'bad-option', message: /found tensors/ });
  });

  it('refuse a choice of TF32 beside their own', () => {
    const chosen = { ...relu, problem: { ...relu.problem, torch: { ...torch, tf32: true } } };
    assert.throws(() => assertFits('kernelbench', chosen), {
      code: 'bad-option',
      message: /^Expected no choice of TF32/,
    });
    assertFits('kernelbench', { ...relu, problem: { ...relu.problem, torch } });
  });

  it('let the module make all inputs, in f32 with the defaults of PyTorch', () => {
    const { problem, contract } = underConditions('kernelbench', { ...relu, problem: { ...relu.problem, torch } });
    assert.deepEqual(
      contract.inputs.map(({ made, fill }) => [made, fill]),
      relu.contract.inputs.map(() => [true, null]),
    );
    const { precision, tf32, seed } = problem.torch ?? {};
    assert.deepEqual([precision, tf32, seed], ['f32', 'convolutions', 42]);
  });

  it('have seeds of their own, whatever the seed of places and poison', () => {
    for (const seed of [0, 7]) {
      const settled = settleOptions({ seed, conditions: 'kernelbench' });
      const found = kernelBenchTrialSeeds.map((_, trial) => trialSeed(settled, trial));
      assert.deepEqual(found, [...kernelBenchTrialSeeds]);
      assert.equal(settled.seed, seed);
    }
    assert.equal(trialSeed(settleOptions({ seed: 7 }), 2), 9, 'without any they go on counting');
  });
});
