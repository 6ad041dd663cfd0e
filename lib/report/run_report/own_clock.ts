/** The time of one problem in a run of several. */
import type { JournalEvent } from '../../search/journal_events.js';

/**
 * For each event the milliseconds that its problem had been worked on by then, 0 for events of no problem. The clock of a
 * problem stands still while the run is stopped, and between a stop of the problem and its next event, so that several
 * problems after each other, or one that a resume came back to, are not charged with what others took.
 */
export function ownClock(events: readonly JournalEvent[]): number[] {
  const since = new Map<string, number>();
  const own = new Map<string, number>();
  return events.map((event) => {
    if (event.type === 'run-started' || event.type === 'run-stopped') since.clear();
    if (!('problem' in event)) return 0;
    const { problem, usedMs } = event;
    const ms = (own.get(problem) ?? 0) + Math.max(0, usedMs - (since.get(problem) ?? usedMs));
    own.set(problem, ms);
    if (event.type === 'problem-stopped') since.delete(problem);
    else since.set(problem, usedMs);
    return ms;
  });
}
