import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WarpsmithError } from '../../lib/errors.js';
import { createBudget, type GivenLimits } from '../../lib/search/budget.js';
import { createRunFolder, type Journal, openRunFolder } from '../../lib/search/journal.js';
import { type RunContext, runProblems } from '../../lib/search/run.js';
import { parseStrategy, plainSearch, type SearchOptions } from '../../lib/search/search_options.js';
import { spentIn } from '../../lib/search/spent.js';
import type { ProblemSummary } from '../../lib/search/summary.js';
import type { Verify } from '../../lib/search/verify.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { turnWith } from '../demo/sample_dialogue.js';
import { sampleTask } from '../dialogue/sample_task.js';
import { passIn, sampleVerdict } from '../verify/sample_verdicts.js';
import { FakeModel } from './fake_model.js';
import { sampleRunOptions, scratchFolder } from './scratch_folder.js';

const answerWith = (label: string): string => turnWith(label).answer;
const labelOf = (source: string): string => /\/\/ (.*)\n/.exec(source)![1]!;
/** "right 3" passes in 3 ms. */
const verdictOn = (label: string): Verdict =>
  label.startsWith('right') ? passIn(Number(label.split(' ')[1])) : sampleVerdict('incorrect');
const verify: Verify = (source) => Promise.resolve(verdictOn(labelOf(source)));

