import assert from 'node:assert/strict';
import { percentile, percentilesOf } from '../../bench/percentile.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('percentile', () => {
  it('is the smallest sample that so many percent are not above', () => {
    assert.equal(percentile(upTo(100), 50), 50);
    assert.equal(percentile(upTo(100), 99), 99);
    assert.equal(percentile(upTo(200), 99), 198);
    assert.equal(percentile(upTo(20), 95), 19);
    assert.equal(percentile(upTo(7), 99), 7);
  });

  it('is the least at 0 and the most at 100, in whatever order they came', () => {
    assert.equal(percentile([3, 1, 2], 0), 1);
    assert.equal(percentile([3, 1, 2], 100), 3);
    assert.equal(percentile([30, 9, 100], 50), 30);
  });

  it('of nothing is no number', () => {
    assert.ok(Number.isNaN(percentile([], 50)));
  });
});

describe('percentilesOf', () => {
  it('tells how many samples there were', () => {
    assert.deepEqual(percentilesOf(upTo(100)), { count: 100, p50: 50, p95: 95, p99: 99, least: 1, most: 100 });
  });
});
