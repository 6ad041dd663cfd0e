import assert from 'node:assert/strict';
import { inOrder, usedShare } from '../../lib/search/turns_order.js';

const best = { turn: 1, medianMs: 1, file: 'x' };
const problem = (name: string, solved: boolean, lastTurn: number) => ({
  name,
  state: { best: solved ? best : null, lastTurn },
});
const names = (problems: { name: string }[]) => problems.map(({ name }) => name).join(' ');

describe('whose turn it is', () => {
  const problems = [problem('solved', true, 0), problem('much', false, 5), problem('little', false, 2)];

  it('is that of problems that are not solved, the one with fewer turns first', () => {
    assert.equal(names(inOrder(problems, { rightShare: 0.8 }, 0.79)), 'little much solved');
  });

  it('is everyone’s from a share of the budget on', () => {
    assert.equal(names(inOrder(problems, { rightShare: 0.8 }, 0.8)), 'solved little much');
  });

  it('keeps the order of the run among equals', () => {
    assert.equal(names(inOrder([problem('b', false, 1), problem('a', false, 1)], { rightShare: 1 }, 0)), 'b a');
  });
});

describe('usedShare', () => {
  const none = { ms: null, tokens: null, candidates: null, dollars: null };
  const used = { ms: 50, tokens: 80, candidates: 9, dollars: 0 };
  it('is that of the limit that is used most', () => {
    assert.equal(usedShare({ ...none, ms: 100, tokens: 100 }, used), 0.8);
  });
  it('is nothing without limits', () => assert.equal(usedShare(none, used), 0));
});
