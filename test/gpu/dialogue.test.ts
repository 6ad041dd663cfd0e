import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDialogue } from '../../lib/demo/dialogue_file.js';
import { startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { createModel } from '../../lib/dialogue/model.js';
import { taskFactsOf } from '../../lib/dialogue/task_facts.js';
import { loadProblem, type Verdict, verifyAllCases } from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';
import { createBudget } from '../../lib/search/budget.js';
import { createRunFolder } from '../../lib/search/journal.js';
import { runProblems } from '../../lib/search/run.js';
import { sampleRunOptions, scratchFolder } from '../search/scratch_folder.js';
import { expectTiming, verdictText } from './expect_verdict.js';
import { gpuEngine } from './gpu_engine.js';

const path = packagePath('demo', 'softmax.yaml');
const present = existsSync(path);

/** Plays the dialogue to its end; the verdicts in order, and the summary. */
async function play(folder: string) {
  const dialogue = loadDialogue(path);
  const problem = loadProblem(dialogue.problem);
  const engine = await gpuEngine();
  const verdicts: Verdict[] = [];
  await using server = await startLoopbackServer(dialogue);
  const model = createModel({ baseUrl: server.baseUrl, model: 'recorded', maxRetries: 0 });
  const budget = createBudget({ ms: null, tokens: null, candidates: dialogue.turns.length });
  const journal = createRunFolder(folder, { ...sampleRunOptions, problems: [problem.name] });
  try {
    const verify = (source: string, signal: AbortSignal) => verifyAllCases(source, problem, { engine, signal });
    const task = taskFactsOf(problem, engine.gpu?.facts ?? null);
    const events = { verdict: (_place: unknown, verdict: Verdict) => verdicts.push(verdict) };
    const [summary] = await runProblems({ problems: [{ task, verify, model }], budget, journal, events });
    assert.ok(summary, 'the run has no summary');
    return { summary, verdicts, turns: dialogue.turns.length };
  } finally {
    budget.close();
    journal.close();
  }
}

describe('the demo on a GPU', () => {
  const folder = scratchFolder();
  const test = present ? it : it.skip;

  test(`goes from a compile error to a faster kernel${present ? '' : ' (demo/softmax.yaml is not there)'}`, async () => {
    const { summary, verdicts, turns } = await play(folder());
    const outcomes = verdicts.map(({ outcome }) => outcome);
    const told = verdicts.map(verdictText).join('\n');
    process.stdout.write(`\n  the demo's outcomes: ${outcomes.join(', ')}; best ${summary.bestMs} ms\n`);
    assert.deepEqual([summary.stopped, summary.message], ['candidates', null], told);
    assert.deepEqual([summary.turns, verdicts.length], [turns, turns], `an answer had no candidate:\n${told}`);
    assert.deepEqual(outcomes.slice(0, 3), ['compile-error', 'incorrect', 'pass'], told);
    assert.equal(outcomes.at(-1), 'pass', told);

    const times = verdicts.map((verdict, i) =>
      verdict.outcome === 'pass' ? expectTiming(verdict, `turn ${i + 1}`).medianMs : Infinity,
    );
    const best = Math.min(...times);
    assert.ok(best < times[2]!, `no later pass is faster than the first: ${times.join(', ')} ms`);
    assert.ok(summary.solved && summary.bestFile, 'the problem is not solved');
    assert.equal(summary.bestMs, best, 'the best time');
    const turn = String(times.indexOf(best) + 1).padStart(3, '0');
    const candidate = readFileSync(join(folder(), 'candidates', summary.problem, `${turn}.cu`), 'utf8');
    assert.equal(readFileSync(join(folder(), summary.bestFile), 'utf8'), candidate, `the best is not turn ${turn}`);
  });
});
