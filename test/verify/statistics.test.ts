import assert from 'node:assert/strict';
import { median, medianInterval, middleMean } from '../../lib/verify/statistics.js';

function ramp(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** Chance that at least `low` and at most `high` of n fair coins fall on heads. */
function between(n: number, low: number, high: number): number {
  let term = 2 ** -n;
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    if (k >= low && k <= high) sum += term;
    term = (term * (n - k)) / (k + 1);
  }
  return sum;
}

describe('median', () => {
  for (const [values, middle] of [
    [[3], 3],
    [[1, 2], 1.5],
    [[5, 1, 3], 3],
    [[10, 9, 1, 2], 5.5],
    [[2, 10, 100], 10],
  ] as const) {
    it(`of ${values.join(', ')} is ${middle}`, () => assert.equal(median(values), middle));
  }

  it('of nothing is NaN', () => assert(Number.isNaN(median([]))));

  it('changes no order', () => {
    const values = [3, 1, 2];
    median(values);
    medianInterval(values);
    assert.deepEqual(values, [3, 1, 2]);
  });
});

describe('medianInterval', () => {
  it('is the whole range of few values', () => {
    for (const n of [1, 2, 5]) assert.deepEqual(medianInterval(ramp(n)), [0, n - 1], `of ${n} values`);
  });

  it('lies around the median and inside the values', () => {
    for (let n = 1; n <= 300; n++) {
      const [low, high] = medianInterval(ramp(n));
      assert(low >= 0 && high <= n - 1, `of ${n} values: ${low} to ${high}`);
      assert(low <= median(ramp(n)) && high >= median(ramp(n)), `of ${n} values: ${low} to ${high}`);
    }
  });

  it('covers the median in 95% of all samples from six on, as nearly as the normal approximation gets', () => {
    for (let n = 6; n <= 300; n++) {
      const [low, high] = medianInterval(ramp(n));
      // The true median lies between the order statistics when more than `low` values are below it and not all up to `high`.
      const covered = between(n, low + 1, high);
      assert(covered >= 0.945, `of ${n} values: ${covered}`);
    }
  });

  it('grows narrow with the number of values', () => {
    const [low, high] = medianInterval(ramp(10_000));
    assert(high - low < 250 && high - low > 150, `${low} to ${high} of 10000`);
  });
});

describe('middleMean', () => {
  it('is the mean without the quarters at the ends', () => {
    assert.equal(middleMean([100, 1, 2, 3, 4, 5, 6, -50]), 3.5);
    assert.equal(middleMean([7]), 7);
    assert.equal(middleMean([1, 2, 3]), 2);
  });

  it('tells apart what falls between two steps of a coarse clock', () => {
    const steps = (late: number): number[] => Array.from({ length: 40 }, (_, i) => (i < late ? 0.064 : 0.032));
    assert(middleMean(steps(18)) > middleMean(steps(14)));
    assert.equal(median(steps(18)), median(steps(14)));
  });

  it('of nothing is NaN', () => assert(Number.isNaN(middleMean([]))));
});
