/** One turn: an answer, its candidate, the verdict, and the feedback that the next answer starts from. */
import { extractCandidate } from '../dialogue/answer.js';
import { renderFeedback, renderNoCandidate } from '../dialogue/feedback.js';
import type { Model, ModelAnswer } from '../dialogue/model.js';
import { composeHistory } from '../dialogue/transcript.js';
import type { Verdict } from '../verify/verdict.js';
import { betterThan } from './best.js';
import { answerRoom, bookingOf, requestEstimate } from './booking.js';
import type { Budget, Exhausted } from './budget.js';
import type { SearchEvents } from './events.js';
import type { Journal } from './journal.js';
import type { NewJournalEvent } from './journal_events.js';
import type { DialogueState } from './restore.js';

/** Judges a source; rejects with `aborted` when the signal fires. */
export type Verify = (source: string, signal: AbortSignal) => Promise<Verdict>;

export interface TurnContext {
  problem: string;
  /** The dialogue's first message. */
  task: string;
  model: Model;
  verify: Verify;
  budget: Budget;
  journal: Journal;
  /** The caller's wish to stop. */
  signal: AbortSignal;
  events: SearchEvents;
  /** See composeHistory. */
  historyTokens: number;
  /** Writes an event into the journal with the time used so far. */
  record: (event: NewJournalEvent) => void;
}

/** Plays the next turn and brings the state up to date. Returns the verdict, null when there was no candidate. */
export async function playTurn(context: TurnContext, state: DialogueState): Promise<Verdict | null> {
  const { problem, events, record } = context;
  const turn = state.turns.length + 1;
  events.turnStarted?.({ problem, turn });
  const answer = state.pending ?? (await ask(context, state, turn));
  state.pending = answer;
  events.answer?.(answer);
  const { verdict, reply } = await judge(context, state, turn, answer);
  record({ type: 'feedback', problem, turn, text: reply });
  state.turns.push({ number: turn, answer: answer.content, reply });
  state.pending = null;
  return verdict;
}

/** What the next request would pass, as far as can be told before it is sent; null when it may be sent. */
export function passedByNext({ model, budget, ...context }: TurnContext, state: DialogueState): Exhausted | null {
  const { estimatedTokens } = composeHistory(
    context.task,
    state.turns,
    state.best?.turn ?? null,
    context.historyTokens,
  );
  return budget.passedBy(requestEstimate(estimatedTokens, context.journal.events, model));
}

async function ask(context: TurnContext, state: DialogueState, turn: number): Promise<ModelAnswer> {
  const { problem, model, budget, events, record } = context;
  const history = composeHistory(context.task, state.turns, state.best?.turn ?? null, context.historyTokens);
  const { messages, estimatedTokens, leftOut } = history;
  record({ type: 'turn-started', problem, turn, messages: messages.length, estimatedTokens, leftOut });
  const maxTokens = answerRoom(estimatedTokens, budget, model.price ?? null);
  const answer = await model.answer(messages, {
    // An answer in flight ends with the time limit; a verdict, which takes seconds, may still be finished.
    signal: AbortSignal.any([context.signal, budget.signal]),
    // The limits of tokens and money hold in mid-answer as well.
    ...(maxTokens === null ? {} : { maxTokens }),
    onReasoning: (text) => events.reasoning?.(text),
    onContent: (text) => events.content?.(text),
    onRetry: (notice) => events.retry?.(notice),
  });
  const { tokens, dollars } = bookingOf(messages, answer, model.price ?? null);
  budget.spend({ tokens, candidates: 1, dollars: dollars ?? 0 });
  state.tokens += tokens;
  record({ type: 'answer', problem, turn, ...answer, tokens, dollars });
  return answer;
}

async function judge(
  context: TurnContext,
  state: DialogueState,
  turn: number,
  answer: ModelAnswer,
): Promise<{ verdict: Verdict | null; reply: string }> {
  const { problem, journal, events, record } = context;
  const extracted = extractCandidate(answer.content, answer.finishReason);
  if (!extracted.found) {
    record({ type: 'no-candidate', problem, turn, reason: extracted.reason });
    events.noCandidate?.(extracted.reason);
    return { verdict: null, reply: renderNoCandidate(extracted.reason, { turn }) };
  }
  const file = journal.writeCandidate(problem, turn, extracted.source);
  record({ type: 'candidate', problem, turn, file });
  events.candidate?.({ problem, turn, file });
  const verdict = await context.verify(extracted.source, context.signal);
  record({ type: 'verdict', problem, turn, verdict });
  events.verdict?.(verdict);
  const reply = renderFeedback(verdict, { bestMs: state.best?.medianMs ?? null, turn });
  if (verdict.outcome === 'pass' && betterThan(state.best, verdict)) {
    const medianMs = verdict.timing?.medianMs ?? null;
    const best = { turn, medianMs, file: journal.writeBest(problem, extracted.source) };
    record({ type: 'best', problem, ...best });
    state.best = best;
    events.best?.(best);
  }
  return { verdict, reply };
}
