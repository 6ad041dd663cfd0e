import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareRuns } from '../../../lib/report/strategies/comparison.js';
import { scratchFolder } from '../../search/scratch_folder.js';
import { sampleVerdict } from '../../verify/sample_verdicts.js';
import { fastPass, type Step, turnSteps } from '../run_report/sample_run.js';
import { type ComparedFolder, ended, writeCompared } from './compared_runs.js';

const wrong = sampleVerdict('incorrect');
const right = fastPass(2, 4);

/** Right after a second and a half each, one problem after the other; the last one stays open. */
const threeRight: readonly Step[] = [
  ...turnSteps('one', 1, 0, right),
  ...turnSteps('two', 1, 1500, wrong),
  ...turnSteps('two', 2, 3000, right),
  ...turnSteps('three', 1, 4500, fastPass(8, 4)),
  ...turnSteps('four', 1, 6000, wrong),
  [7500, { type: 'problem-stopped', problem: 'four', reason: 'answers-gone' }],
  ended(7500),
];
const oneRight: readonly Step[] = [...turnSteps('one', 1, 0, right), ...turnSteps('two', 1, 1500, wrong), ended(3000)];

describe('compareRuns', () => {
  const folder = scratchFolder();
  const compare = (...runs: ComparedFolder[]): ReturnType<typeof compareRuns> =>
    compareRuns(writeCompared(folder(), runs));

  it('names each run by its strategy and counts what became right, faster, and was used', () => {
    const { runs, timed } = compare(
      { strategy: 'refine', steps: threeRight },
      { strategy: 'islands:2', steps: oneRight },
    );
    assert.deepEqual(
      runs.map(({ name, counts, spent }) => [name, counts.right, counts.faster, counts.problems, spent.answers]),
      [
        ['refine', 3, 2, 4, 5],
        ['islands:2', 1, 1, 4, 2],
      ],
    );
    assert.deepEqual(
      runs.map(({ spent, parallel }) => [spent.tokens, spent.ms, parallel]),
      [
        [500, 7500, 1],
        [200, 3000, 2],
      ],
    );
    assert.equal(timed, true);
  });

  it('takes the median over all problems, open ones being later than any', () => {
    const { runs } = compare({ strategy: 'refine', steps: threeRight }, { strategy: 'sample:2', steps: oneRight });
    assert.deepEqual(runs[0]?.halfRight, { minutes: 1500, tokens: 100, turns: 1 });
    assert.deepEqual(runs[1]?.halfRight, { minutes: null, tokens: null, turns: null });
  });

  it('says of each problem what each run made of it', () => {
    const { problems } = compare({ strategy: 'refine', steps: threeRight }, { strategy: 'sample:2', steps: oneRight });
    assert.deepEqual(
      problems.map(({ problem }) => problem),
      ['one', 'two', 'three', 'four'],
    );
    const [two, four] = [problems[1]!, problems[3]!];
    assert.deepEqual(
      two.attempts.map((attempt) => attempt?.firstRight?.turns ?? null),
      [2, null],
    );
    assert.deepEqual([four.attempts[0]?.stopped, four.attempts[1]], ['answers-gone', null]);
  });

  it('keeps runs of the same strategy apart by their folders, and by their place where those are called the same', () => {
    const { runs } = compare(
      { strategy: 'refine', name: 'monday', steps: oneRight },
      { strategy: 'refine', name: 'tuesday', steps: oneRight },
      { strategy: 'sample:2', steps: oneRight },
    );
    assert.deepEqual(
      runs.map(({ name }) => name),
      ['refine (monday)', 'refine (tuesday)', 'sample:2'],
    );
    mkdirSync(join(folder(), 'more'));
    const again = writeCompared(join(folder(), 'more'), [{ strategy: 'refine', name: 'monday', steps: oneRight }]);
    const first = { ...again[0]!, folder: join(folder(), 'monday') };
    assert.deepEqual(
      compareRuns([first, ...again]).runs.map(({ name }) => name),
      ['refine (monday), run 1', 'refine (monday), run 2'],
    );
  });

  it('counts a run from before strategies as one dialogue for each problem', () => {
    const [old] = writeCompared(join(folder(), 'old'), [{ strategy: 'refine', steps: oneRight }]);
    const [other] = writeCompared(join(folder(), 'other'), [{ strategy: 'sample:2', steps: oneRight }]);
    const options = { ...old!.options };
    delete options.search;
    const { runs } = compareRuns([{ ...old!, options }, other!]);
    assert.deepEqual(
      runs.map(({ strategy, parallel }) => [strategy, parallel]),
      [
        ['refine', 1],
        ['sample:2', 2],
      ],
    );
  });

  it('says in what else the runs differ, and which of them is not over', () => {
    const budget = { ms: 120_000, tokens: 5000, candidates: null, dollars: 0.5 };
    const played = { provider: 'pool' as const, pools: ['/somewhere/one.yaml'], speed: 10 };
    const { differences } = compare(
      { strategy: 'refine', steps: oneRight },
      { strategy: 'sample:2', steps: oneRight.slice(0, -1), options: { budget, ...played } },
    );
    assert.deepEqual(differences, [
      'The runs differ in their model. refine: r1; sample:2: recorded answers.',
      'The runs differ in the answers that were played. refine: none; sample:2: one.yaml.',
      'The runs differ in the speed of these answers. refine: none; sample:2: 10 times.',
      'The runs differ in their budget. refine: 1 min, 4 answers; sample:2: 2 min, 5\u00a0000 tokens, $0.50.',
      'sample:2 goes on, or was killed.',
      'refine did not reach 2; they count as not right.',
      'sample:2 did not reach 2; they count as not right.',
    ]);
  });

  it('says so when a problem of the same name has another text', () => {
    const changed = { ...right, problem: { ...right.problem, sha256: 'f'.repeat(64) } };
    const { differences } = compare(
      { strategy: 'refine', steps: threeRight },
      {
        strategy: 'sample:2',
        steps: [...turnSteps('one', 1, 0, changed), ...turnSteps('two', 1, 1500, wrong), ended(3000)],
      },
    );
    assert.ok(differences.includes('Not the same text in all runs: the problem one.'), differences.join('\n'));
  });

  it('counts a degenerate problem apart', () => {
    const degenerate = [{ by: 'zeros' as const, output: 'y', sentence: 'Zeros pass.' }];
    const probed: Step = [0, { type: 'problem-probed', problem: 'one', degenerate }];
    const { runs, problems } = compare(
      { strategy: 'refine', steps: [probed, ...threeRight] },
      { strategy: 'sample:2', steps: [probed, ...oneRight] },
    );
    assert.deepEqual(
      runs.map(({ counts }) => [counts.right, counts.problems]),
      [
        [2, 3],
        [0, 3],
      ],
    );
    assert.deepEqual(
      problems.map(({ degenerate: is }) => is),
      [true, false, false, false],
    );
  });

  it('refuses a single run, more than a chart tells apart, and runs over other problems', () => {
    const [run] = writeCompared(folder(), [{ strategy: 'refine', steps: oneRight }]);
    assert.throws(() => compareRuns([run!]), { code: 'bad-option', message: /found 1.*warpsmith report/ });
    assert.throws(() => compareRuns(Array.from({ length: 9 }, () => run!)), { code: 'bad-option', message: /found 9/ });
    const others = { ...run!, options: { ...run!.options, problems: ['one', 'two', 'three', 'five'] } };
    assert.throws(() => compareRuns([run!, others]), {
      code: 'bad-option',
      message: /lacks four and has five besides/,
    });
  });

  it('takes problem files for the same wherever they lie', () => {
    const [run] = writeCompared(folder(), [{ strategy: 'refine', steps: oneRight }]);
    const at = (place: string): typeof run => ({
      ...run!,
      options: { ...run!.options, problems: run!.options.problems.map((name) => `${place}/${name}.cu`) },
    });
    assert.equal(compareRuns([at('/here')!, at('/there')!, run!]).runs.length, 3);
  });
});
