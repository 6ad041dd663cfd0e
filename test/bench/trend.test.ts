import assert from 'node:assert/strict';
import { trendOf } from '../../bench/trend.js';

const line = (count: number, y: (x: number) => number) =>
  Array.from({ length: count }, (_, i) => ({ x: 100 * i, y: y(100 * i) }));

describe('trendOf', () => {
  it('finds the line that the samples lie on', () => {
    const trend = trendOf(line(11, (x) => 50 + x / 100));
    assert.ok(trend);
    assert.ok(Math.abs(trend.slope - 0.01) < 1e-12);
    assert.ok(Math.abs(trend.from - 50) < 1e-9 && Math.abs(trend.to - 60) < 1e-9);
    assert.ok(Math.abs(trend.share - 0.2) < 1e-9);
  });

  it('is not moved by some that are far off', () => {
    const points = line(50, () => 7);
    points[20]!.y = 1000;
    points[49]!.y = 1000;
    assert.deepEqual(trendOf(points), { from: 7, to: 7, slope: 0, share: 0 });
  });

  it('sees a slow rise under noise', () => {
    const trend = trendOf(line(200, (x) => 1000 + x * 0.001 + ((x / 100) % 2 === 0 ? 3 : -3)));
    assert.ok(trend && trend.share > 0.015 && trend.share < 0.025, JSON.stringify(trend));
  });

  it('looks at long series in part, and still from their first to their last', () => {
    const trend = trendOf(line(5000, (x) => x));
    assert.ok(trend && Math.abs(trend.to - 499_900) < 1e-3, JSON.stringify(trend));
  });

  it('does not rise where all is nothing', () => {
    assert.equal(trendOf(line(5, () => 0))?.share, 0);
  });

  it('is nothing of two samples, nor of a single x', () => {
    assert.equal(trendOf(line(2, (x) => x)), null);
    assert.equal(trendOf([1, 2, 3].map((y) => ({ x: 5, y }))), null);
  });
});
