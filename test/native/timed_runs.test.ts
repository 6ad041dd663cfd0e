import assert from 'node:assert/strict';
import type { Timed } from '../../lib/verify/time/time_plan.js';
import { type Timing, verdictSchema } from '../../lib/verify/verdict.js';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

const parameters = ['k', 'uncapturable_k'].map((name) => `${name}=8,8,4`).join(';');

async function timed(
  which: string,
  driver: Record<string, string> = {},
): Promise<{ report: Timed & { checks: number }; launched: string[] }> {
  const { report, log } = await runScenario<Timed & { checks: number }>('timing', {
    FAKE_CUDA_PARAMETERS: parameters,
    TIMED: which,
    ...driver,
  });
  // The calibration of events has no kernel between them: what goes before the second reset is not the plan's.
  const own = log.slice(log.indexOf('reset persisting', log.indexOf('reset persisting') + 1));
  const words = own.flatMap((line) => {
    if (line === 'gate' || line === 'reset persisting') return [line.replace(' persisting', '')];
    const [, name = '', grid = '', graph = ''] = /^launch (\w+) grid (\d+).*?( in graph)?$/.exec(line) ?? [];
    return name === '' ? [] : [name.endsWith('k') ? `${name}${grid}${graph && '!'}` : name];
  });
  return { report, launched: words };
}

function timingOf(report: Timed): Timing {
  assert(report.kind === 'timed', JSON.stringify(report));
  return report.timing;
}

const fingerprint = ['fingerprint', 'nextFingerprint'];

const cold = (kernel: string): string[] => ['overwrite', 'discard', 'readThrough', kernel];

describe('timed runs (of the fake driver)', () => {
  needsFakeDriver();

  it('are held back one by one, behind an emptied L2, on sets that take turns', async () => {
    const { report, launched } = await timed('single');
    const timing = timingOf(report);
    // Warm-up: two rounds, which are not held back and whose outputs nobody looks at.
    const warmUp = ['reset', ...cold('k1'), ...cold('k2')];
    assert.deepEqual(launched.slice(0, 2 * warmUp.length), [...warmUp, ...warmUp]);
    const round = ['reset', 'gate', ...cold('k1'), ...fingerprint, 'gate', ...cold('k2'), ...fingerprint];
    const runs = launched.slice(2 * warmUp.length);
    for (let i = 0; i < timing.samplesMs.length / 2; i++) {
      assert.deepEqual(runs.slice(i * round.length, (i + 1) * round.length), round, `round ${i}`);
    }
    // Then both sets' outputs once more.
    assert.deepEqual(runs.slice((timing.samplesMs.length / 2) * round.length), [...fingerprint, ...fingerprint]);
  });

  it('reset lines that persist only once where the plan can leave none', async () => {
    const { launched } = await timed('ordinary');
    assert.equal(launched.filter((word) => word === 'reset').length, 2);
    assert.equal(launched.indexOf('reset', 1), launched.indexOf('gate') - 1);
  });

  it('have a time without what events cost, and say what it rests on', async () => {
    const { report } = await timed('single');
    const timing = timingOf(report);
    // A kernel takes the fake driver 10 µs and an event 1 µs.
    assert(Math.abs(timing.eventOverheadMs - 0.00084) < 1e-6, `events cost ${timing.eventOverheadMs}`);
    assert(Math.abs(timing.medianMs - 0.01016) < 1e-6, `the median is ${timing.medianMs}`);
    assert.deepEqual([timing.samplesMs.length, timing.averaged], [80, 8]);
    assert.equal(timing.warmups, 4);
    assert.deepEqual([timing.l2, timing.inputSets, timing.checkedRuns], ['cold', 2, 80]);
    assert.deepEqual([timing.graph, timing.warm], [undefined, undefined]);
    assert.equal(report.checks, 2);
    assert.deepEqual(timing.warnings, []);
  });

  it('of a plan of several launches are of a graph as well, and are checked as well', async () => {
    const { report, launched } = await timed('several');
    const timing = timingOf(report);
    assert(timing.graph, 'there is no time of a graph');
    assert.equal(timing.graph.samplesMs.length, 30);
    assert.equal(launched.filter((word) => word === 'k1').length, 2 * (15 + 2));
    assert.equal(launched.filter((word) => word === 'k1!').length, 2 * (15 + 2));
    assert.equal(report.checks, 4);
  });

  it('have no graph where the driver cannot keep one, and say so', async () => {
    const { report } = await timed('uncapturable');
    const timing = timingOf(report);
    assert.equal(timing.graph, null);
    assert(
      timing.warnings.some((warning) => warning.includes('as a graph (CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED)')),
      timing.warnings.join('\n'),
    );
  });

  it('say so where a launch waits for its work, so that nothing can be held back', async () => {
    const { report } = await timed('single', { FAKE_CUDA_BLOCKING: '1' });
    const { warnings } = timingOf(report);
    assert(
      warnings.some((warning) => warning.includes('could not be held back')),
      warnings.join('\n'),
    );
  });

  it('with one set say that there was only one', async () => {
    const { report } = await timed('warm');
    assert(timingOf(report).warnings.some((warning) => warning.includes('there is one set only')));
  });

  it('find a warm L2 behind a run that is not timed', async () => {
    const { report, launched } = await timed('warm');
    const timing = timingOf(report);
    assert.deepEqual([timing.l2, timing.warm], ['warm', undefined]);
    assert(!launched.includes('overwrite'), 'the L2 was emptied');
    assert.deepEqual(launched.slice(0, 6), ['reset', 'k1', 'k1', 'reset', 'k1', 'k1']);
    assert.deepEqual(launched.slice(6, 13), ['reset', 'gate', 'empty', 'k1', 'k1', ...fingerprint]);
  });

  it('of both kinds are told apart', async () => {
    const { report, launched } = await timed('both');
    const timing = timingOf(report);
    assert.equal(timing.l2, 'cold');
    assert.equal(timing.warm?.samplesMs.length, 80);
    assert.equal(launched.filter((word) => word === 'overwrite').length, 2 + 80);
    assert.equal(report.checks, 2);
  });

  it('with wrong outputs have no time', async () => {
    const { report } = await timed('wrong');
    assert(report.kind === 'wrong');
    assert.equal(report.trial.facts.seed, 12);
    assert.deepEqual(report.result.inputsChanged, ['x']);
    assert.deepEqual(report.changedLate, []);
    assert.equal(report.checks, 1);
  });

  it('are part of a verdict, and hold nothing afterwards', async () => {
    const { report } = await runScenario<{ verdict: unknown; leaked: number }>('timing', {
      FAKE_CUDA_COMPARED: '1',
      TIMED: 'verdict',
    });
    const verdict = verdictSchema.parse(report.verdict);
    assert(verdict.outcome === 'pass', JSON.stringify(verdict));
    const { timing } = verdict;
    assert(timing?.graph && timing.warm, JSON.stringify(timing));
    assert.deepEqual([timing.inputSets, timing.checkedRuns, verdict.options.l2], [3, 30, 'both']);
    assert.equal(report.leaked, 0);
  });

  it('end between two rounds when the signal fires', async () => {
    const { report } = await runScenario<Failure>('timing', { FAKE_CUDA_PARAMETERS: parameters, TIMED: 'stopped' });
    assert.equal(report.code, 'aborted');
  });
});
