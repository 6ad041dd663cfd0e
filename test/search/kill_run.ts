/** A run for tests that kill it: two problems, several dialogues, answers that follow from what is asked. */
import { createModel } from '../../lib/dialogue/model.js';
import { createBudget } from '../../lib/search/budget.js';
import type { Journal } from '../../lib/search/journal.js';
import { runProblems } from '../../lib/search/run.js';
import type { RunOptions } from '../../lib/search/run_options.js';
import { plainSearch, type SearchOptions } from '../../lib/search/search_options.js';
import { spentIn } from '../../lib/search/spent.js';
import { sampleTask } from '../dialogue/sample_task.js';
import { sampleRunOptions } from './scratch_folder.js';
import { verifyIn } from './seeded_answers.js';

export function killRunOptions(baseUrl: string, candidates: number, search: Partial<SearchOptions> = {}): RunOptions {
  return {
    ...sampleRunOptions,
    // With these names two times six answers bring all that a run can meet: see answerTo.
    problems: ['problem_60', 'problem_61'],
    baseUrl,
    search: { ...plainSearch, strategy: 'islands', breadth: 2, patience: 2, width: 1, ...search },
    budget: { ms: null, tokens: null, candidates },
  };
}

/** Goes on with the run, as its options say, and closes it. */
export async function playOn(journal: Journal, verifyMs = 0): Promise<void> {
  const { options } = journal;
  const model = createModel({ baseUrl: options.baseUrl, model: 'r1', firstPauseMs: 1 });
  const budget = createBudget(options.budget, { used: spentIn(journal.events) });
  const verify = verifyIn(verifyMs);
  try {
    const problems = options.problems.map((name) => ({ task: { ...sampleTask, name }, verify, model }));
    await runProblems({ problems, budget, journal, isolated: true });
  } finally {
    budget.close();
    journal.close();
  }
}
