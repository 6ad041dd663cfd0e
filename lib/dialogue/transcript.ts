/** A dialogue's turns, and the bounded history that is sent to the model. */
import { estimateTokens, type Message } from './messages.js';
import { promptText, renderTemplate } from './template.js';

export interface Turn {
  /** 1 for the first. */
  number: number;
  /** The answer's content. */
  answer: string;
  /** The feedback it got. */
  reply: string;
}

export interface History {
  messages: Message[];
  /** See estimateTokens: four characters each. */
  estimatedTokens: number;
  /** Numbers of the turns that are not among the messages. */
  leftOut: number[];
}

/** How many turns at the end are always kept. */
const recentTurns = 2;

/**
 * The messages for the next answer. All turns are in it while they fit into `limitTokens`; beyond that, the task, the
 * best turn and the last two, whatever their size. Turns go as whole pairs, so that roles keep alternating.
 */
export function composeHistory(
  task: string,
  turns: readonly Turn[],
  bestTurn: number | null,
  limitTokens: number,
): History {
  const everything = history(task, turns, []);
  if (everything.estimatedTokens <= limitTokens) return everything;
  const kept = turns.filter((turn, index) => index >= turns.length - recentTurns || turn.number === bestTurn);
  const leftOut = turns.filter((turn) => !kept.includes(turn)).map((turn) => turn.number);
  return leftOut.length === 0 ? everything : history(task, kept, leftOut);
}

function history(task: string, turns: readonly Turn[], leftOut: number[]): History {
  const note = leftOut.length === 0 ? '' : `\n${renderTemplate('left_out', { count: leftOut.length })}`;
  const messages: Message[] = [{ role: 'user', content: task + note }];
  for (const turn of turns) {
    // Some servers refuse an empty message.
    const answer = turn.answer.trim() === '' ? promptText('empty_answer').trim() : turn.answer;
    messages.push({ role: 'assistant', content: answer }, { role: 'user', content: turn.reply });
  }
  const estimatedTokens = messages.reduce((sum, message) => sum + estimateTokens(message.content), 0);
  return { messages, estimatedTokens, leftOut };
}
