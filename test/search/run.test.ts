import assert from 'node:assert/strict';
import { startLoopbackServer, type LoopbackOptions } from '../../lib/demo/loopback_server.js';
import { createModel } from '../../lib/dialogue/model.js';
import { createBudget } from '../../lib/search/budget.js';
import { createRunFolder, type Journal } from '../../lib/search/journal.js';
import { spentIn } from '../../lib/search/restore.js';
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
  return await runProblems({ problems, model, budget, journal });
}

describe('runProblems', () => {
  const folder = scratchFolder();
  let journal: Journal;
  beforeEach(() => {
    journal = createRunFolder(folder(), sampleRunOptions);
  });
  afterEach(() => journal.close());

  it('gives each problem an equal share of what is left', async () => {
    const summaries = await runAll(journal, 7);
    assert.deepEqual(
      summaries.map(({ problem, solved, turns: played }) => [problem, solved, played]),
      [
        ['first', true, 3],
        ['second', false, 2],
        ['third', true, 2],
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
        ['candidates', 2],
        ['model', 1],
        ['model', 0],
      ],
    );
    assert.match(summaries[2]!.message!, /401/);
    const again = await runAll(journal, 6);
    assert.deepEqual(
      again.map(({ turns: played }) => played),
      [3, 2, 1],
    );
  });
});
