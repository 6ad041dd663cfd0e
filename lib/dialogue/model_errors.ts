/**
 * What can go wrong between here and a model, as errors that say what happened and what to do. Which of them are worth
 * another try is decided here too.
 */
import OpenAI from 'openai';
import { messageOf, WarpsmithError, type ErrorCode } from '../errors.js';
import { statusFailures } from './http_status.js';
import { SilenceError } from './silence.js';

export interface ModelFailure {
  error: WarpsmithError;
  /** Whether the same request may succeed later. */
  retryable: boolean;
  /** What the server asked for with Retry-After, in milliseconds. */
  retryAfterMs: number | null;
}

/** Where the request went, for the messages. */
export interface ModelPlace {
  baseUrl: string;
  model: string;
}

type ApiError = InstanceType<typeof OpenAI.APIError<number | undefined, Headers | undefined>>;

/** Describes anything that a request or its stream threw. */
export function modelFailure(thrown: unknown, place: ModelPlace): ModelFailure {
  if (thrown instanceof WarpsmithError) {
    return failure(thrown, thrown.code === 'model-bad-stream' || thrown.code === 'model-overloaded');
  }
  if (thrown instanceof OpenAI.APIUserAbortError) {
    return failure(new WarpsmithError('aborted', 'The work was stopped before the answer was finished.'), false);
  }
  if (thrown instanceof OpenAI.APIConnectionTimeoutError || thrown instanceof SilenceError) {
    const text = `${place.baseUrl} was silent for too long. Try again later, or allow more time.`;
    return failure(new WarpsmithError('model-unreachable', text, { cause: thrown }), true);
  }
  if (thrown instanceof OpenAI.APIConnectionError) return unreachable(thrown, place);
  if (thrown instanceof OpenAI.APIError) return refused(thrown as ApiError, place);
  if (thrown instanceof SyntaxError) {
    const text = `${place.baseUrl} sent a chunk that is no JSON: ${thrown.message}`;
    return failure(new WarpsmithError('model-bad-stream', text, { cause: thrown }), true);
  }
  // What is left comes from the socket under the stream, such as "terminated".
  const text = `The stream from ${place.baseUrl} broke off: ${reasonOf(thrown)}. Check the network.`;
  return failure(new WarpsmithError('model-bad-stream', text, { cause: thrown }), true);
}

function failure(error: WarpsmithError, retryable: boolean, retryAfterMs: number | null = null): ModelFailure {
  return { error, retryable, retryAfterMs };
}

function refused(thrown: ApiError, place: ModelPlace): ModelFailure {
  // An error inside a stream has no HTTP status; some servers put it into the error's own code.
  const status = Number(thrown.status ?? thrown.code ?? NaN);
  // OpenAI's way to say that there is no balance left is a 429, which waiting does not help.
  const known =
    (thrown.code === 'insufficient_quota' ? statusFailures[402] : undefined) ??
    statusFailures[status] ??
    (status >= 500 ? statusFailures[500] : undefined);
  const code: ErrorCode = known?.code ?? (status >= 400 ? 'model-bad-request' : 'model-bad-stream');
  const said = thrown.message.replace(/^\d{3} /, '').trim();
  const advice = known?.advice(place) ?? 'Check the request and the server.';
  const text = `${place.baseUrl} answered ${Number.isNaN(status) ? 'with an error' : status}: ${said}\n${advice}`;
  const wait = retryAfter(thrown.headers, Date.now());
  // OpenRouter's 402 with Retry-After is only about the requests that are under way.
  const retryable = (status === 402 && wait !== null) || (known?.retryable ?? code === 'model-bad-stream');
  const waitText = wait === null ? '' : ` The server asks to wait ${Math.ceil(wait / 1000)} s.`;
  return failure(new WarpsmithError(code, text + waitText, { cause: thrown }), retryable, wait);
}

function unreachable(thrown: unknown, place: ModelPlace): ModelFailure {
  const code = causes(thrown)
    .map((cause) => (cause as { code?: unknown }).code)
    .find((value) => typeof value === 'string');
  const { hostname, port } = new URL(place.baseUrl);
  const explained: Record<string, string> = {
    ECONNREFUSED: `Nothing listens at ${hostname}${port && `:${port}`}. Is the server running?`,
    ENOTFOUND: `The name ${hostname} is unknown. Check the base URL and the network.`,
    EAI_AGAIN: `The name ${hostname} could not be looked up. Check the network.`,
  };
  const why = (code && explained[code]) ?? `${reasonOf(thrown)}. Check the base URL, the network and any proxy.`;
  const text = `No connection to ${place.baseUrl}: ${why}`;
  const lasting = /^(ENOTFOUND|CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code ?? '');
  return failure(new WarpsmithError('model-unreachable', text, { cause: thrown }), !lasting);
}

/** Retry-After is a number of seconds or a date; null when it is missing or neither. */
export function retryAfter(headers: Headers | undefined, now: number): number | null {
  // OpenAI's finer form of the same.
  const ms = headers?.get('retry-after-ms');
  if (ms && Number(ms) >= 0) return Number(ms);
  const value = headers?.get('retry-after');
  if (!value) return null;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/** The innermost cause says most: fetch itself only says "fetch failed". */
function reasonOf(thrown: unknown): string {
  return messageOf(causes(thrown).at(-1)).replace(/\.$/, '');
}

function causes(thrown: unknown): object[] {
  const chain: object[] = [];
  for (let at = thrown; at instanceof Error && !chain.includes(at); at = at.cause) chain.push(at);
  return chain;
}
