/** What an answer has cost, what the next one may cost, and how long it may become. */
import { estimateTokens, type Message } from '../dialogue/messages.js';
import type { Model, ModelAnswer } from '../dialogue/model.js';
import { costOf, type Price } from '../dialogue/prices.js';
import type { Usage } from '../dialogue/answer_reader.js';
import type { Budget, Spending } from './budget.js';
import type { JournalEvent } from './journal_events.js';

/** `dollars` is null where no price is known. */
export type Booking = Pick<Spending, 'tokens'> & { dollars: number | null };

/** What the server counted, else an estimate of what went to and fro. Reasoning is part of the completion. */
export function bookingOf(messages: readonly Message[], answer: ModelAnswer, price: Price | null): Booking {
  const usage = answer.usage ?? estimatedUsage(messages, answer);
  return { tokens: usage.promptTokens + usage.completionTokens, dollars: costOf(usage, price) };
}

/**
 * What the next request will take: its prompt, and an answer as long as the run's longest so far. Nothing is known of the
 * first answer; answerRoom bounds it.
 */
export function requestEstimate(
  promptTokens: number,
  events: readonly JournalEvent[],
  { price = null, maxTokens = null }: Pick<Model, 'price' | 'maxTokens'>,
): Omit<Spending, 'ms'> {
  const lengths = events.flatMap((event) => (event.type === 'answer' ? [lengthOf(event)] : []));
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const completionTokens = Math.max(1, Math.min(longest, maxTokens ?? Infinity));
  const dollars = costOf(usageOf(promptTokens, completionTokens), price) ?? 0;
  return { tokens: promptTokens + completionTokens, candidates: 1, dollars };
}

/** R1's own limit of an answer. Servers refuse a request for more than they can give, so none is made for more than this. */
const longestAnswer = 32_768;

/**
 * Most tokens that an answer to this prompt may have, its reasoning included, so that neither the tokens nor the money of
 * the budget are passed; at least 1. What is left is for `slots` requests that may be under way at once. Null where nothing has to be asked for: without either limit, and where there is room
 * for the longest answer. The prompt's own length is an estimate.
 */
export function answerRoom(promptTokens: number, budget: Budget, price: Price | null, slots: number): number | null {
  const { tokens, dollars } = budget.remaining();
  const rooms: number[] = [];
  if (tokens !== null) rooms.push(tokens / slots - promptTokens);
  if (dollars !== null && price && price.output > 0) {
    rooms.push(((dollars / slots) * 1e6 - promptTokens * price.input) / price.output);
  }
  const room = Math.min(...rooms);
  return room >= longestAnswer ? null : Math.max(1, Math.floor(room));
}

/** What is set aside for a request while it is under way: nothing that starts meanwhile may use it. */
export function mostOfRequest(
  promptTokens: number,
  room: number | null,
  { price = null, maxTokens = null }: Pick<Model, 'price' | 'maxTokens'>,
): Omit<Spending, 'ms'> {
  const completionTokens = Math.min(room ?? longestAnswer, maxTokens ?? Infinity);
  const dollars = costOf(usageOf(promptTokens, completionTokens), price) ?? 0;
  return { tokens: promptTokens + completionTokens, candidates: 1, dollars };
}

function lengthOf({ usage, reasoning, content }: Pick<ModelAnswer, 'usage' | 'reasoning' | 'content'>): number {
  return usage?.completionTokens ?? estimateTokens(reasoning) + estimateTokens(content);
}

function estimatedUsage(messages: readonly Message[], answer: ModelAnswer): Usage {
  const promptTokens = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  return usageOf(promptTokens, lengthOf({ ...answer, usage: null }));
}

/** Without the cache, which nobody can count on. */
function usageOf(promptTokens: number, completionTokens: number): Usage {
  return { promptTokens, completionTokens, reasoningTokens: 0, cachedTokens: 0 };
}
