import assert from 'node:assert/strict';
import type { JournalEvent, NewJournalEvent } from '../../lib/search/journal_events.js';
import { restoreDialogue, spentIn } from '../../lib/search/restore.js';

const inTurn = (turn: number, problem = 'scale') => ({ problem, turn });
const answer = (turn: number, content: string): NewJournalEvent => ({
  type: 'answer',
  ...inTurn(turn),
  reasoning: 'r',
  content,
  finishReason: 'stop',
  usage: null,
  tokens: 10,
  ms: 5,
  firstTokenMs: 1,
});
const candidate = (turn: number): NewJournalEvent => ({ type: 'candidate', ...inTurn(turn), file: 'candidates/x.cu' });

function journalOf(...events: NewJournalEvent[]): JournalEvent[] {
  return events.map((event, index) => ({ at: '2026-01-01T00:00:00Z', usedMs: index * 100, ...event }));
}

const firstTurn: NewJournalEvent[] = [
  { type: 'run-started', resumed: false },
  { type: 'problem-started', problem: 'scale', task: 'the task' },
  answer(1, 'one'),
  candidate(1),
  { type: 'best', ...inTurn(1), file: 'best/scale.cu', medianMs: 2 },
  { type: 'feedback', ...inTurn(1), text: 'reply one' },
];

describe('restoreDialogue', () => {
  it('finds the task, the complete turns, the best and what was booked', () => {
    const state = restoreDialogue(journalOf(...firstTurn), 'scale');
    assert.deepEqual(state, {
      task: 'the task',
      turns: [{ number: 1, answer: 'one', reply: 'reply one' }],
      best: { turn: 1, medianMs: 2, file: 'best/scale.cu' },
      pending: null,
      tokens: 10,
    });
  });

  it('keeps the answer of a turn that was stopped', () => {
    const state = restoreDialogue(journalOf(...firstTurn, answer(2, 'two'), candidate(2)), 'scale');
    assert.equal(state.turns.length, 1);
    assert.equal(state.pending?.content, 'two');
  });

  it('asks anew when a candidate was never judged twice', () => {
    const events = journalOf(...firstTurn, answer(2, 'two'), candidate(2), candidate(2));
    assert.equal(restoreDialogue(events, 'scale').pending, null);
  });

  it('knows nothing of other problems', () => {
    const state = restoreDialogue(journalOf(...firstTurn), 'other');
    assert.deepEqual(state, { task: null, turns: [], best: null, pending: null, tokens: 0 });
  });
});

describe('spentIn', () => {
  it('adds up all problems', () => {
    const events = journalOf(...firstTurn, { ...answer(1, 'x'), problem: 'other' } as NewJournalEvent);
    assert.deepEqual(spentIn(events), { ms: 600, tokens: 20, candidates: 2, dollars: 0 });
    assert.deepEqual(spentIn([]), { ms: 0, tokens: 0, candidates: 0, dollars: 0 });
  });
});
