import assert from 'node:assert/strict';
import { doneBy } from '../../lib/search/stopping.js';

const best = { turn: 2, medianMs: 1, file: 'x' };
const state = { best, stale: 3, passes: [{ ...best, dialogue: 1, share: 0.9 }] };
const rules = { goal: 'fast', enoughShare: null, staleTurns: null } as const;

describe('a problem is done', () => {
  it('never before something has passed', () => {
    const open = { best: null, stale: 99, passes: [] };
    assert.equal(doneBy(open, { goal: 'right', enoughShare: 0, staleTurns: 1 }), null);
  });

  it('when it is solved, where that is all', () => assert.equal(doneBy(state, { ...rules, goal: 'right' }), 'solved'));

  it('when its best kernel is near enough to the roofline', () => {
    assert.equal(doneBy(state, { ...rules, enoughShare: 0.91 }), null);
    assert.equal(doneBy(state, { ...rules, enoughShare: 0.9 }), 'roofline');
  });

  it('when so many turns brought nothing better', () => {
    assert.equal(doneBy(state, { ...rules, staleTurns: 4 }), null);
    assert.equal(doneBy(state, { ...rules, staleTurns: 3 }), 'stale');
  });

  it('not otherwise', () => assert.equal(doneBy(state, rules), null));
});
