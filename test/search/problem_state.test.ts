import assert from 'node:assert/strict';
import type { JournalEvent, NewJournalEvent } from '../../lib/search/journal_events.js';
import { answerToJudge, dialogueOf, isBetter, problemState } from '../../lib/search/problem_state.js';
import { spentIn } from '../../lib/search/spent.js';
import { passIn, sampleVerdict } from '../verify/sample_verdicts.js';

const inTurn = (turn: number, dialogue?: number) => ({
  problem: 'scale',
  turn,
  ...(dialogue === undefined ? {} : { dialogue }),
});
const answer = (turn: number, content: string, dialogue?: number): NewJournalEvent => ({
  type: 'answer',
  ...inTurn(turn, dialogue),
  reasoning: 'r',
  content,
  finishReason: 'stop',
  usage: null,
  tokens: 10,
  ms: 5,
  firstTokenMs: 1,
});
const candidate = (turn: number, dialogue?: number): NewJournalEvent => ({
  type: 'candidate',
  ...inTurn(turn, dialogue),
  file: `candidates/scale/00${turn}.cu`,
});
const feedback = (turn: number, dialogue?: number): NewJournalEvent => ({
  type: 'feedback',
  ...inTurn(turn, dialogue),
  text: `reply ${turn}`,
});
const verdict = (turn: number, ms: number | null, dialogue?: number): NewJournalEvent => ({
  type: 'verdict',
  ...inTurn(turn, dialogue),
  verdict: ms === null ? sampleVerdict('incorrect') : passIn(ms),
});
const started = (dialogue: number, from: number | null, message: string | null): NewJournalEvent => ({
  type: 'dialogue-started',
  problem: 'scale',
  dialogue,
  from,
  bottleneck: null,
  message,
});

function journalOf(...events: NewJournalEvent[]): JournalEvent[] {
  return events.map((event, index) => ({ at: '2026-01-01T00:00:00Z', usedMs: index * 100, ...event }));
}

const stateOf = (...events: NewJournalEvent[]) => problemState(journalOf(...events), 'scale');

/** As older journals have it: one dialogue, of which nothing is said. */
const firstTurn: NewJournalEvent[] = [
  { type: 'run-started', resumed: false },
  { type: 'problem-started', problem: 'scale', task: 'the task' },
  answer(1, 'one'),
  candidate(1),
  verdict(1, 2),
  { type: 'best', ...inTurn(1), file: 'best/scale.cu', medianMs: 2 },
  feedback(1),
];

describe('the state of a problem', () => {
  it('has the task, the complete turns, the best and what was booked', () => {
    const state = stateOf(...firstTurn);
    assert.equal(state.task, 'the task');
    assert.deepEqual(state.best, { turn: 1, medianMs: 2, file: 'best/scale.cu' });
    assert.deepEqual([state.turns, state.lastTurn, state.answers, state.tokens, state.modelMs], [1, 1, 1, 10, 5]);
    const [dialogue] = state.dialogues;
    assert(dialogue);
    assert.equal(dialogue.message, 'the task');
    assert.deepEqual(
      dialogue.turns.map(({ number, answer: text, reply }) => [number, text, reply]),
      [[1, 'one', 'reply 1']],
    );
    assert.equal(answerToJudge(dialogue), null);
  });

  it('keeps the answer of a turn that was stopped', () => {
    const dialogue = dialogueOf(stateOf(...firstTurn, answer(2, 'two'), candidate(2)));
    assert.equal(dialogue.turns.length, 1);
    assert.equal(dialogue.openTurn, 2);
    assert.equal(answerToJudge(dialogue)?.content, 'two');
  });

  it('asks anew when a candidate was never judged twice', () => {
    const dialogue = dialogueOf(stateOf(...firstTurn, answer(2, 'two'), candidate(2), candidate(2)));
    assert.equal(answerToJudge(dialogue), null);
    assert.equal(dialogue.openTurn, 2);
  });

  it('takes the answer of a turn from the second try as well', () => {
    const state = stateOf(...firstTurn, answer(2, 'two'), candidate(2), candidate(2), verdict(2, null), feedback(2));
    assert.equal(dialogueOf(state).turns[1]?.answer, 'two');
  });

  it('knows nothing of other problems', () => {
    assert.deepEqual(problemState(journalOf(...firstTurn), 'other').dialogues, []);
  });

  it('tells dialogues apart, however their turns take turns', () => {
    const state = stateOf(
      ...firstTurn.slice(0, 2),
      started(1, null, null),
      started(2, null, null),
      answer(1, 'one', 1),
      answer(2, 'two', 2),
      candidate(2, 2),
      verdict(2, 4, 2),
      feedback(2, 2),
      candidate(1, 1),
      verdict(1, 3, 1),
      feedback(1, 1),
      started(3, 2, 'from the second'),
    );
    assert.deepEqual(
      state.dialogues.map(({ number, message, turns, best, passed }) => [
        number,
        message,
        turns.map((turn) => turn.answer),
        best?.turn ?? null,
        passed,
      ]),
      [
        [1, 'the task', ['one'], 1, true],
        [2, 'the task', ['two'], 2, true],
        [3, 'from the second', [], 2, false],
      ],
    );
    assert.deepEqual(
      state.passes.map(({ turn, dialogue, medianMs, file }) => [turn, dialogue, medianMs, file]),
      [
        [2, 2, 4, 'candidates/scale/002.cu'],
        [1, 1, 3, 'candidates/scale/001.cu'],
      ],
    );
  });

  it('counts the turns since something better was found, of the problem and of each dialogue', () => {
    const state = stateOf(
      ...firstTurn,
      ...[answer(2, 'two'), candidate(2), verdict(2, 5), feedback(2)],
      ...[started(2, null, null), answer(3, 'three', 2), candidate(3, 2), verdict(3, 9, 2), feedback(3, 2)],
    );
    assert.equal(state.stale, 2);
    assert.deepEqual(
      state.dialogues.map(({ stale }) => stale),
      [1, 0],
    );
  });

  it('has dialogues that ended', () => {
    const ended: NewJournalEvent = { type: 'dialogue-stopped', problem: 'scale', dialogue: 1, reason: 'stuck' };
    assert.equal(dialogueOf(stateOf(...firstTurn, ended)).ended, 'stuck');
  });
});

describe('isBetter', () => {
  const best = { turn: 1, medianMs: 2, file: 'x' };
  it('takes any pass for better than none', () => assert(isBetter(null, null)));
  it('prefers a time to none, and less to more', () => {
    assert(isBetter({ ...best, medianMs: null }, 9));
    assert(!isBetter(best, null));
    assert(isBetter(best, 1.9));
    assert(!isBetter(best, 2));
  });
});

describe('spentIn', () => {
  it('sums what was booked up to the last event', () => {
    assert.deepEqual(spentIn(journalOf(...firstTurn)), { ms: 600, tokens: 10, candidates: 1, dollars: 0 });
  });
});
