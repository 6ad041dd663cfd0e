import assert from 'node:assert/strict';
import { startLoopbackServer, type LoopbackOptions } from '../../lib/demo/loopback_server.js';
import { createModel } from '../../lib/dialogue/model.js';
import { createBudget } from '../../lib/search/budget.js';
import { createRunFolder, type Journal } from '../../lib/search/journal.js';
import { spentIn } from '../../lib/search/spent.js';
import { runProblems } from '../../lib/search/run.js';
import { turnWith } from '../demo/sample_dialogue.js';
import { sampleTask } from '../dialogue/sample_task.js';
import { passIn, sampleVerdict } from '../verify/sample_verdicts.js';
import { sampleRunOptions, scratchFolder } from './scratch_folder.js';

const turns = ['a', 'b', 'c', 'd'].map(turnWith);
const problems = ['first', 'second', 'third'].map((name) => ({
  task: { ...sampleTask, name },
  verify: async () => (name === 'second' ? sampleVerdict('incorrect') : passIn(1)),
}));

async function runAll(journal: Journal, candidates: number, options: LoopbackOptions = {}) {
  await using server = await startLoopbackServer({ turns }, options);
  const model = createModel({ baseUrl: server.baseUrl, model: 'r1', maxRetries: 0 });
  const budget = createBudget({ ms: null, tokens: null, candidates }, { used: spentIn(journal.events) });
  return await runProblems({ problems: problems.map((problem) => ({ ...problem, model })), budget, journal });
}

describe('a run of several problems', () => {
  const folder = scratchFolder();
  let journal: Journal;
  beforeEach(() => {
    journal = createRunFolder(folder(), sampleRunOptions);
  });
  afterEach(() => journal.close());

  it('gives what solved problems do not need to those that are not solved, until its share of that is used', async () => {
    const summaries = await runAll(journal, 7);
    assert.deepEqual(
      summaries.map(({ problem, solved, turns: played }) => [problem, solved, played]),
      [
        ['first', true, 2],
        ['second', false, 4],
        ['third', true, 1],
      ],
    );
    assert.deepEqual(spentIn(journal.events).candidates, 7);
    assert.equal(journal.events.at(-1)!.type, 'run-stopped');
  });

  it('ends the whole run when the model is gone, and tells of every problem', async () => {
    const summaries = await runAll(journal, 6, {
      fault: ({ index }) => (index === 3 ? { kind: 'status', status: 401 } : undefined),
    });
    assert.deepEqual(
      summaries.map(({ stopped, turns: played }) => [stopped, played]),
      [
        ['model', 1],
        ['model', 1],
        ['model', 1],
      ],
    );
    assert.match(summaries[2]!.message!, /401/);
    const again = await runAll(journal, 6);
    assert.deepEqual(
      again.map(({ turns: played }) => played),
      [2, 3, 1],
    );
  });
});
