/**
 * What tokens cost. Prices change without notice: each has its day and its source, and the `--price` option overrides
 * them. Where a server states the cost of an answer itself, that is what counts.
 */
import { WarpsmithError } from '../errors.js';
import type { Usage } from './answer_reader.js';
import { isLoopback } from './api_key.js';

/** US dollars for a million tokens. */
export interface Price {
  /** Prompt tokens that the server had not in its cache. */
  input: number;
  cachedInput: number;
  /** Tokens that the model wrote. Reasoning costs the same with every server here. */
  output: number;
}

export interface ListedPrice extends Price {
  host: string;
  model: string;
  /** The day on which the source was read, in ISO 8601. */
  asOf: string;
  /** Where it was read, and how old that page was as far as it can be told. */
  source: string;
}

const deepseekPage =
  'https://api-docs.deepseek.com/quick_start/pricing, a stored copy from after 2026-10-17, as it names DeepSeek-V4.1-Flash-1017';

/**
 * DeepSeek charges half of these outside of its peak hours (01:00 to 04:00 and 06:00 to 10:00 UTC on weekdays that are no
 * holidays in China); a ceiling has to hold at any hour. OpenRouter's serves to estimate requests alone: it routes to
 * servers whose prices differ, and states with each answer what that has cost.
 */
export const listedPrices: readonly ListedPrice[] = [
  {
    host: 'api.deepseek.com',
    model: 'deepseek-v4-pro',
    input: 1.32,
    cachedInput: 0.044,
    output: 3.96,
    asOf: '2026-11-22',
    source: deepseekPage,
  },
  {
    host: 'api.deepseek.com',
    model: 'deepseek-flash',
    input: 0.3,
    cachedInput: 0.006,
    output: 1.2,
    asOf: '2026-11-22',
    source: deepseekPage,
  },
  {
    host: 'openrouter.ai',
    model: 'deepseek/deepseek-r1-0528',
    input: 0.5,
    // The page lists no price for cached input.
    cachedInput: 0.5,
    output: 2.15,
    asOf: '2026-11-22',
    source: 'a mirror of https://openrouter.ai/deepseek/deepseek-r1-0528 from 2026, of an unknown day',
  },
];

/** A server of one's own asks for no money. */
export const noPrice: Price = { input: 0, cachedInput: 0, output: 0 };

/** What is known of a model's price there; null when nothing is. Servers on this machine cost nothing. */
export function priceOf(baseUrl: string, model: string): Price | null {
  const { hostname } = new URL(baseUrl);
  if (isLoopback(hostname)) return noPrice;
  return listedPrices.find((price) => price.host === hostname && price.model === model) ?? null;
}

/** US dollars for an answer: the server's own figure if there is one, else by price; null when neither is known. */
export function costOf(usage: Usage, price: Price | null): number | null {
  if (usage.dollars !== undefined) return usage.dollars;
  if (!price) return null;
  const cached = Math.min(usage.cachedTokens, usage.promptTokens);
  const { input, cachedInput, output } = price;
  return ((usage.promptTokens - cached) * input + cached * cachedInput + usage.completionTokens * output) / 1e6;
}

/**
 * A price from an option's text, in US dollars for a million tokens: `INPUT,OUTPUT` or `INPUT,CACHED,OUTPUT`, such as
 * `0.55,2.19`. Cached input costs as much as the rest where it is left out. Throws `bad-option`.
 */
export function parsePrice(text: string): Price {
  const parts = text.split(',').map((part) => part.trim());
  const numbers = parts.map((part) => (/^\d+(\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
  if (numbers.some(Number.isNaN) || numbers.length < 2 || numbers.length > 3) {
    const form = 'INPUT,OUTPUT or INPUT,CACHED,OUTPUT in dollars for a million tokens, such as 0.55,0.14,2.19,';
    throw new WarpsmithError('bad-option', `Expected ${form} for --price but found "${text}".`);
  }
  const [input = 0, second = 0, third] = numbers;
  return third === undefined
    ? { input, cachedInput: input, output: second }
    : { input, cachedInput: second, output: third };
}
