/** The time of one problem in a run of several. */
import type { JournalEvent } from '../../search/journal_events.js';

/**
 * For each event the milliseconds that its problem had been worked on by then, 0 for events of no problem. The clock of a
 * problem runs while a turn of it is under way, however many, and while it is got ready: problems that take turns are not
 * charged with what others took, nor with a stop of the run.
 */
export function ownClock(events: readonly JournalEvent[]): number[] {
  const clocks = new Map<string, Stopwatch>();
  return events.map((event) => {
    if (event.type === 'run-started' || event.type === 'run-stopped') clocks.forEach((clock) => clock.reset());
    if (!('problem' in event)) return 0;
    const clock = clocks.get(event.problem) ?? new Stopwatch();
    clocks.set(event.problem, clock);
    return clock.at(event);
  });
}

class Stopwatch {
  private own = 0;
  /** When it was read last, while it runs. */
  private since: number | null = null;
  private readonly open = new Set<number>();

  reset(): void {
    this.since = null;
    this.open.clear();
  }

  at(event: Extract<JournalEvent, { problem: string }>): number {
    const { usedMs } = event;
    if (this.since !== null) this.own += Math.max(0, usedMs - this.since);
    if ('turn' in event) this.open.add(event.turn);
    if (event.type === 'feedback' || event.type === 'turn-failed') this.open.delete(event.turn);
    const runs = this.open.size > 0 || event.type === 'problem-probed' || event.type === 'problem-started';
    this.since = runs ? usedMs : null;
    return this.own;
  }
}
