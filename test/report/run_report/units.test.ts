import assert from 'node:assert/strict';
import { grouped, moment, money, short, span, ticks, timeUnit } from '../../../lib/report/run_report/units.js';

describe('amounts in a report', () => {
  it('writes times as people say them', () => {
    const said = [0, 800, 42_000, 59_600, 200_000, 900_000, 3_600_000, 3_900_000].map(span);
    assert.deepEqual(said, ['0 s', '0.8 s', '42 s', '1 min', '3 min 20 s', '15 min', '1 h', '1 h 5 min']);
    assert.deepEqual(
      [60_000, 900_000, 36_000_000].map((ms) => timeUnit(ms).name),
      ['seconds', 'minutes', 'hours'],
    );
  });

  it('writes what took no second in milliseconds', () => {
    assert.deepEqual([0.067, 12.4, 99].map(span), ['0.067 ms', '12 ms', '99 ms']);
    assert.equal(span(99.7), '0.1 s');
  });

  it('writes money in dollars, small amounts with two digits that count', () => {
    assert.deepEqual([0, 0.00314, 0.42, 12.5].map(money), ['$0.00', '$0.0031', '$0.42', '$12.50']);
  });

  it('writes a moment to the minute, and what is none as it is', () => {
    assert.equal(moment('2026-01-05T09:07:59.123Z'), '2026-01-05 09:07 UTC');
    assert.equal(moment('yesterday'), 'yesterday');
  });

  it('writes numbers short and grouped', () => {
    assert.deepEqual([7, 5000, 12_000, 2_500_000].map(short), ['7', '5000', '12k', '2.5M']);
    assert.equal(grouped(1_234_567), '1\u00a0234\u00a0567');
  });

  it('marks an axis with round steps up to its end', () => {
    assert.deepEqual(ticks(14.2, 5), [0, 5, 10, 15]);
    assert.deepEqual(ticks(3, 4, true), [0, 1, 2, 3]);
    assert.deepEqual(ticks(1, 4, true), [0, 1]);
    assert.deepEqual(ticks(0), [0, 1]);
    assert.equal(ticks(0.3, 5).at(-1), 0.3);
  });
});
