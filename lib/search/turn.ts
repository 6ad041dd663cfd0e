/** One turn: an answer, its candidate, the verdict, and the feedback that the next answer starts from. */
import { extractCandidate } from '../dialogue/answer.js';
import { renderFeedback, renderNoCandidate, renderRepeated } from '../dialogue/feedback.js';
import type { Model, ModelAnswer } from '../dialogue/model.js';
import { composeHistory, type History } from '../dialogue/transcript.js';
import type { Verdict } from '../verify/verdict.js';
import { answerRoom, bookingOf, mostOfRequest, requestEstimate } from './booking.js';
import type { Budget, Exhausted } from './budget.js';
import { EarlyVerdict } from './early_verdict.js';
import type { SearchEvents, TurnPlace } from './events.js';
import type { Journal } from './journal.js';
import type { NewJournalEvent } from './journal_events.js';
import { answerToJudge, bestBefore, type DialogueState, isBetter, type ProblemState } from './problem_state.js';
import type { Verify } from './verify.js';

export interface TurnContext {
  state: ProblemState;
  model: Model;
  verify: Verify;
  budget: Budget;
  journal: Journal;
  /** The caller's wish to stop. */
  signal: AbortSignal;
  events: SearchEvents;
  /** See composeHistory. */
  historyTokens: number;
  /** Writes an event into the journal with the time used so far, and brings the state up to date with it. */
  record: (event: NewJournalEvent) => void;
}

function historyOf({ historyTokens }: TurnContext, { message, turns, best }: DialogueState): History {
  return composeHistory(message, turns, best?.turn ?? null, historyTokens);
}

/** What the dialogue's next request would pass, as far as can be told before it is sent; null when it may be sent. */
export function passedByNext(context: TurnContext, dialogue: DialogueState): Exhausted | null {
  const { budget, journal, model } = context;
  const { estimatedTokens } = historyOf(context, dialogue);
  return budget.exhausted() ?? budget.passedBy(requestEstimate(estimatedTokens, journal.events, model));
}

/**
 * Plays the dialogue's next turn. Returns the verdict that was reached, null when there was nothing to judge.
 *
 * @param slots into how many parts what is left of tokens and money goes: requests that may be under way at once.
 */
export async function playTurn(context: TurnContext, dialogue: DialogueState, slots: number): Promise<Verdict | null> {
  const { state, events, signal } = context;
  const place = { problem: state.name, dialogue: dialogue.number, turn: dialogue.openTurn ?? state.lastTurn + 1 };
  const early = new EarlyVerdict(context.verify, signal, (source) => dialogue.given.find(source) === null);
  events.turnStarted?.(place);
  try {
    const answer = answerToJudge(dialogue) ?? (await ask(context, dialogue, place, early, slots));
    events.answer?.(place, answer);
    return await judge(context, dialogue, place, answer, early);
  } finally {
    early.drop();
  }
}

async function ask(
  context: TurnContext,
  dialogue: DialogueState,
  place: TurnPlace,
  early: EarlyVerdict,
  slots: number,
): Promise<ModelAnswer> {
  const { model, budget, events, record } = context;
  const { messages, estimatedTokens, leftOut } = historyOf(context, dialogue);
  const maxTokens = answerRoom(estimatedTokens, budget, model.price ?? null, slots);
  const release = budget.reserve(mostOfRequest(estimatedTokens, maxTokens, model));
  try {
    record({ type: 'turn-started', ...place, messages: messages.length, estimatedTokens, leftOut });
    const answer = await model.answer(messages, {
      // An answer in flight ends with the time limit; a verdict, which takes seconds, may still be finished.
      signal: AbortSignal.any([context.signal, budget.signal]),
      // The limits of tokens and money hold in mid-answer as well.
      ...(maxTokens === null ? {} : { maxTokens }),
      onReasoning: (text) => events.reasoning?.(place, text),
      onContent: (text) => {
        early.push(text);
        events.content?.(place, text);
      },
      onRetry: (notice) => {
        early.restart();
        events.retry?.(place, notice);
      },
    });
    const { tokens, dollars } = bookingOf(messages, answer, model.price ?? null);
    budget.spend({ tokens, candidates: 1, dollars: dollars ?? 0 });
    record({ type: 'answer', ...place, ...answer, tokens, dollars });
    return answer;
  } finally {
    release();
  }
}

async function judge(
  { state, journal, events, record }: TurnContext,
  dialogue: DialogueState,
  place: TurnPlace,
  answer: ModelAnswer,
  early: EarlyVerdict,
): Promise<Verdict | null> {
  const { problem, turn } = place;
  const extracted = extractCandidate(answer.content, answer.finishReason);
  if (!extracted.found) {
    record({ type: 'no-candidate', ...place, reason: extracted.reason });
    events.noCandidate?.(place, extracted.reason);
    record({ type: 'feedback', ...place, text: renderNoCandidate(extracted.reason, { turn }) });
    return null;
  }
  // A run that ended between a verdict and its feedback goes on behind the verdict.
  const kept = dialogue.verdict;
  if (!kept) {
    const file = journal.writeCandidate(problem, turn, extracted.source);
    record({ type: 'candidate', ...place, file });
    events.candidate?.(place, file);
  }
  const earlier = dialogue.given.find(extracted.source);
  if (earlier) {
    early.drop();
    record({ type: 'repeated', ...place, of: earlier.turn });
    events.repeated?.(place, earlier.turn);
    record({ type: 'feedback', ...place, text: renderRepeated(earlier, { turn }) });
    return null;
  }
  const { verdict, sinceCodeMs } = kept ? { verdict: kept, sinceCodeMs: null } : await early.judge(extracted.source);
  const reply = renderFeedback(verdict, { bestMs: bestBefore(state, dialogue, turn)?.medianMs ?? null, turn });
  if (!kept) record({ type: 'verdict', ...place, verdict, ...(sinceCodeMs === null ? {} : { sinceCodeMs }) });
  events.verdict?.(place, verdict);
  const medianMs = verdict.outcome === 'pass' ? (verdict.timing?.medianMs ?? null) : null;
  if (verdict.outcome === 'pass' && isBetter(state.best, medianMs)) {
    const best = { medianMs, file: journal.writeBest(problem, extracted.source) };
    record({ type: 'best', ...place, ...best });
    events.best?.(place, { turn, ...best });
  }
  record({ type: 'feedback', ...place, text: reply });
  // What an earlier process found says nothing of this one's device.
  return kept ? null : verdict;
}
