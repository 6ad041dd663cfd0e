import assert from 'node:assert/strict';
import { reportPage } from '../../../lib/report/run_report/page.js';
import { readRun } from '../../../lib/report/run_report/read_run.js';
import { runReport } from '../../../lib/report/run_report/run_report.js';
import type { JournalEvent, NewJournalEvent } from '../../../lib/search/journal_events.js';
import { scratchFolder } from '../../search/scratch_folder.js';
import { sampleVerdict } from '../../verify/sample_verdicts.js';
import { fastPass, type Step, turnSteps, writeRun } from './sample_run.js';

const wrong = sampleVerdict('incorrect');

function withEvent([ms, , source]: Step, event: NewJournalEvent): Step {
  return source === undefined ? [ms, event] : [ms, event, source];
}

/** The steps of a turn as those of the dialogue. */
function inDialogue(dialogue: number, steps: readonly Step[]): Step[] {
  return steps.map((step) => ('turn' in step[1] ? withEvent(step, { ...step[1], dialogue }) : step));
}

describe('report of several dialogues with one problem', () => {
  const folder = scratchFolder();
  const problem = 'scale';
  const overlapping = [
    ...inDialogue(1, turnSteps(problem, 1, 0, wrong)),
    ...inDialogue(2, turnSteps(problem, 2, 200, wrong)),
    ...inDialogue(1, turnSteps(problem, 3, 1600, fastPass(1, 2))),
  ].sort(([a], [b]) => a - b);
  const steps: Step[] = [
    [0, { type: 'run-started', resumed: false }],
    [0, { type: 'dialogue-started', problem, dialogue: 1, from: null, bottleneck: null, message: 'first words' }],
    ...overlapping,
    [
      3200,
      { type: 'dialogue-started', problem, dialogue: 3, from: 3, bottleneck: null, message: 'go on from the best' },
    ],
    [3300, { type: 'dialogue-stopped', problem, dialogue: 1, reason: 'stagnation' }],
  ];

  it('says which turn belongs to which, where each began and why it ended', () => {
    writeRun(folder(), [problem], steps);
    const [scale] = runReport(readRun(folder())).problems;
    assert.deepEqual(
      scale?.turns.map(({ turn, dialogue }) => [turn, dialogue]),
      [
        [1, 1],
        [2, 2],
        [3, 1],
      ],
    );
    assert.deepEqual(scale.dialogues, [
      { dialogue: 1, from: null, stopped: 'stagnation' },
      { dialogue: 2, from: null, stopped: null },
      { dialogue: 3, from: 3, stopped: null },
    ]);
    assert.deepEqual(scale.firstRight, { ms: 3100, tokens: 300, turns: 3 });
  });

  it('takes the time of a verdict from its own candidate, not from that of another dialogue', () => {
    writeRun(folder(), [problem], steps);
    const [scale] = runReport(readRun(folder())).problems;
    const judged = scale?.turns.map(({ compileMs, verifyMs }) => Math.round(compileMs + verifyMs));
    assert.deepEqual(judged, [500, 500, 500]);
  });

  it('shows each in a column of its own, and none where there is one', () => {
    writeRun(folder(), [problem], steps);
    const run = readRun(folder());
    const html = reportPage(runReport(run), run);
    assert.equal(html.match(/<div class="column">/g)?.length, 3);
    assert.match(html, /Dialogue 3, from the kernel of turn 3/);
    assert.match(html, /go on from the best/);
    const one = { ...run, events: run.events.filter((event) => !('dialogue' in event) || event.dialogue === 1) };
    assert.doesNotMatch(reportPage(runReport(one), one), /class="column"/);
  });

  it('names the strategy where the journal does', () => {
    writeRun(folder(), [problem], steps);
    const run = readRun(folder());
    const started: object = { at: '', usedMs: 0, type: 'problem-started', problem, task: 'task', strategy: 'islands' };
    const events = [started as JournalEvent, ...run.events];
    assert.equal(runReport(run).problems[0]?.strategy, null);
    const report = runReport({ ...run, events });
    assert.equal(report.problems[0]?.strategy, 'islands');
    assert.match(reportPage(report, run), /strategy islands/);
  });
});

describe('money in a report', () => {
  const folder = scratchFolder();
  const priced = (dollars: (number | null | undefined)[]): ReturnType<typeof runReport> => {
    const steps = dollars.flatMap((paid, index) =>
      turnSteps('scale', index + 1, index * 2000, wrong).map((step) =>
        step[1].type === 'answer' && paid !== undefined ? withEvent(step, { ...step[1], dollars: paid }) : step,
      ),
    );
    writeRun(folder(), ['scale'], steps);
    return runReport(readRun(folder()));
  };
  const page = (report: ReturnType<typeof runReport>): string => reportPage(report, readRun(folder()));

  it('is summed over turns and problems', () => {
    const report = priced([0.25, 0.5]);
    assert.deepEqual([report.problems[0]?.dollars, report.spent.dollars], [0.75, 0.75]);
    assert.deepEqual(
      report.problems[0]?.turns.map(({ dollars }) => dollars),
      [0.25, 0.5],
    );
    assert.match(page(report), /\$0\.75/);
  });

  it('is not known where the price of one answer is not, and is then not shown', () => {
    const report = priced([0.25, null]);
    assert.deepEqual([report.problems[0]?.dollars, report.spent.dollars], [null, null]);
    assert.doesNotMatch(page(report), /\$/);
  });

  it('is not known of a run from before prices were kept', () => {
    assert.equal(priced([undefined]).spent.dollars, null);
  });
});
