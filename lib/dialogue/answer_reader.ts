/**
 * Puts one answer together from the chunks of a stream, whichever dialect the server speaks: `reasoning_content`
 * (DeepSeek), `reasoning` (vLLM and others), or `<think>…</think>` inside the content.
 */
import type OpenAI from 'openai';
import { WarpsmithError } from '../errors.js';
import { createThinkSplitter, type Piece } from './think_splitter.js';

type Chunk = OpenAI.Chat.ChatCompletionChunk;

export interface Usage {
  promptTokens: number;
  /** Tokens that the model wrote, its reasoning included. */
  completionTokens: number;
  reasoningTokens: number;
  /** Prompt tokens that the server had in its cache. */
  cachedTokens: number;
  /** What the server says that the answer cost, in US dollars; OpenRouter does. */
  dollars?: number | undefined;
}

export interface ReadAnswer {
  reasoning: string;
  content: string;
  finishReason: string;
  /** Null when the server reports none, or one that can't be. */
  usage: Usage | null;
}

export interface AnswerReader {
  push(chunk: Chunk): void;
  /** Whether any text has arrived. */
  readonly started: boolean;
  /** Whether the server has said that the answer ends here. */
  readonly finished: boolean;
  /** The whole answer; throws `model-bad-stream` when the stream ended before the answer did. */
  end(): ReadAnswer;
}

export function createAnswerReader(show: (piece: Piece) => void): AnswerReader {
  const splitter = createThinkSplitter();
  let chunks = 0;
  let reasoning = '';
  let content = '';
  let started = false;
  let finishReason: string | null = null;
  let usage: Usage | null = null;

  return {
    get started() {
      return started;
    },
    get finished() {
      return finishReason !== null;
    },
    push(chunk) {
      if (typeof (chunk as unknown) !== 'object' || (chunk as unknown) === null) {
        const found = JSON.stringify(chunk).slice(0, 80);
        throw new WarpsmithError('model-bad-stream', `The server sent a chunk that is no object but ${found}.`);
      }
      chunks++;
      usage = usageOf(chunk) ?? usage;
      // Neither field is in the OpenAI client's types, and a server may leave choices out of its usage chunk.
      const choice = (chunk.choices as Chunk['choices'] | undefined)?.[0];
      if (!choice) return;
      // Whatever is no text would make the journal unreadable.
      finishReason = textOf(choice.finish_reason) || finishReason;
      const delta = choice.delta as Record<string, unknown> | undefined;
      const thought = textOf(delta?.reasoning_content) || textOf(delta?.reasoning);
      const said = textOf(delta?.content);
      started ||= thought !== '' || said !== '';
      reasoning += thought;
      if (thought) show({ kind: 'reasoning', text: thought });
      if (!said) return;
      // Where the server separates the reasoning itself, a tag in the content is the model's own text.
      if (reasoning === '') splitter.push(said).forEach(show);
      else {
        content += said;
        show({ kind: 'content', text: said });
      }
    },
    end() {
      if (chunks === 0) {
        throw new WarpsmithError(
          'model-bad-stream',
          'The model server answered with something that is no event stream. Check the base URL: ' +
            'most servers want it to end in /v1.',
        );
      }
      if (finishReason === null) {
        throw new WarpsmithError('model-bad-stream', 'The stream broke off before the answer was finished.');
      }
      const inline = splitter.end();
      inline.pieces.forEach(show);
      return {
        reasoning: reasoning || inline.reasoning,
        // What came before a late reasoning field was still content.
        content: reasoning ? `${inline.content}${content}`.trim() : inline.content,
        finishReason,
        // Text without a token was not counted at all.
        usage: usage?.completionTokens === 0 && started ? null : usage,
      };
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** No model reads or writes nearly as much in one answer: whoever says so has counted wrong. */
const mostTokens = 1e8;

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostTokens ? value : null;
}

/**
 * DeepSeek counts cache hits in a field of its own, the others in OpenAI's details. OpenRouter's credits are dollars.
 * Null where the two figures that are booked are missing or impossible; parts of them that are count as none.
 */
function usageOf(chunk: Chunk): Usage | null {
  const usage = chunk.usage as Record<string, unknown> | null | undefined;
  if (typeof usage !== 'object' || usage === null) return null;
  const promptTokens = countOf(usage.prompt_tokens);
  const completionTokens = countOf(usage.completion_tokens);
  if (promptTokens === null || completionTokens === null) return null;
  const { cost } = usage;
  const reasoning = countOf(partOf(usage.completion_tokens_details, 'reasoning_tokens')) ?? 0;
  const cached =
    countOf(usage.prompt_cache_hit_tokens) ?? countOf(partOf(usage.prompt_tokens_details, 'cached_tokens')) ?? 0;
  return {
    promptTokens,
    completionTokens,
    reasoningTokens: Math.min(reasoning, completionTokens),
    cachedTokens: Math.min(cached, promptTokens),
    ...(typeof cost === 'number' && cost >= 0 && Number.isFinite(cost) ? { dollars: cost } : {}),
  };
}

function partOf(details: unknown, name: string): unknown {
  return typeof details === 'object' && details !== null ? (details as Record<string, unknown>)[name] : undefined;
}
