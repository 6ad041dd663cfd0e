import assert from 'node:assert/strict';
import { agreementOf } from '../../../lib/verify/time/fingerprints.js';

/** Of runs with one output each. */
function sums(...values: number[]): bigint[][] {
  return values.map((value) => [BigInt(value)]);
}

describe('agreementOf', () => {
  it('counts all runs when each has the bits of its set at the end', () => {
    // Two sets take turns for five runs; then both are looked at once more.
    assert.deepEqual(agreementOf(sums(1, 2, 1, 2, 1, 1, 2), 2), { checkedRuns: 5, changedLate: [] });
  });

  it('does not count runs with other bits', () => {
    assert.deepEqual(agreementOf(sums(9, 2, 1, 8, 1, 2, 1, 2), 2), { checkedRuns: 4, changedLate: [] });
  });

  it('compares every output', () => {
    const twice = [
      [1n, 5n],
      [1n, 6n],
      [1n, 6n],
    ];
    assert.deepEqual(agreementOf(twice, 1), { checkedRuns: 1, changedLate: [] });
  });

  it('names outputs that changed after the last run had ended', () => {
    const late = [
      [1n, 5n],
      [2n, 6n],
      [1n, 5n],
      [2n, 7n],
    ];
    assert.deepEqual(agreementOf(late, 2), { checkedRuns: 1, changedLate: [{ set: 1, output: 1 }] });
  });

  it('has nothing late when a set had no run', () => {
    assert.deepEqual(agreementOf(sums(1, 1, 2), 2), { checkedRuns: 1, changedLate: [] });
  });
});
