/** A turn in one line: what the model set out to do, and what came of it. */
import { clip } from '../format/quantities.js';
import type { Turn } from './turn.js';

const longestApproach = 160;
/** What comes before the code is read this far. */
const mostProse = 2000;
const firstSentence = /^.*?[.!?](?=\s|$)/;

/** Such as `turn 3, "Tiles of 64 in shared memory.": right in 1.5 ms, 40% of the roofline's speed`. */
export function triedIn(turn: Pick<Turn, 'number' | 'answer' | 'reply' | 'summary'>): string {
  const approach = approachOf(turn.answer);
  return `turn ${turn.number}${approach === '' ? '' : `, "${approach}"`}: ${outcomeOf(turn)}`;
}

/** What came of a turn, by the feedback's first line where nothing else is known. */
export function outcomeOf({ summary, reply }: Pick<Turn, 'reply' | 'summary'>): string {
  if (summary !== undefined) return summary;
  const [line = ''] = reply.trim().split('\n', 1);
  return clip(line.replace(/^Turn \d+: /, '').replace(/[.:]$/, ''), longestApproach) || 'unknown';
}

/** The first sentence before the answer's code, which is asked for its approach; empty when there is none. */
function approachOf(answer: string): string {
  const [before = ''] = answer.slice(0, mostProse).split(/^[ \t]*(?:```|~~~)/m, 1);
  const lines = before.split('\n').map((line) => line.replace(/^[\s#>*-]+/, '').trim());
  const prose = lines
    .filter((line) => line !== '')
    .join(' ')
    .replaceAll('"', "'");
  return clip(firstSentence.exec(prose)?.[0] ?? prose, longestApproach);
}
