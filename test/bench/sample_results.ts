/** Small results of the benches that have plots, as their files hold them: made up, on no machine. */
import type { LatencyResult } from '../../bench/latency.js';
import type { AllCasesResult } from '../../bench/latency_all_cases.js';
import type { Result } from '../../bench/measurement.js';
import { type MemoryPoint, type MemoryResult, trendsOf } from '../../bench/memory.js';
import { rivalSamples } from './rival_samples.js';
import { solutionsSample } from './solution_samples.js';
import { type RungTimes, summaryOf } from '../../bench/rung_times.js';
import { type ThroughputResult, type VerdictAt, throughputSummary } from '../../bench/throughput.js';

const common = (bench: string): Result => ({
  bench,
  date: '2026-01-01T00:00:00.000Z',
  commit: 'none',
  machine: {
    gpu: { name: 'A GPU', driver: '1.2', multiprocessors: 8 },
    nvrtc: '13.0',
    cpu: 'A CPU',
    cores: 2,
    memoryGiB: 4,
    node: 'v20',
  },
});

const times = (ms: number): RungTimes => ({
  ms,
  rungs: { plan: 1, compile: ms / 2, time: ms / 4 },
  otherMs: ms / 4 - 1,
});

function latency(): LatencyResult {
  const warm = [20, 30, 40, 50].map(times);
  const cold = [200, 300].map((ms) => ({ ...times(ms), loadedMs: 100, openedMs: 400, processMs: ms + 450 }));
  const summary = { warm: summaryOf(warm), cold: summaryOf(cold) };
  const subject = { problem: 'axpy', case: 'full', outcome: 'pass' as const, kernelMs: 0.01, warm, cold, summary };
  return {
    ...common('latency'),
    goals: { subject: 'plain', p50: 40, p99: 120 },
    subjects: ['plain', 'wmma'].map((name) => ({ name, ...subject })),
  };
}

function allCases(): AllCasesResult {
  const at = (name: string, ms: number) => ({ case: name, dims: { N: 1 }, outcome: 'pass' as const, ...times(ms) });
  const cases = [at('small', 20), at('single', 10), at('unseen', 12), at('full', 100)];
  const judgement = { name: 'relu/one', problem: 'relu', cases };
  return {
    ...common('latency-all-cases'),
    rounds: 2,
    judgements: [
      { ...judgement, round: 0, ms: 5000 },
      { ...judgement, round: 1, ms: 150 },
    ],
  };
}

/** Candidates from 0 to 1,000 by 50, with resident memory that grows by 1% over the last 900. */
export function memoryPoints(): MemoryPoint[] {
  return Array.from({ length: 21 }, (_, i) => ({
    done: 50 * i,
    residentBytes: 2 ** 20 * (90 + Math.max(0, 50 * i - 100) / 1000),
    heapBytes: 2 ** 20,
    externalBytes: 2 ** 19,
    deviceBytes: i === 0 ? null : 2 ** 30,
    openFiles: 30,
    msEach: i === 0 ? null : 25,
  }));
}

function memory(): MemoryResult {
  const points = memoryPoints();
  const ended = { outcomes: { pass: 1000 }, surprises: [], count: 1000, done: 1000 };
  return { ...common('memory'), goalShare: 0.01, warmFrom: 100, ...ended, points, trends: trendsOf(points) };
}

/** Four verdicts, one of them other than announced. */
export function throughputVerdicts(): VerdictAt[] {
  const verdict = (i: number, expected: VerdictAt['expected'], outcome: VerdictAt['outcome']): VerdictAt => ({
    name: `candidate ${i}`,
    problem: i < 2 ? 'relu' : 'softmax',
    expected,
    outcome,
    asAnnounced: i !== 3,
    verdict: null,
    beganMs: 10 * i,
    endedMs: 10 * i + 40,
    kernelMs: outcome === 'pass' ? 0.1 : null,
    ...times(40),
  });
  return [
    verdict(0, 'right', 'pass'),
    verdict(1, 'wrong', 'incorrect'),
    verdict(2, 'does not compile', 'compile-error'),
    verdict(3, 'faulty', 'pass'),
  ];
}

function throughput(): ThroughputResult {
  const verdicts = throughputVerdicts();
  const summary = throughputSummary(verdicts, 4, 0.25, 200);
  const goals = { verdictsPerMinute: 900, gpuBusyShare: 0.7 };
  return { ...common('throughput'), goals, options: { trials: 5, rounds: 1 }, summary, verdicts };
}

export const sampleResults: Record<string, Result> = {
  latency: latency(),
  'latency-all-cases': allCases(),
  memory: memory(),
  throughput: throughput(),
  solutions: solutionsSample,
  ...rivalSamples,
};
