/** What a run has taken from its model in all, those parts of it that were stopped and resumed included. */
import type { JournalEvent } from './journal_events.js';

export interface Consumption {
  answers: number;
  /** Answers without the server's figures: their tokens were estimated, and are part of `tokens` only. */
  estimated: number;
  /** All that was booked. */
  tokens: number;
  promptTokens: number;
  /** Prompt tokens that the server had in its cache. */
  cachedTokens: number;
  completionTokens: number;
  /** Completion tokens that were reasoning. */
  reasoningTokens: number;
  /** US dollars; null when the price of some answer is not known. */
  dollars: number | null;
}

export function consumptionIn(events: readonly JournalEvent[]): Consumption {
  const answers = events.filter((event) => event.type === 'answer');
  const sum = (amount: (answer: (typeof answers)[number]) => number | undefined): number =>
    answers.reduce((total, answer) => total + (amount(answer) ?? 0), 0);
  return {
    answers: answers.length,
    estimated: sum(({ usage }) => (usage ? 0 : 1)),
    tokens: sum(({ tokens }) => tokens),
    promptTokens: sum(({ usage }) => usage?.promptTokens),
    cachedTokens: sum(({ usage }) => usage?.cachedTokens),
    completionTokens: sum(({ usage }) => usage?.completionTokens),
    reasoningTokens: sum(({ usage }) => usage?.reasoningTokens),
    dollars: answers.some(({ dollars }) => (dollars ?? null) === null) ? null : sum(({ dollars }) => dollars ?? 0),
  };
}

/** One line for people. */
export function consumptionText(consumption: Consumption): string {
  const { answers, estimated, tokens, promptTokens, cachedTokens, completionTokens, reasoningTokens } = consumption;
  const counted = `${promptTokens} in (${cachedTokens} cached), ${completionTokens} out (${reasoningTokens} reasoning)`;
  const guessed = estimated === 0 ? '' : `; ${estimated} answers without the server's count, estimated`;
  const money = consumption.dollars === null ? 'price unknown' : `$${consumption.dollars.toFixed(4)}`;
  return `${answers} answers, ${tokens} tokens: ${counted}${guessed}; ${money}`;
}
