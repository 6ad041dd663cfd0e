/** Verdicts as the verifier writes them, one of each outcome, for tests of what is done with them. */
import {
  verdictSchema,
  type Outcome,
  type Roofline,
  type Timing,
  type Verdict,
  type VerdictOf,
} from '../../lib/verify/verdict.js';

const common = {
  version: 1 as const,
  candidate: { sha256: 'c'.repeat(64), name: null },
  problem: { name: 'scale', case: 'full', dims: { N: 1048576 }, sha256: 'd'.repeat(64) },
  device: { id: 'cuda:0', name: 'NVIDIA H100 80GB HBM3', driver: '580.159.04', computeCapability: '9.0' },
  compiler: { version: 'NVRTC 13.0', options: ['--gpu-architecture=sm_90a'] },
  seed: 7,
  options: {
    trials: 5,
    time: true,
    l2: 'cold' as const,
    safe: true,
    deadlineMs: 10_000,
    simulatedDeadlineMs: 60_000,
    instructionBudget: 2 ** 23,
    compileDeadlineMs: 30_000,
    compileMemoryBytes: 2 ** 32,
  },
  rungs: [{ rung: 'plan' as const, status: 'passed' as const, ms: 0.2 }],
  ms: 41.5,
  kernels: [
    {
      kernel: 'scale',
      registers: 24,
      staticShared: 0,
      dynamicShared: 49_152,
      local: 0,
      blocksPerMultiprocessor: 8,
      occupancy: 0.94,
    },
  ],
};

export const simulator = {
  id: 'sim',
  name: 'simulator (sm_90a)',
  driver: 'warpsmith 0.1.0',
  computeCapability: '9.0',
};

const sampleTiming: Timing = {
  medianMs: 0.5,
  minMs: 0.49,
  intervalMs: [0.495, 0.506],
  averaged: 1,
  samplesMs: [0.49, 0.5, 0.51],
  eventOverheadMs: 0.002,
  warmups: 3,
  l2: 'cold',
  inputSets: 3,
  checkedRuns: 3,
  telemetry: { before: null, after: null },
  warnings: [],
};

const sampleRoofline: Roofline = {
  bytes: 838_860_800,
  memoryBytes: 838_860_800,
  operations: 1048576,
  floorMs: 0.25,
  boundBy: 'memory',
  leastMs: 0.24,
  leastBy: 'memory',
  peakBytesPerSecond: 3.35e12,
  peakOperationsPerSecond: 6.7e13,
  ceilings: null,
  share: 0.5,
};

const samples: { [O in Outcome]: VerdictOf<O> } = {
  'plan-error': {
    ...common,
    outcome: 'plan-error',
    failed: 'plan',
    compiler: null,
    kernels: [],
    problems: [{ where: 'launch[0].grid[1]', message: 'Expected a size from 1 to 65535, found 0.' }],
  },
  'policy-error': {
    ...common,
    outcome: 'policy-error',
    failed: 'policy',
    kernels: [],
    problems: [
      {
        line: 2,
        message: 'Expected a header\'s name without a path to elsewhere behind #include but found "/etc/passwd".',
        excerpt: [
          { line: 1, text: '#include <cuda_fp16.h>' },
          { line: 2, text: '#include "/etc/passwd"' },
        ],
      },
    ],
  },
  'compile-error': {
    ...common,
    outcome: 'compile-error',
    failed: 'compile',
    kernels: [],
    errors: [
      {
        file: 'candidate.cu',
        line: 6,
        message: 'identifier "blockDimm" is undefined',
        excerpt: [
          { line: 5, text: '__global__ void scale(const float* x, float* y, int n) {' },
          { line: 6, text: '  int i = blockIdx.x * blockDimm.x + threadIdx.x;' },
          { line: 7, text: '  if (i < n) y[i] = 2 * x[i];' },
        ],
      },
    ],
    log: 'candidate.cu(6): error: identifier "blockDimm" is undefined',
  },
  unsafe: {
    ...common,
    device: simulator,
    outcome: 'unsafe',
    failed: 'safe',
    trial: 0,
    trialSeed: 7,
    findings: [
      {
        kind: 'out-of-bounds',
        kernel: 'scale',
        at: {
          file: 'candidate.cu',
          line: 7,
          excerpt: [
            { line: 6, text: '  int i = blockIdx.x * blockDim.x + threadIdx.x;' },
            { line: 7, text: '  y[i] = 2 * x[i];' },
          ],
          block: [4, 0, 0],
          thread: [17, 0, 0],
          access: 'write',
        },
        other: null,
        instruction: 'st.global.f32',
        space: 'global',
        buffer: 'y',
        index: [1048576],
        offset: 4_194_304,
        bytes: 4,
        message: 'The buffer ends 0 bytes before it.',
      },
    ],
  },
  fault: {
    ...common,
    outcome: 'fault',
    failed: 'correct',
    error: 'CUDA_ERROR_ILLEGAL_ADDRESS',
    message: 'The device stopped the kernel scale.',
    trial: 0,
  },
  hang: { ...common, outcome: 'hang', failed: 'correct', message: 'The kernel scale was still running.', trial: 0 },
  incorrect: {
    ...common,
    outcome: 'incorrect',
    failed: 'correct',
    trial: 2,
    trialSeed: 99,
    mismatches: [
      {
        output: 'y',
        dtype: 'f32',
        shape: [1048576],
        total: 1048576,
        wrong: 256,
        unwritten: 0,
        nan: 0,
        largestError: 'NaN',
        tolerance: { relative: 1e-4, absolute: 1e-5 },
        pattern: ['All wrong elements are in the last tile of 256.'],
        samples: [{ index: [1048320], actual: 'NaN', expected: 0.25 }],
      },
    ],
    inputsChanged: [],
  },
  implausible: {
    ...common,
    outcome: 'implausible',
    failed: 'time',
    trials: 5,
    reason: 'It took 50 µs with a cold L2, but the problem takes at least 240 µs on this device.',
    timing: { ...sampleTiming, medianMs: 0.05 },
    roofline: { ...sampleRoofline, share: 5 },
  },
  unverified: { ...common, outcome: 'unverified', failed: null, device: null, reason: 'No CUDA device was found.' },
  pass: {
    ...common,
    outcome: 'pass',
    failed: null,
    trials: 5,
    errorShare: { y: 0.03 },
    timing: sampleTiming,
    roofline: sampleRoofline,
  },
};

/** A verdict of the outcome with some of its facts changed, checked against the schema. */
export function sampleVerdict<O extends Outcome>(outcome: O, changes: Partial<VerdictOf<O>> = {}): VerdictOf<O> {
  const verdict: Verdict = verdictSchema.parse({ ...samples[outcome], ...changes });
  return verdict as VerdictOf<O>;
}

/** A passing verdict with the median in milliseconds; null for one that was not timed. */
export function passIn(medianMs: number | null): VerdictOf<'pass'> {
  const { timing } = samples.pass;
  if (medianMs === null) return sampleVerdict('pass', { timing: null, roofline: null });
  return sampleVerdict('pass', { timing: timing && { ...timing, medianMs } });
}
