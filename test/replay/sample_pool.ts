/** A pool as tests need it: only what matters to them is given. */
import type { Pool, PoolAnswer } from '../../lib/replay/pool_file.js';

/** Thinks for 8 s and answers in 2 s, with 80 and 20 tokens. */
export function sampleAnswer(id: string, after: string | null = null, more: Partial<PoolAnswer> = {}): PoolAnswer {
  return {
    id,
    after,
    thinkMs: 8000,
    answerMs: 2000,
    tokens: { completion: 100, reasoning: 80 },
    finishReason: 'stop',
    expect: 'no-code',
    reasoning: `Thinking about ${id}, for a while.\n`,
    answer: `The answer ${id}, in words.\n`,
    ...more,
  };
}

export function samplePool(...answers: PoolAnswer[]): Pool {
  return { name: 'sample', note: 'By hand.', problem: 'vector_add', answers };
}
