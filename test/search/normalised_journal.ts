/** A journal without what differs between a run that was killed and resumed, and one that nothing disturbed. */
import { isDeepStrictEqual } from 'node:util';
import type { JournalEvent } from '../../lib/search/journal_events.js';

/** What a resume may begin again and so says once more: nothing of it is counted. */
const sayable = new Set<JournalEvent['type']>([
  'turn-started',
  'candidate',
  'no-candidate',
  'repeated',
  'problem-stopped',
  'run-stopped',
]);

/** Without times, seeds that are drawn anew, starts of the process, and second mentions of what may be begun again. */
export function normalised(events: readonly JournalEvent[]): object[] {
  const kept: object[] = [];
  for (const event of events) {
    if (event.type === 'run-started') continue;
    const plain = withoutChance(event);
    if (sayable.has(event.type) && kept.some((other) => isDeepStrictEqual(other, plain))) continue;
    kept.push(plain);
  }
  return kept;
}

const byChance = new Set(['at', 'usedMs', 'ms', 'firstTokenMs', 'sinceCodeMs']);

function withoutChance(event: JournalEvent): object {
  const plain = Object.fromEntries(Object.entries(event).filter(([name]) => !byChance.has(name)));
  return event.type === 'verdict' ? { ...plain, verdict: { ...event.verdict, ms: 0, seed: 0, rungs: [] } } : plain;
}
