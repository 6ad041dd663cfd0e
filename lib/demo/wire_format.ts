/** An answer in R1's wire format: server-sent events with the reasoning first. */
import type { RecordedTurn } from './dialogue_file.js';

/** `think` is the content of a server that does not separate the reasoning; `think-open` one that starts inside it. */
export type Dialect = 'reasoning_content' | 'reasoning' | 'think' | 'think-open';

export interface WireOptions {
  model: string;
  dialect: Dialect;
  /** Characters in one chunk. */
  chunkSize: number;
  /** Tokens of the prompt, for the accounting at the end. */
  promptTokens: number;
  finishReason: string;
  cost?: number | undefined;
  /** What is said instead of the true usage; nothing where its value is undefined. */
  usage?: { value: unknown } | undefined;
  /** Seconds since 1970. */
  created: number;
}

export interface WireUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_cache_hit_tokens: number;
  prompt_cache_miss_tokens: number;
  completion_tokens_details: { reasoning_tokens: number };
}

/** The events of one answer in order, each a `data:` line; the last is `[DONE]`. */
export function answerEvents(turn: RecordedTurn, options: WireOptions): string[] {
  const { model, created, chunkSize } = options;
  const head = { id: `recorded-${created}`, object: 'chat.completion.chunk', created, model };
  const chunk = (delta: object, finish_reason: string | null = null): string =>
    event({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason }] });
  const parts = deltas(turn, options.dialect, chunkSize).map((delta) => chunk(delta));
  const last = chunk({ content: '' }, options.finishReason);
  const cost = options.cost === undefined ? {} : { cost: options.cost };
  const said = options.usage ? options.usage.value : { ...usageOf(turn, options.promptTokens), ...cost };
  const usage = said === undefined ? [] : [event({ ...head, choices: [], usage: said })];
  return [chunk({ role: 'assistant', content: '' }), ...parts, last, ...usage, 'data: [DONE]\n\n'];
}

/** One server-sent event. */
export function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function deltas({ reasoning, answer }: RecordedTurn, dialect: Dialect, size: number): object[] {
  if (dialect === 'reasoning_content' || dialect === 'reasoning') {
    const thoughts = cut(reasoning, size).map((text) => ({ [dialect]: text, content: null }));
    return [...thoughts, ...cut(answer, size).map((content) => ({ [dialect]: null, content }))];
  }
  const opening = dialect === 'think' ? '<think>\n' : '';
  return cut(`${opening}${reasoning}\n</think>\n\n${answer}`, size).map((content) => ({ content }));
}

function cut(text: string, size: number): string[] {
  // By code points: half of a surrogate pair would not survive JSON and UTF-8.
  const characters = Array.from(text);
  const count = Math.ceil(characters.length / size);
  return Array.from({ length: count }, (_, index) => characters.slice(index * size, (index + 1) * size).join(''));
}

/** The usage as DeepSeek reports it. Four characters a token, which is near enough for a recording. */
export function usageOf({ reasoning, answer }: RecordedTurn, promptTokens: number): WireUsage {
  const reasoningTokens = Math.ceil(reasoning.length / 4);
  const completionTokens = reasoningTokens + Math.ceil(answer.length / 4);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_cache_hit_tokens: 0,
    prompt_cache_miss_tokens: promptTokens,
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}
