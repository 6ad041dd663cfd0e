import assert from 'node:assert/strict';
import { createBudget } from '../../lib/search/budget.js';
import { manualClock } from './manual_clock.js';

const none = { ms: null, tokens: null, candidates: null, dollars: null };

describe('budget', () => {
  it('knows what is used, what is left, and when it ends', () => {
    const clock = manualClock();
    const budget = createBudget({ ms: 1000, tokens: 100, candidates: 3 }, { clock });
    clock.pass(400);
    budget.spend({ tokens: 30, candidates: 1 });
    assert.deepEqual(budget.used(), { ms: 400, tokens: 30, candidates: 1, dollars: 0 });
    assert.deepEqual(budget.remaining(), { ms: 600, tokens: 70, candidates: 2, dollars: null });
    assert.equal(budget.exhausted(), null);
    budget.spend({ candidates: 2 });
    assert.equal(budget.exhausted(), 'candidates');
    budget.spend({ tokens: 500 });
    assert.equal(budget.remaining().tokens, 0);
    assert.equal(budget.exhausted(), 'tokens');
    assert.equal(budget.signal.aborted, false);
    clock.pass(600);
    assert.equal(budget.exhausted(), 'time');
    assert.equal(budget.signal.aborted, true);
  });

  it('never ends without limits', () => {
    const clock = manualClock();
    const budget = createBudget(none, { clock });
    clock.pass(1e9);
    budget.spend({ tokens: 1e9, candidates: 1e9 });
    assert.equal(budget.exhausted(), null);
    assert.deepEqual(budget.remaining(), none);
    assert.equal(clock.waiting, 0);
  });

  it('carries over what was used before a resume', () => {
    const clock = manualClock();
    const used = { ms: 900, tokens: 10, candidates: 2 };
    const budget = createBudget({ ms: 1000, tokens: null, candidates: 5 }, { clock, used });
    assert.deepEqual(budget.remaining(), { ms: 100, tokens: null, candidates: 3, dollars: null });
    clock.pass(100);
    assert.equal(budget.signal.aborted, true);
    assert.deepEqual(budget.used(), { ms: 1000, tokens: 10, candidates: 2, dollars: 0 });
    const over = createBudget({ ...none, ms: 1000 }, { clock, used: { ...used, ms: 1000 } });
    assert.equal(over.signal.aborted, true);
  });

  it('watches on when the timer comes early', () => {
    const clock = manualClock();
    const early = { ...clock, after: (ms: number, call: () => void) => clock.after(ms / 2, call) };
    const budget = createBudget({ ...none, ms: 100 }, { clock: early });
    clock.pass(50);
    assert.equal(budget.signal.aborted, false);
    for (let step = 0; step < 50; step++) clock.pass(1);
    assert.equal(budget.signal.aborted, true);
  });

  it('keeps what is set aside for requests under way from others, until they give it back', () => {
    const budget = createBudget({ tokens: 100, candidates: 2, dollars: 1 });
    const first = budget.reserve({ tokens: 40, candidates: 1, dollars: 0.25 });
    const second = budget.reserve({ tokens: 10, candidates: 1, dollars: 0.5 });
    assert.deepEqual(budget.remaining(), { ms: null, tokens: 50, candidates: 0, dollars: 0.25 });
    assert.equal(budget.exhausted(), 'candidates');
    assert.equal(budget.passedBy({ tokens: 51 }), 'tokens');
    first();
    budget.spend({ tokens: 30, candidates: 1, dollars: 0.25 });
    assert.deepEqual(budget.remaining(), { ms: null, tokens: 60, candidates: 0, dollars: 0.25 });
    second();
    assert.equal(budget.exhausted(), null);
    assert.deepEqual(budget.remaining(), { ms: null, tokens: 70, candidates: 1, dollars: 0.75 });
  });

  it('ends with the money', () => {
    const budget = createBudget({ dollars: 2 });
    budget.spend({ dollars: 1.5 });
    assert.equal(budget.exhausted(), null);
    budget.spend({ dollars: 0.75 });
    assert.equal(budget.remaining().dollars, 0);
    assert.equal(budget.exhausted(), 'money');
  });

  it('tells what a request would pass, and lets one through that uses up all', () => {
    const budget = createBudget({ tokens: 100, dollars: 1, candidates: 1 });
    assert.equal(budget.passedBy({ tokens: 100, dollars: 1, candidates: 1 }), null);
    assert.equal(budget.passedBy({ tokens: 101 }), 'tokens');
    assert.equal(budget.passedBy({ tokens: 1, dollars: 1.01 }), 'money');
    assert.equal(budget.passedBy({ candidates: 2 }), 'candidates');
    assert.equal(createBudget({}).passedBy({ tokens: 1e12, dollars: 1e12, candidates: 1e12 }), null);
  });

  it('leaves no timer behind', () => {
    const clock = manualClock();
    createBudget({ ...none, ms: 1000 }, { clock }).close();
    assert.equal(clock.waiting, 0);
  });
});
