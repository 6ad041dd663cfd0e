import assert from 'node:assert/strict';
import { roundSteps } from '../../../lib/report/run_report/plot.js';

function steps(...values: number[]): number[] {
  return roundSteps(values, String).map(({ at }) => at);
}

describe('steps of a logarithmic axis', () => {
  it('enclose the values with 1, 2 and 5 times powers of ten, over a wide range with powers only', () => {
    assert.deepEqual(steps(0.5, 2), [0.5, 1, 2]);
    assert.deepEqual(steps(0.0123, 0.3), [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]);
    assert.deepEqual(steps(0.003, 20), [0.001, 0.01, 0.1, 1, 10, 100]);
  });

  it('are at least two', () => {
    assert.deepEqual(steps(3), [2, 5]);
    assert.deepEqual(steps(10, 10), [10, 20]);
    assert.deepEqual(steps(100, 1), [1, 2, 5, 10, 20, 50, 100]);
  });
});
