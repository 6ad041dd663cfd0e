import assert from 'node:assert/strict';
import { kernelBenchTimingOf, kernelBenchTimingSchema } from '../../../lib/verify/conditions/kernelbench_timing.js';

describe("KernelBench's statistic of timed runs", () => {
  it('is the mean without the first run, whatever that took', () => {
    const { meanMs, stdMs, minMs, maxMs, samplesMs } = kernelBenchTimingOf([900, 2, 4, 4, 4, 5, 5, 7, 9]);
    assert.deepEqual([meanMs, stdMs, minMs, maxMs], [5, 2, 2, 9]);
    assert.deepEqual(samplesMs, [2, 4, 4, 4, 5, 5, 7, 9]);
  });

  it('has three digits, and the samples all of them', () => {
    const timing = kernelBenchTimingOf([1, 0.123456, 0.123456]);
    assert.deepEqual([timing.meanMs, timing.minMs, timing.samplesMs[0]], [0.123, 0.123, 0.123456]);
    assert.equal(kernelBenchTimingOf([1, 1234.5]).meanMs, 1230);
  });

  it('is what a verdict holds', () => {
    assert(kernelBenchTimingSchema.safeParse(kernelBenchTimingOf([1, 2, 3])).success);
  });
});
