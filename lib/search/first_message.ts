/** What a dialogue begins with: the task, or a kernel that another dialogue has found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderRestart } from '../dialogue/restart.js';
import { duration } from '../format/quantities.js';
import type { Verdict } from '../verify/verdict.js';
import type { Journal } from './journal.js';
import type { JournalEvent } from './journal_events.js';
import type { ProblemState } from './problem_state.js';

/** The verdict on a turn's candidate. Throws when the journal holds none, which is a bug. */
export function verdictOf(events: readonly JournalEvent[], problem: string, turn: number): Verdict {
  const event = events.findLast(
    (found) => found.type === 'verdict' && found.problem === problem && found.turn === turn,
  );
  if (event?.type !== 'verdict') throw new Error(`Expected a verdict on turn ${turn} of ${problem}.`);
  return event.verdict;
}

/** Null where it is the task as it is. Throws `bad-file` when a prompt file is missing. */
export function firstMessage(
  journal: Journal,
  state: ProblemState,
  { from, bottleneck }: { from: number | null; bottleneck: string | null },
): string | null {
  const kernel = from === null ? undefined : state.passes.find(({ turn }) => turn === from);
  if (!kernel) return null;
  const source = readFileSync(join(journal.folder, kernel.file), 'utf8');
  const time = kernel.medianMs === null ? 'it was not timed' : `it takes ${duration(kernel.medianMs)}`;
  const summary = `It is right; ${time}.`;
  return renderRestart(state.task ?? '', { source, summary, bottleneck }, triedFrom(state, kernel.turn));
}

/** Dialogues that started from the same kernel and have come to an end, in words. */
function triedFrom({ dialogues, passes }: ProblemState, turn: number): string[] {
  return dialogues.flatMap(({ from, bottleneck, ended, number }) => {
    if (from !== turn || ended === null) return [];
    const own = passes.filter(({ dialogue }) => dialogue === number);
    const best = Math.min(...own.map(({ medianMs }) => medianMs ?? Infinity));
    const right = own.length > 0 ? 'right, not timed' : 'nothing right';
    return [`${bottleneck ?? 'Nothing in particular.'} Result: ${Number.isFinite(best) ? duration(best) : right}.`];
  });
}