describe('a run of several dialogues', () => {
  const folder = scratchFolder();
  const journals: Journal[] = [];
  let model: FakeModel;
  beforeEach(() => {
    model = new FakeModel();
  });
  afterEach(() => journals.splice(0).forEach((journal) => journal.close()));

  function journalFor(strategy: string, more: Partial<SearchOptions> = {}): Journal {
    const search = { ...plainSearch, ...parseStrategy(strategy), ...more };
    const journal = createRunFolder(folder(), { ...sampleRunOptions, search });
    journals.push(journal);
    return journal;
  }

  function run(journal: Journal, limits: GivenLimits, more: Partial<RunContext> = {}): Promise<ProblemSummary[]> {
    const budget = createBudget(limits, { used: spentIn(journal.events) });
    const problems = [{ task: sampleTask, verify, model }];
    return runProblems({ problems, budget, journal, ...more }).finally(() => budget.close());
  }

  it('asks as many at once as it may, and no more than the budget has answers for', async () => {
    const journal = journalFor('sample:4');
    const running = run(journal, { candidates: 6 });
    for (const [n, asked] of (await model.opened(4)).entries()) asked.end(answerWith(`right ${n + 2}`));
    for (const asked of await model.opened(2)) asked.end(answerWith('wrong'));
    const [summary] = await running;
    assert.deepEqual([model.asked, model.most], [6, 4]);
    assert.deepEqual([summary?.dialogues, summary?.turns, summary?.bestMs, summary?.stopped], [6, 6, 2, 'candidates']);
    assert.match(readFileSync(join(folder(), 'best/scale.cu'), 'utf8'), /right 2/);
  });

  it('judges one answer while others are still being written', async () => {
    const running = run(journalFor('sample:2'), { candidates: 2 });
    const [first, second] = await model.opened(2);
    second!.write('thinking aloud ');
    first!.end(answerWith('right 1'));
    while (journals[0]!.events.every(({ type }) => type !== 'feedback')) await wait(1);
    assert.equal(model.open.length, 1);
    second!.end(answerWith('right 2'));
    assert.equal((await running)[0]?.bestMs, 1);
  });

  it('begins to judge as soon as the fence closes, before the answer ends', async () => {
    const judged: string[] = [];
    const running = run(
      journalFor('refine'),
      { candidates: 1 },
      {
        problems: [
          {
            task: sampleTask,
            model,
            verify: (source, signal) => {
              judged.push(labelOf(source));
              return verify(source, signal);
            },
          },
        ],
      },
    );
    const [asked] = await model.opened(1);
    asked!.write(`${answerWith('right 1')}\n`);
    assert.deepEqual(judged, ['right 1']);
    asked!.end('Some last words.');
    await running;
    assert.deepEqual(judged, ['right 1'], 'it was judged twice');
    const verdict = journals[0]!.events.find((event) => event.type === 'verdict');
    assert(verdict?.sinceCodeMs !== undefined && verdict.sinceCodeMs >= 0);
  });

  it('judges the answer’s last candidate, and stops what it had begun on an earlier one', async () => {
    const stopped: string[] = [];
    const slow: Verify = (source, signal) => {
      const label = labelOf(source);
      if (label === 'right 9') {
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            stopped.push(label);
            reject(new WarpsmithError('aborted', 'stopped'));
          }),
        );
      }
      return verify(source, signal);
    };
    const running = run(
      journalFor('refine'),
      { candidates: 1 },
      { problems: [{ task: sampleTask, verify: slow, model }] },
    );
    const [asked] = await model.opened(1);
    asked!.write(`${answerWith('right 9')}\nNo, better:\n\n`);
    asked!.end(`${answerWith('right 3')}\n`);
    const [summary] = await running;
    assert.deepEqual([summary?.bestMs, stopped], [3, ['right 9']]);
  });

  it('judges no kernel twice in one dialogue, and says that it is the same', async () => {
    const judged: string[] = [];
    const noting: Verify = (source, signal) => {
      judged.push(labelOf(source));
      return verify(source, signal);
    };
    const running = run(
      journalFor('refine'),
      { candidates: 3 },
      { problems: [{ task: sampleTask, verify: noting, model }] },
    );
    for (const label of ['wrong', 'wrong', 'right 2']) (await model.opened(1))[0]!.end(answerWith(label));
    const [summary] = await running;
    assert.deepEqual([summary?.turns, summary?.bestMs, judged], [3, 2, ['wrong', 'right 2']]);
    const feedback = journals[0]!.events.flatMap((event) => (event.type === 'feedback' ? [event.text] : []));
    assert.match(feedback[1] ?? '', /Turn 2: this is the same kernel as in turn 1/);
  });

  it('lets a new island start from the best kernel of all', async () => {
    const journal = journalFor('islands:2', { patience: 1 });
    const running = run(journal, { candidates: 4 });
    const [first, second] = await model.opened(2);
    first!.end(answerWith('right 4'));
    while (model.asked < 3) await wait(1);
    second!.end(answerWith('wrong'));
    while (model.asked < 4) await wait(1);
    const asked = model.open.find(({ messages }) => messages.length === 1);
    assert.match(asked?.messages[0]?.content ?? 'no dialogue was started', /right 4/);
    for (const open of [...model.open]) open.end(answerWith('wrong'));
    const [summary] = await running;
    assert.deepEqual([summary?.dialogues, summary?.turns, summary?.bestMs], [3, 4, 4]);
    const started = journal.events.flatMap((event) => (event.type === 'dialogue-started' ? [event.from] : []));
    assert.deepEqual(started, [null, null, 1]);
  });

  it('goes on after a stop as if nothing had happened, but for the turns in flight', async () => {
    const journal = journalFor('sample:3');
    const stop = new AbortController();
    const running = run(journal, { candidates: 5 }, { signal: stop.signal });
    const [, second] = await model.opened(3);
    second!.end(answerWith('right 2'));
    while (journal.events.every(({ type }) => type !== 'feedback')) await wait(1);
    stop.abort();
    assert.equal((await running)[0]?.stopped, 'aborted');
    journals.splice(0).forEach((open) => open.close());

    const again = openRunFolder(folder());
    journals.push(again);
    const resumed = run(again, { candidates: 5 });
    while (spentIn(again.events).candidates < 5) {
      await model.opened(1);
      model.open[0]!.end(answerWith('right 1'));
      await wait(1);
    }
    const [summary] = await resumed;
    assert.deepEqual([summary?.turns, summary?.bestMs, summary?.stopped], [5, 1, 'candidates']);
    const numbers = again.events.flatMap((event) => (event.type === 'feedback' ? [event.turn] : []));
    assert.deepEqual(
      [...numbers].sort((a, b) => a - b),
      [1, 2, 3, 4, 5],
    );
  });

  it('keeps the tokens within their limit, whatever is under way at once', async () => {
    const journal = journalFor('sample:4');
    const limit = 12_000;
    const running = run(journal, { tokens: limit });
    const seen: number[] = [];
    const ended = new AbortController();
    void running.finally(() => ended.abort());
    while (!ended.signal.aborted) {
      const asked = model.open[0];
      if (asked) {
        // As long as it may become: a character is a quarter of a token.
        const room = asked.options.maxTokens;
        assert(room !== undefined, 'the answer’s length has no bound');
        seen.push(room);
        asked.end('x'.repeat(4 * room));
      }
      await wait(1);
    }
    assert.ok(seen.length > 1, String(seen));
    assert.ok(spentIn(journal.events).tokens <= limit + 4 * seen.length, String(spentIn(journal.events).tokens));
  });

  it('ends one problem when its recorded answers are used up, and goes on with the others', async () => {
    const gone = new FakeModel();
    const journal = journalFor('refine', { width: 2 });
    const problems = [
      { task: { ...sampleTask, name: 'first' }, verify, model: gone },
      { task: { ...sampleTask, name: 'second' }, verify, model },
    ];
    const running = run(journal, { candidates: 1 }, { problems });
    const [asked] = await gone.opened(1);
    asked!.fail(new WarpsmithError('model-exhausted', 'Nothing more.'));
    const [other] = await model.opened(1);
    other!.end(answerWith('right 1'));
    assert.deepEqual(
      (await running).map(({ stopped, solved }) => [stopped, solved]),
      [
        ['answers-gone', false],
        ['candidates', true],
      ],
    );
  });

  it('lets a dialogue go on that has recorded answers left when there are none to begin another', async () => {
    const journal = journalFor('islands:2');
    const running = run(journal, { candidates: 9 });
    const [first, second] = await model.opened(2);
    second!.fail(new WarpsmithError('model-exhausted', 'Nothing more.'));
    await wait(5);
    first!.end(answerWith('wrong'));
    for (const label of ['right 2', 'right 1']) {
      const [asked] = await model.opened(1);
      asked!.end(answerWith(label));
    }
    const [asked] = await model.opened(1);
    asked!.fail(new WarpsmithError('model-exhausted', 'Nothing more.'));
    const [summary] = await running;
    assert.deepEqual(
      [summary?.turns, summary?.bestMs, summary?.stopped, summary?.message],
      [3, 1, 'answers-gone', null],
    );
  });

  it('lets a bug through, and leaves nothing under way', async () => {
    const journal = journalFor('sample:2');
    const running = run(journal, { candidates: 2 });
    const [first] = await model.opened(2);
    first!.fail(new TypeError('a bug'));
    await assert.rejects(running, TypeError);
    assert.equal(model.open.length, 0);
  });
});
