import assert from 'node:assert/strict';
import { timingLines } from '../../lib/report/timing_text.js';
import { kernelBenchTimingOf } from '../../lib/verify/conditions/kernelbench_timing.js';
import type { Timing } from '../../lib/verify/verdict.js';
import { sampleVerdict } from '../verify/sample_verdicts.js';

const { timing } = sampleVerdict('pass');
assert(timing);
const series = {
  medianMs: 0.004,
  minMs: 0.0039,
  intervalMs: [0.00398, 0.00403] as [number, number],
  averaged: 6,
  samplesMs: Array<number>(66).fill(0.004),
};

function linesOf(changes: Partial<Timing>): string[] {
  return timingLines({ ...timing!, ...changes });
}

describe('timingLines', () => {
  it('says how the time came about', () => {
    assert.deepEqual(linesOf({}), ['  time      500 µs (median of 3, 95% interval 495 µs to 506 µs, L2 cold)']);
    assert.match(linesOf({ l2: 'warm' })[0] ?? '', /, L2 warm\)$/);
  });

  it('has a line for the graph and one for the warm L2, where there are any', () => {
    const [, graph, warm, ...more] = linesOf({ graph: series, warm: series });
    assert.equal(
      graph,
      '  graph     4 µs (median of 11 means of 6, 95% interval 3.98 µs to 4.03 µs, all launches as one CUDA graph)',
    );
    assert.equal(warm, '  warm L2   4 µs (median of 11 means of 6, 95% interval 3.98 µs to 4.03 µs)');
    assert.deepEqual(more, []);
    assert.equal(linesOf({ graph: null }).length, 1);
  });

  it("has a line for KernelBench's mean, beside the median", () => {
    const kernelBench = kernelBenchTimingOf([9, 0.5, 0.54]);
    assert.deepEqual(linesOf({ kernelBench }).slice(1), [
      '  mean      520 µs (as KernelBench times: mean of 2, deviation 20 µs, 500 µs to 540 µs)',
    ]);
  });

  it('ends with the warnings', () => {
    assert.deepEqual(linesOf({ warnings: ['It was busy.', 'It was slow.'] }).slice(1), [
      '  note      It was busy.',
      '  note      It was slow.',
    ]);
  });
});
