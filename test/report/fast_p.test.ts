import assert from 'node:assert/strict';
import { type ScoredProblem, fastP, publishedThresholds } from '../../lib/report/fast_p.js';

const timed = (baselineMs: number, candidateMs: number, correct = true): ScoredProblem => {
  return { correct, baselineMs, candidateMs };
};
const set = [timed(1, 1), timed(3, 1), timed(2, 1), timed(1, 4), timed(9, 1, false)];

describe('fastP', () => {
  it('is the share of all problems whose speed-up is greater than p', () => {
    assert.deepEqual(
      publishedThresholds.map((p) => fastP(set, p)),
      [4 / 5, 2 / 5, 1 / 5],
    );
    assert.equal(fastP(set, 0.2), 4 / 5);
    assert.equal(fastP(set, 0.25), 3 / 5, 'one that is as quick as p is not quicker');
  });

  it('counts problems without a right candidate, or without a time, among all', () => {
    const missing = { correct: false, baselineMs: 1, candidateMs: null };
    const untimed = { correct: true, baselineMs: null, candidateMs: null };
    assert.equal(fastP([timed(3, 1), missing, untimed, timed(3, 1, false)], 0), 1 / 4);
  });

  it('is 0 of no problems', () => assert.equal(fastP([], 0), 0));
});
