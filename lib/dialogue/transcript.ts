/** The bounded history of a dialogue that is sent to the model. */
import { extractCandidate } from './answer.js';
import { estimateTokens, type Message } from './messages.js';
import { promptText, renderTemplate } from './template.js';
import { outcomeOf, triedIn } from './tried.js';
import type { Turn } from './turn.js';

export interface History {
  messages: Message[];
  /** See estimateTokens: four characters each. */
  estimatedTokens: number;
  /** Numbers of the turns that are not among the messages. */
  leftOut: number[];
}

/** How many turns at the end are always kept. */
const recentTurns = 2;

/** Turns are left out by so many at once: between two such steps the messages begin alike, and servers cache that. */
const step = 4;

/** Turns that are listed one by one, the latest of those that are left out. */
const mostListed = 30;

/**
 * The messages for the next answer. All turns are in it while they fit into `limitTokens`; beyond that the earlier ones
 * are left out, and the first message says what was tried in them and shows the best kernel, if it is one of them. The
 * last two turns, and with them the last verdict, are there whatever their size. Turns go as whole pairs, so that roles
 * keep alternating.
 */
export function composeHistory(
  task: string,
  turns: readonly Turn[],
  bestTurn: number | null,
  limitTokens: number,
): History {
  const most = Math.max(0, turns.length - recentTurns);
  let count = 0;
  let found = history(task, turns, count, bestTurn);
  while (found.estimatedTokens > limitTokens && count < most) {
    count = Math.min(count + step, most);
    found = history(task, turns, count, bestTurn);
  }
  return found;
}

/** The history without the first `count` turns. */
function history(task: string, turns: readonly Turn[], count: number, bestTurn: number | null): History {
  const gone = turns.slice(0, count);
  const note = count === 0 ? '' : `\n${compacted(gone, bestTurn)}`;
  const messages: Message[] = [{ role: 'user', content: task + note }];
  for (const turn of turns.slice(count)) {
    // Some servers refuse an empty message.
    const answer = turn.answer.trim() === '' ? promptText('empty_answer').trim() : turn.answer;
    messages.push({ role: 'assistant', content: answer }, { role: 'user', content: turn.reply });
  }
  const estimatedTokens = messages.reduce((sum, message) => sum + estimateTokens(message.content), 0);
  return { messages, estimatedTokens, leftOut: gone.map(({ number }) => number) };
}

/** What is told of turns that are left out. */
function compacted(gone: readonly Turn[], bestTurn: number | null): string {
  const listed = gone.slice(-mostListed);
  return renderTemplate('left_out', {
    count: gone.length,
    unlisted: gone.length - listed.length,
    tried: listed.map(triedIn),
    best: bestView(gone.find(({ number }) => number === bestTurn)),
  });
}

function bestView(turn: Turn | undefined): object | null {
  if (!turn) return null;
  const candidate = extractCandidate(turn.answer, turn.finishReason);
  if (!candidate.found) return null;
  return { turn: turn.number, summary: outcomeOf(turn), source: candidate.source.trim() };
}
