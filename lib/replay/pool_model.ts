/**
 * A model that gives the answers of a pool instead of thinking. Each is given once. In a dialogue whose last answer is one
 * of the pool's, what comes next is what was recorded after it; everywhere else a thread that nobody has begun.
 */
import { throwIfAborted, WarpsmithError } from '../errors.js';
import { estimateTokens, type Message } from '../dialogue/messages.js';
import type { AskOptions, Model, ModelAnswer } from '../dialogue/model.js';
import { noPrice, type Price } from '../dialogue/prices.js';
import type { Clock } from '../search/clock.js';
import { cutAnswer } from './cut_answer.js';
import type { Pool, PoolAnswer } from './pool_file.js';
import { play, playingClock } from './play.js';

export interface PoolModelOptions {
  /** How many times faster than recorded; 1 without it, Infinity for no delays at all. */
  speed?: number | undefined;
  /** What delays are taken from. The search's own clock lets the process end while an answer is awaited. */
  clock?: Clock | undefined;
  /** Contents of answers that were given before, by a run that goes on; each marks one answer as used. */
  used?: Iterable<string> | undefined;
  /** What tokens are to cost; nothing without it. */
  price?: Price | undefined;
}

/** What stands for the model's name and the server's address in a run's options. */
export const poolName = 'pool';

/**
 * Throws `bad-option` when the speed is not above 0. The model throws `aborted`, and `model-exhausted` when the pool has no
 * answer left for a request. An answer that was stopped on its way counts as never given.
 */
export function createPoolModel(pool: Pool, options: PoolModelOptions = {}): Model {
  const { speed = 1, clock = playingClock, price = noPrice } = options;
  if (!(speed > 0)) {
    throw new WarpsmithError('bad-option', `Expected a speed above 0 but found ${speed}. 1 plays delays as recorded.`);
  }
  const used = new Set<PoolAnswer>();
  for (const content of options.used ?? []) {
    const given = pool.answers.find((answer) => !used.has(answer) && isContentOf(answer, content));
    if (given) used.add(given);
  }

  function next(messages: readonly Message[]): PoolAnswer {
    const last = messages.findLast(({ role }) => role === 'assistant');
    // A model that repeats itself is recorded as several answers with one text.
    const before = last ? pool.answers.filter((answer) => isContentOf(answer, last.content)) : [];
    const ids = new Set<string | null>(before.map(({ id }) => id));
    const open = pool.answers.filter((answer) => !used.has(answer));
    const answer = open.find(({ after }) => ids.has(after)) ?? open.find(({ after }) => after === null);
    if (answer) return answer;
    const left = open.length === 0 ? 'All of them were given' : `${open.length} are left, each in a thread of its own`;
    const message =
      `The pool ${pool.name} has no answer left for this dialogue: it holds ${pool.answers.length}. ${left}. ` +
      'Allow fewer candidates, or add answers to the pool.';
    throw new WarpsmithError('model-exhausted', message);
  }

  async function answer(messages: readonly Message[], ask: AskOptions = {}): Promise<ModelAnswer> {
    throwIfAborted(ask.signal);
    // Chosen and marked before anything is awaited: requests at the same time get different answers.
    const chosen = next(messages);
    used.add(chosen);
    const playing = cutAnswer(chosen, ask.maxTokens);
    try {
      const times = await play(playing, { speed, clock, ...ask });
      return {
        reasoning: playing.reasoning,
        content: playing.answer,
        finishReason: playing.finishReason,
        usage: {
          promptTokens: playing.tokens.prompt ?? estimatePrompt(messages),
          completionTokens: playing.tokens.completion,
          reasoningTokens: playing.tokens.reasoning,
          cachedTokens: 0,
        },
        ...times,
      };
    } catch (error) {
      used.delete(chosen);
      throw error;
    }
  }

  return { name: poolName, baseUrl: poolName, price, answer };
}

/** Clients trim what they read, and journals keep what clients read. */
function isContentOf({ answer }: PoolAnswer, content: string): boolean {
  return answer.trim() === content.trim();
}

function estimatePrompt(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
}
