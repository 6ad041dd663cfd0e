/** What `run` and `demo` share: an engine, a model, a budget and a journal brought together. */
import { taskFactsOf } from '../dialogue/task_facts.js';
import type { Model } from '../dialogue/model.js';
import { type Problem } from '../problem/problem.js';
import { runSummaryText } from '../report/run_summary.js';
import { runView } from '../report/run_view.js';
import { createBudget } from '../search/budget.js';
import type { Journal } from '../search/journal.js';
import { consumptionIn, consumptionText } from '../search/consumption.js';
import { runProblems } from '../search/run.js';
import { spentIn } from '../search/spent.js';
import type { ProblemSummary } from '../search/summary.js';
import type { AnyEngine } from '../verify/engine.js';
import { probeProblem } from '../verify/degenerate/probe.js';
import { drawSeed } from '../verify/options.js';
import { readyProblem } from '../verify/ready_problem.js';
import { verifyAllCases } from '../verify/verify_cases.js';
import type { Console } from './console.js';
import { exitCodes } from './exit_codes.js';
import { onInterrupt } from './interrupt.js';

/** Milliseconds for what the feedback says of sectors and banks; most kernels take a tenth of it on their small case. */
const countersMs = 50;

export interface SearchSetup {
  engine: AnyEngine;
  problems: readonly Problem[];
  /** Who answers, one for each problem. */
  models: readonly Model[];
  journal: Journal;
  /** Extra fields of --json. */
  report?: Record<string, unknown>;
}

/** Runs a search to its end and shows it. Closes the journal. */
export async function search(
  { engine, problems, models, journal, report }: SearchSetup,
  console: Console,
): Promise<number> {
  using interrupt = onInterrupt(() =>
    console.note('Stopping; everything up to here is kept. Ctrl-C again ends at once.'),
  );
  const budget = createBudget(journal.options.budget, { used: spentIn(journal.events) });
  // One for all: what depends on problem, case and seed is made once.
  const seed = drawSeed();
  const screen = {
    colours: console.colours,
    progress: (text: string) => console.progress(text),
    line: (text: string) => (console.json ? console.note(text) : console.say(text)),
  };
  // A picture that is drawn after the end would keep the process alive.
  using view = runView(screen, budget, { problems: problems.length, before: journal.events });
  engine.prepareHeaders();
  try {
    const summaries = await runProblems({
      problems: problems.map((problem, index) => ({
        model: models[index]!,
        task: taskFactsOf(problem, engine.simulator ? 'simulator' : (engine.gpu?.facts ?? null)),
        probe: async (signal: AbortSignal) => {
          console.progress(`${problem.name}: asking whether it can be answered without solving it`);
          const degenerate = await probeProblem(problem, { engine, signal });
          if (engine.gpu) void readyProblem(problem, { engine, seed, signal });
          return degenerate;
        },
        verify: (source: string, signal: AbortSignal) =>
          verifyAllCases(source, problem, { engine, signal, seed, countersMs }),
      })),
      budget,
      journal,
      isolated: engine.isolation === 'guarded',
      signal: interrupt.signal,
      events: view,
    });
    const folder = journal.folder;
    const solved = summaries.every((summary) => summary.solved);
    const simulated = engine.simulator !== null;
    const consumption = consumptionIn(journal.events);
    const device = engine.device?.id ?? null;
    console.document({ folder, device, solved, consumption, problems: summaries, ...report });
    console.say(runSummaryText(summaries, folder, console.colours, { simulated }));
    if (consumption.answers > 0) console.say(consumptionText(consumption));
    return exitCodeOf(summaries);
  } finally {
    budget.close();
    journal.close();
  }
}

function exitCodeOf(summaries: readonly ProblemSummary[]): number {
  const reasons = new Set(summaries.map(({ stopped }) => stopped));
  if (reasons.has('aborted')) return exitCodes.stopped;
  if (reasons.has('device-lost')) return exitCodes.device;
  if (reasons.has('model') || reasons.has('verifier')) return exitCodes.usage;
  return summaries.every(({ solved }) => solved) ? exitCodes.pass : exitCodes.failed;
}
