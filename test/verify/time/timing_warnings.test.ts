import assert from 'node:assert/strict';
import { seriesWarnings, setsWarnings } from '../../../lib/verify/time/timing_warnings.js';

const steady = new Array<number>(30).fill(1);

describe('warnings of a timing', () => {
  it('are none where the median is known and all runs were checked', () => {
    assert.deepEqual(
      seriesWarnings({ runsMs: steady, isHopeless: false, agreement: { checkedRuns: 30, changedLate: [] } }),
      [],
    );
    assert.deepEqual(setsWarnings(2), []);
  });

  it('say how wide an interval stayed', () => {
    const runsMs = Array.from({ length: 100 }, (_, i) => 1 + (i % 10) / 10);
    const [warning = ''] = seriesWarnings({
      runsMs,
      isHopeless: false,
      agreement: { checkedRuns: 100, changedLate: [] },
    });
    assert.match(warning, /^After 100 runs the median's 95% interval is still \d+% wide; 1% is wanted\.$/);
  });

  it('say how many runs had other bits than those that were compared', () => {
    const [warning = ''] = seriesWarnings({
      runsMs: steady,
      isHopeless: false,
      agreement: { checkedRuns: 27, changedLate: [] },
    });
    assert.match(warning, /^The outputs of 3 of 30 timed runs differ in some bits/);
  });

  it('say that there was memory for one set only', () => assert.match(setsWarnings(1)[0] ?? '', /one set only/));
});
