/** Several problems, one after the other, under one budget. */
import type { Model } from '../dialogue/model.js';
import type { TaskFacts } from '../dialogue/task.js';
import type { Budget } from './budget.js';
import type { SearchEvents } from './events.js';
import type { Journal } from './journal.js';
import { refine, summarize, type RefineSummary, type StopReason } from './refine.js';
import { type Probe, probed } from './probe.js';
import { restoreDialogue } from './restore.js';
import type { Verify } from './turn.js';

export interface RunContext {
  /** `probe` is asked once for each problem, before its first answer is. */
  problems: readonly { task: TaskFacts; verify: Verify; probe?: Probe }[];
  model: Model;
  /** Of the whole run; made with `used: spentIn(journal.events)` when it is resumed. */
  budget: Budget;
  journal: Journal;
  /** See RefineOptions. */
  isolated?: boolean | undefined;
  signal?: AbortSignal | undefined;
  events?: SearchEvents | undefined;
  historyTokens?: number | undefined;
}

/** These end the whole run: the next problem would meet them again. */
const lasting = new Set<StopReason>(['aborted', 'device-lost', 'model']);

/**
 * Refines each problem with an equal share of what is left, so that what one does not use helps the later ones. One
 * summary for each problem in order; a problem that was not reached has the reason that ended the run. Throws what
 * refine throws. The caller closes the journal and the budget.
 */
export async function runProblems(context: RunContext): Promise<RefineSummary[]> {
  const { problems, model, budget, journal, isolated, signal, events, historyTokens } = context;
  journal.append({ type: 'run-started', resumed: journal.events.length > 0 }, budget.total().ms);
  const summaries: RefineSummary[] = [];
  let end: RefineSummary | null = null;
  const { signal: wish = new AbortController().signal } = context;
  for (const [index, { task, verify, probe }] of problems.entries()) {
    if (end) {
      const state = restoreDialogue(journal.events, task.name);
      summaries.push(summarize(task.name, state, end.stopped, end.message));
      continue;
    }
    const degenerate = await probed(task.name, probe, { journal, budget, signal: wish });
    if (degenerate.length > 0) events?.degenerate?.(task.name, degenerate);
    const share = budget.share(problems.length - index);
    try {
      const summary = await refine({
        task,
        verify,
        model,
        budget: share,
        journal,
        isolated,
        signal,
        events,
        historyTokens,
      });
      summaries.push(degenerate.length > 0 ? { ...summary, degenerate } : summary);
      if (lasting.has(summary.stopped)) end = summary;
    } finally {
      share.close();
    }
  }
  const reason = end?.stopped ?? summaries.at(-1)?.stopped ?? null;
  journal.append({ type: 'run-stopped', reason }, budget.total().ms);
  return summaries;
}
