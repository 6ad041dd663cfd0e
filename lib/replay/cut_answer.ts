/** A recorded answer under a limit of tokens: a server ends it there, in mid-reasoning if need be. */
import type { PoolAnswer } from './pool_file.js';

/**
 * The answer's part within `maxTokens`, whose tokens are taken to be spread evenly over its text and its time; all of it
 * where it is shorter.
 */
export function cutAnswer(answer: PoolAnswer, maxTokens: number | undefined): PoolAnswer {
  const { completion, reasoning } = answer.tokens;
  if (maxTokens === undefined || completion <= maxTokens) return answer;
  const thought = Math.min(reasoning, maxTokens);
  const thoughtShare = shareOf(thought, reasoning);
  const saidShare = shareOf(maxTokens - thought, completion - reasoning);
  return {
    ...answer,
    finishReason: 'length',
    reasoning: beginningOf(answer.reasoning, thoughtShare),
    answer: beginningOf(answer.answer, saidShare),
    thinkMs: answer.thinkMs * thoughtShare,
    answerMs: answer.answerMs * saidShare,
    tokens: { ...answer.tokens, completion: maxTokens, reasoning: thought },
  };
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function beginningOf(text: string, share: number): string {
  const characters = text.match(/./gsu) ?? [];
  return characters.slice(0, Math.floor(characters.length * share)).join('');
}
