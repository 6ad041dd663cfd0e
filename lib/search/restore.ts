/** Where a journal left off. */
import type { ModelAnswer } from '../dialogue/model.js';
import type { Turn } from '../dialogue/transcript.js';
import type { Spending } from './budget.js';
import type { EventOf, JournalEvent } from './journal_events.js';

export interface Best {
  turn: number;
  /** Median milliseconds; null when it was not timed. */
  medianMs: number | null;
  /** Relative to the run folder. */
  file: string;
}

export interface DialogueState {
  /** The dialogue's first message; null when the problem was never started. */
  task: string | null;
  /** Complete turns: those that have got their feedback. */
  turns: Turn[];
  best: Best | null;
  /** The answer of a turn that was stopped before its feedback: it is judged again rather than paid for again. */
  pending: ModelAnswer | null;
  /** Tokens booked for this problem. */
  tokens: number;
}

/** What was spent up to the last event, for the budget of a resumed run. */
export function spentIn(events: readonly JournalEvent[]): Spending {
  const answers = events.filter((event) => event.type === 'answer');
  return {
    ms: events.at(-1)?.usedMs ?? 0,
    tokens: answers.reduce((sum, answer) => sum + answer.tokens, 0),
    candidates: answers.length,
    dollars: answers.reduce((sum, answer) => sum + (answer.dollars ?? 0), 0),
  };
}

/** The state of one problem's dialogue. */
export function restoreDialogue(events: readonly JournalEvent[], problem: string): DialogueState {
  const state: DialogueState = { task: null, turns: [], best: null, pending: null, tokens: 0 };
  let answer: EventOf<'answer'> | null = null;
  let triesOfAnswer = 0;
  for (const event of events) {
    if (!('problem' in event) || event.problem !== problem) continue;
    if (event.type === 'problem-started') state.task ??= event.task;
    if (event.type === 'answer') {
      answer = event;
      triesOfAnswer = 0;
      state.tokens += event.tokens;
    }
    if (event.type === 'candidate') triesOfAnswer++;
    if (event.type === 'best') state.best = { turn: event.turn, medianMs: event.medianMs, file: event.file };
    if (event.type === 'feedback') {
      state.turns.push({ number: event.turn, answer: answer?.content ?? '', reply: event.text });
      answer = null;
    }
  }
  // A candidate that has taken the process down twice is not given a third chance.
  if (answer && triesOfAnswer < 2) state.pending = answerOf(answer);
  return state;
}

function answerOf({ reasoning, content, finishReason, usage, ms, firstTokenMs }: EventOf<'answer'>): ModelAnswer {
  return { reasoning, content, finishReason, usage, ms, firstTokenMs };
}
