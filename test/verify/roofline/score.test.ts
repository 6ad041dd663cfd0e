import assert from 'node:assert/strict';
import { scoreOf } from '../../../lib/verify/roofline/score.js';

const reference = (ms: number): Parameters<typeof scoreOf>[1] => ({ ms, source: 'reference' });

describe('scoreOf', () => {
  const at = (medianMs: number, floorMs = 1, baselineMs = 16): number | undefined =>
    scoreOf({ medianMs, floorMs }, reference(baselineMs))?.value;

  it('is 0 at the baseline and 1 at the floor', () => {
    assert.equal(at(16), 0);
    assert.equal(at(1), 1);
  });

  it('counts each halving of the time the same', () => {
    assert.deepEqual([at(8), at(4), at(2)], [0.25, 0.5, 0.75]);
  });

  it('is negative for what is slower than the baseline', () => {
    assert.equal(at(32), -0.25);
  });

  it('is none where baseline and floor leave no room between them', () => {
    assert.equal(at(0.5, 1, 1), undefined);
    assert.equal(at(0.5, 2, 1), undefined);
    assert.equal(at(0.5, 0, 1), undefined);
    assert.equal(at(0, 1, 16), undefined);
  });

  it('says what it is measured from', () => {
    assert.deepEqual(scoreOf({ medianMs: 2, floorMs: 1 }, { ms: 4, source: 'given' }), {
      value: 0.5,
      baselineMs: 4,
      baseline: 'given',
    });
  });
});
