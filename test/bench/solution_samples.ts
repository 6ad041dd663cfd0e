/** A small result of the bench `solutions`, as its file holds it: made up, on no machine. */
import type { SolutionsResult } from '../../bench/solutions.js';
import { type Judgement, type SolutionRecord, summaryOf } from '../../bench/solutions_record.js';
import { summaryOf as baselineSummaryOf } from '../../lib/verify/time/baselines.js';

const judgement = (outcome: string, medianMs: number, meanMs: number | null): Judgement => ({
  outcome,
  seed: 1,
  ms: 900,
  rungs: { plan: 1 },
  timing: { medianMs, intervalMs: [medianMs, medianMs], averaged: 1, samplesMs: [medianMs], warnings: [] },
  kernelBench: meanMs === null ? null : { meanMs, samplesMs: [meanMs] },
  roofline: { floorMs: medianMs / 2, boundBy: 'memory', share: 0.5 },
  degenerate: [],
  why: outcome === 'pass' ? null : 'because',
});

/** Its kernel takes `ms`, and eager PyTorch 2 ms, 3 ms without TF32, and 2.5 ms as KernelBench times it. */
export function solution(number: number, name: string, ms: number, outcome = 'pass'): SolutionRecord {
  const eager = { how: 'eager' as const, l2: 'cold' as const, clock: 'events' as const, ran: 'eager' };
  return {
    level: 1,
    number,
    name: `${number}_${name}`,
    kernel: `${number}_${name.toLowerCase()}.cu`,
    date: '2026-01-02T03:04:05.000Z',
    commit: 'abc',
    machine: {},
    torch: { torch: '2.11.0' },
    case: 'full',
    inputBytes: 1024,
    ms: 2500,
    own: judgement(outcome, ms, null),
    kernelBench: judgement(outcome, ms, ms),
    baselines: [
      { ...eager, tf32: 'convolutions', ...baselineSummaryOf([2, 2, 2]) },
      { ...eager, tf32: false, ...baselineSummaryOf([3, 3, 3]) },
      { ...eager, tf32: 'convolutions', l2: 'kernelbench', ...baselineSummaryOf([2.5, 2.5, 2.5]) },
      { how: 'compile', tf32: true, l2: 'cold', failed: 'a compiler that has lost its way' },
    ],
    failed: null,
  };
}

const records = [solution(19, 'ReLU', 0.5), solution(1, 'Square_matrix_multiplication_', 2.5)];

export const solutionsSample: SolutionsResult = {
  bench: 'solutions',
  date: '2026-01-02T03:04:05.000Z',
  commit: 'abc',
  machine: {
    gpu: { name: 'A GPU', driver: '1.2', multiprocessors: 8 },
    nvrtc: '13.0',
    cpu: 'a CPU',
    cores: 16,
    memoryGiB: 126,
    node: 'v20.20.2',
  },
  lines: 'x.jsonl',
  records,
  summary: summaryOf(records, 100),
};
