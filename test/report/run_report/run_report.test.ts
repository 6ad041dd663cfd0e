import assert from 'node:assert/strict';
import { readRun } from '../../../lib/report/run_report/read_run.js';
import { worthOf } from '../../../lib/report/run_report/problem_report.js';
import { runReport } from '../../../lib/report/run_report/run_report.js';
import { packagePath } from '../../../lib/package_root.js';
import { scratchFolder } from '../../search/scratch_folder.js';
import { sampleVerdict } from '../../verify/sample_verdicts.js';
import { fastPass, type Step, turnSteps, writeRun } from './sample_run.js';

const wrong = sampleVerdict('incorrect');
const started: Step = [0, { type: 'run-started', resumed: false }];

function stop(ms: number, problem: string): Step {
  return [ms, { type: 'problem-stopped', problem, reason: 'candidates' }];
}

describe('report of a run', () => {
  const folder = scratchFolder();
  const report = (problems: string[], steps: readonly Step[]): ReturnType<typeof runReport> => {
    writeRun(folder(), problems, steps);
    return runReport(readRun(folder()));
  };

  it('counts shares of all problems against what was spent on each', () => {
    const { counts, shares, fastP } = report(
      ['fast', 'slow', 'open', 'later'],
      [
        started,
        ...turnSteps('fast', 1, 0, wrong),
        ...turnSteps('fast', 2, 1500, fastPass(2, 3)),
        stop(3000, 'fast'),
        ...turnSteps('slow', 1, 10_000, fastPass(8, 4)),
        stop(11_500, 'slow'),
        ...turnSteps('open', 1, 20_000, wrong),
      ],
    );
    assert.deepEqual([counts.problems, counts.right, counts.faster, counts.notReached], [4, 2, 1, 1]);
    assert.deepEqual(shares.minutes.right, [
      { at: 1500, share: 0.25 },
      { at: 3000, share: 0.5 },
    ]);
    assert.deepEqual(shares.minutes.faster, [{ at: 3000, share: 0.25 }]);
    assert.deepEqual(
      shares.tokens.right.map(({ at }) => at),
      [100, 200],
    );
    assert.deepEqual(
      shares.turns.right.map(({ at }) => at),
      [1, 2],
    );
    assert.deepEqual(fastP, [
      { p: 0, share: 0.5 },
      { p: 0.5, share: 0.25 },
      { p: 1, share: 0.25 },
      { p: 1.5, share: 0 },
    ]);
  });

  it('says that arithmetic is no part of the share of a kernel that does fewer operations than the usual way', () => {
    const pass = fastPass(2, 3);
    assert(pass.roofline);
    const fewer = { ...pass, roofline: { ...pass.roofline, usualMs: 4 } };
    const { problems } = report(
      ['one'],
      [started, ...turnSteps('one', 1, 0, pass), ...turnSteps('one', 2, 1500, fewer)],
    );
    assert.deepEqual(problems[0]?.turns.map(worthOf), [
      '1.5 × the baseline, 50% of the roofline',
      '1.5 × the baseline, 50% of the roofline, arithmetic left out',
    ]);
  });

  it('charges a problem that the search came back to with its own time only', () => {
    const { problems } = report(
      ['first', 'second'],
      [
        started,
        ...turnSteps('first', 1, 0, wrong),
        stop(1500, 'first'),
        ...turnSteps('second', 1, 1500, wrong),
        stop(3000, 'second'),
        ...turnSteps('first', 2, 3000, fastPass(1, 2)),
      ],
    );
    assert.equal(problems[0]?.firstRight?.ms, 3000);
    assert.deepEqual([problems[0].stopped, problems[1]?.stopped], [null, 'candidates']);
    assert.equal(problems[1]?.spent.ms, 1500);
  });

  it('keeps why a search ended when what was under way is judged after that', () => {
    const [open, ...rest] = turnSteps('scale', 1, 0, wrong);
    const { problems } = report(['scale'], [started, open!, stop(500, 'scale'), ...rest]);
    assert.deepEqual([problems[0]?.stopped, problems[0]?.turns[0]?.outcome], ['candidates', 'incorrect']);
  });

  it('stops the clock of a problem in which the run was killed', () => {
    const { problems, resumes } = report(
      ['first', 'second'],
      [
        started,
        ...turnSteps('second', 1, 0, wrong),
        [1500, { type: 'run-started', resumed: true }],
        ...turnSteps('first', 1, 1500, wrong),
        stop(3000, 'first'),
        ...turnSteps('second', 2, 3000, fastPass(1, 2)),
      ],
    );
    assert.equal(problems[0]?.firstRight?.ms, 3000);
    assert.equal(resumes, 1);
  });

  it('says where the minutes went, and that what it cannot explain is the rest', () => {
    const steps = turnSteps('scale', 1, 0, wrong).map(([ms, event, text]): Step => [
      ms > 0 ? ms + 4000 : 0,
      event,
      text!,
    ]);
    const { minutes } = report(['scale'], [started, ...steps]);
    const compile = wrong.rungs.find(({ rung }) => rung === 'compile')?.ms ?? 0;
    assert.deepEqual(minutes, { model: 1000, compile, verify: 500 - compile, other: 4000 });
  });

  it('counts a degenerate problem apart', () => {
    const degenerate = [{ by: 'zeros' as const, output: 'y', sentence: 'Zeros pass.' }];
    const { counts, shares } = report(
      ['void', 'scale'],
      [
        started,
        [0, { type: 'problem-probed', problem: 'void', degenerate }],
        ...turnSteps('void', 1, 0, fastPass(1, 2)),
        ...turnSteps('scale', 1, 1500, wrong),
      ],
    );
    assert.deepEqual([counts.problems, counts.right, counts.degenerate, counts.degenerateRight], [1, 0, 1, 1]);
    assert.deepEqual(shares.minutes.right, []);
  });

  it('takes the last verdict of a turn that was judged again, and keeps what broke it off', () => {
    const [open, answer, candidate, verdict] = turnSteps('scale', 1, 0, fastPass(1, 2));
    const failed: Step = [
      1200,
      { type: 'turn-failed', problem: 'scale', turn: 1, code: 'device-lost', message: 'gone' },
    ];
    const { problems } = report(['scale'], [started, open!, answer!, candidate!, failed, candidate!, verdict!]);
    assert.equal(problems[0]?.turns.length, 1);
    assert.equal(problems[0].turns[0]?.outcome, 'pass');
    assert.equal(problems[0].interruptions[0]?.code, 'device-lost');
  });

  it('reads the recorded run', () => {
    const run = runReport(readRun(packagePath('test', 'report', 'run_report', 'recorded')));
    const [softmax] = run.problems;
    assert.deepEqual(
      softmax?.turns.map(({ outcome }) => outcome),
      ['compile-error', 'incorrect', 'pass', 'pass', 'pass'],
    );
    assert.deepEqual([softmax.firstRightTurn, softmax.bestTurn, softmax.spent.tokens], [3, 3, 18927]);
    assert.equal(run.simulated, true);
    assert.deepEqual(run.fastP, []);
    assert.equal(run.stopped, 'candidates');
  });
});
