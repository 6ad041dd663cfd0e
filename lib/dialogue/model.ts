/**
 * The client of a reasoning model behind an OpenAI-compatible API. Answers are streamed; there is no system prompt, as
 * DeepSeek advises for R1; and an answer's reasoning is handed to the caller but never sent back.
 */
import OpenAI from 'openai';
import { throwIfAborted, WarpsmithError } from '../errors.js';
import { createAnswerReader, type Usage } from './answer_reader.js';
import { apiKeyFor, parseBaseUrl } from './api_key.js';
import type { Message } from './messages.js';
import { modelFailure } from './model_errors.js';
import { advisedTemperature } from './presets.js';
import { priceOf, type Price } from './prices.js';
import { withRetries, type RetryNotice } from './retry.js';
import { fetchWithSilenceLimit } from './silence.js';

export interface ModelOptions {
  baseUrl: string;
  model: string;
  /** See api_key.ts for what is used without one. */
  apiKey?: string | undefined;
  /** 0.6 is what R1's authors advise; null sends none, for models that refuse it. */
  temperature?: number | null | undefined;
  /** Whether to ask for the usage at a stream's end; true without it. */
  streamUsage?: boolean | undefined;
  /** Overrides what is listed and what the server says of its cost. */
  price?: Price | undefined;
  /** Most tokens of one answer, its reasoning included; the server's own limit without it. */
  maxTokens?: number | undefined;
  /** Longest silence in milliseconds before a request is given up; a keep-alive comment is no silence. */
  timeoutMs?: number | undefined;
  /** Further attempts for one answer, whatever went wrong; 4 without it. */
  maxRetries?: number | undefined;
  /** First pause between attempts in milliseconds. */
  firstPauseMs?: number | undefined;
}

export interface AskOptions {
  signal?: AbortSignal | undefined;
  /** Most tokens of this answer; the smaller one counts where the model has a limit as well. */
  maxTokens?: number | undefined;
  /** Parts of the text as they arrive, for progress; after a retry they start from the beginning. */
  onReasoning?: ((text: string) => void) | undefined;
  onContent?: ((text: string) => void) | undefined;
  onRetry?: ((notice: RetryNotice) => void) | undefined;
}

export interface ModelAnswer {
  reasoning: string;
  content: string;
  /** `stop`, `length`, `content_filter` or what else the server says. */
  finishReason: string;
  usage: Usage | null;
  /** Milliseconds of the attempt that succeeded, and until its first text; null when there was no text. */
  ms: number;
  firstTokenMs: number | null;
}

export interface Model {
  readonly name: string;
  readonly baseUrl: string;
  /** What its tokens cost; null when nobody knows. */
  readonly price?: Price | null;
  /** Most tokens of one answer; null when only the server has a limit. */
  readonly maxTokens?: number | null;
  /** One answer. Throws `aborted`, or one of the `model-*` errors when further attempts make no sense or are used up. */
  answer(messages: readonly Message[], options?: AskOptions): Promise<ModelAnswer>;
}

/** Throws `bad-option` for a base URL that is none and `model-authentication` when a key is needed but missing. */
export function createModel(options: ModelOptions): Model {
  const { baseUrl, model, temperature = advisedTemperature, timeoutMs = 300_000, maxRetries = 4 } = options;
  const place = { baseUrl: parseBaseUrl(baseUrl).href.replace(/\/$/, ''), model };
  const client = new OpenAI({
    baseURL: place.baseUrl,
    apiKey: apiKeyFor(baseUrl, options.apiKey),
    // These would otherwise be read from OpenAI's variables and sent to whichever server.
    organization: null,
    project: null,
    timeout: timeoutMs,
    // The client's pauses cannot be interrupted and know nothing of broken streams, so retries are all ours.
    maxRetries: 0,
    logLevel: 'off',
    fetch: fetchWithSilenceLimit(timeoutMs),
  });

  async function attempt(messages: readonly Message[], ask: AskOptions): Promise<ModelAnswer> {
    const started = performance.now();
    let firstTokenMs: number | null = null;
    const reader = createAnswerReader(({ kind, text }) =>
      (kind === 'reasoning' ? ask.onReasoning : ask.onContent)?.(text),
    );
    const limits = [options.maxTokens, ask.maxTokens].filter((limit) => limit !== undefined);
    const stream = await client.chat.completions.create(
      {
        model,
        // A fresh object each: whatever else a caller's message holds stays here.
        messages: messages.map(({ role, content }) => ({ role, content })),
        stream: true,
        ...((options.streamUsage ?? true) ? { stream_options: { include_usage: true } } : {}),
        ...(temperature === null ? {} : { temperature }),
        // OpenAI's newer name for it is unknown to DeepSeek.
        // eslint-disable-next-line @typescript-eslint/no-deprecated
        ...(limits.length === 0 ? {} : { max_tokens: Math.min(...limits) }),
      },
      ask.signal ? { signal: ask.signal } : {},
    );
    try {
      for await (const chunk of stream) {
        reader.push(chunk);
        if (reader.started) firstTokenMs ??= performance.now() - started;
      }
    } catch (error) {
      // The answer is whole when only the accounting after it was lost.
      if (!reader.finished) throw error;
    }
    // The client ends an aborted stream without a word.
    throwIfAborted(ask.signal);
    const answer = reader.end();
    if (answer.finishReason === 'insufficient_system_resource') {
      const text = `${place.baseUrl} ran out of resources in mid-answer. Try again in a few minutes.`;
      throw new WarpsmithError('model-overloaded', text);
    }
    // A price that was given is what is wanted, whatever the server says.
    if (options.price) delete answer.usage?.dollars;
    return { ...answer, ms: performance.now() - started, firstTokenMs };
  }

  return {
    name: model,
    baseUrl: place.baseUrl,
    price: options.price ?? priceOf(place.baseUrl, model),
    maxTokens: options.maxTokens ?? null,
    answer: (messages, ask = {}) =>
      withRetries(() => attempt(messages, ask), {
        maxRetries,
        firstPauseMs: options.firstPauseMs ?? 1000,
        describe: (thrown) => modelFailure(thrown, place),
        signal: ask.signal,
        onRetry: ask.onRetry,
      }),
  };
}
