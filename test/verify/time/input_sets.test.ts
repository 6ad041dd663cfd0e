import assert from 'node:assert/strict';
import { atCase, loadProblem } from '../../../lib/problem/problem.js';
import { bytesOfSet, countOfSets, isHuge } from '../../../lib/verify/time/input_sets.js';

const gibibyte = 2 ** 30;

describe('sets of inputs to time a plan on', () => {
  it('need room for inputs, workspaces, outputs and what is expected', () => {
    const { contract } = atCase(loadProblem('vector_add'));
    const vector = contract.outputs[0]?.bytes ?? 0;
    assert.equal(bytesOfSet(contract, [{ bytes: 100 }, { bytes: 20 }]), 4 * vector + 120);
  });

  it('are three where memory is ample', () => assert.equal(countOfSets(2 ** 24, 70 * gibibyte), 3));

  it('are two of large tensors', () => assert.equal(countOfSets(4 * gibibyte, 60 * gibibyte), 2));

  it('are one of huge tensors', () => {
    assert.equal(countOfSets(18 * gibibyte, 60 * gibibyte), 1);
    assert.deepEqual([isHuge(4 * gibibyte), isHuge(18 * gibibyte)], [false, true]);
  });

  it('are as many as fit beside the first', () => {
    assert.equal(countOfSets(gibibyte, 1.5 * gibibyte), 2);
    assert.equal(countOfSets(gibibyte, gibibyte), 1);
    assert.equal(countOfSets(4 * gibibyte, 4.5 * gibibyte), 1);
  });
});
