import assert from 'node:assert/strict';
import { taskFactsOf } from '../../lib/dialogue/task_facts.js';
import { loadProblem, verifyAllCases } from '../../lib/index.js';
import { loadPool } from '../../lib/replay/pool_file.js';
import { createPoolModel } from '../../lib/replay/pool_model.js';
import { createBudget } from '../../lib/search/budget.js';
import { createRunFolder, type Journal } from '../../lib/search/journal.js';
import type { RunProblem } from '../../lib/search/problem_search.js';
import { runProblems } from '../../lib/search/run.js';
import { spentIn } from '../../lib/search/spent.js';
import { sampleRunOptions, scratchFolder } from '../search/scratch_folder.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

const pool = loadPool('softmax');
const problem = loadProblem(pool.problem);

/** One dialogue that goes on where the journal ends. */
async function refined(journal: Journal, candidates: number) {
  const engine = await simulatedEngine();
  const used = journal.events.flatMap((event) => (event.type === 'answer' ? [event.content] : []));
  const budget = createBudget({ ms: null, tokens: null, candidates }, { used: spentIn(journal.events) });
  const only: RunProblem = {
    task: taskFactsOf(problem, null),
    model: createPoolModel(pool, { speed: Infinity, used }),
    verify: (source, signal) => verifyAllCases(source, problem, { engine, signal, seed: 1, trials: 2 }),
  };
  const [summary] = await runProblems({ problems: [only], budget, journal });
  assert(summary);
  return summary;
}

const outcomes = ({ events }: Journal): string[] =>
  events.flatMap((event) => (event.type === 'verdict' ? [event.verdict.outcome] : []));

describe('a run on a pool', () => {
  const folder = scratchFolder();
  let journal: Journal;
  beforeEach(() => {
    journal = createRunFolder(folder(), { ...sampleRunOptions, problems: [problem.name] });
  });
  afterEach(() => journal.close());

  it('follows a thread to its end, begins the next one there, and goes on after a break without repeating itself', async () => {
    const first = await refined(journal, 2);
    assert.deepEqual([first.stopped, first.solved], ['candidates', false]);
    const second = await refined(journal, 6);
    assert.deepEqual([second.stopped, second.solved, second.turns], ['candidates', true, 6]);
    assert.deepEqual(outcomes(journal), ['compile-error', 'incorrect', 'unsafe', 'pass', 'incorrect', 'pass']);
  });

  it('ends when the pool has no answer left, and says so', async () => {
    const summary = await refined(journal, 100);
    assert.deepEqual([summary.stopped, summary.turns], ['answers-gone', pool.answers.length]);
    assert.deepEqual(
      outcomes(journal),
      pool.answers.map(({ expect }) => expect),
    );
  });
});
