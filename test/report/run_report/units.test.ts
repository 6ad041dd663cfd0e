import assert from 'node:assert/strict';
import { grouped, short, span, ticks, timeUnit } from '../../../lib/report/run_report/units.js';

describe('amounts in a report', () => {
  it('writes times as people say them', () => {
    const said = [0, 800, 42_000, 59_600, 200_000, 900_000, 3_600_000, 3_900_000].map(span);
    assert.deepEqual(said, ['0 s', '0.8 s', '42 s', '1 min', '3 min 20 s', '15 min', '1 h', '1 h 5 min']);
    assert.deepEqual(
      [60_000, 900_000, 36_000_000].map((ms) => timeUnit(ms).name),
      ['seconds', 'minutes', 'hours'],
    );
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
