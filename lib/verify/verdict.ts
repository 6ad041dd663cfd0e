/**
 * What the verifier found, as data. Its text form (`lib/dialogue/feedback.ts`) is what the model reads.
 * The union is discriminated on `outcome`; every verdict carries all that is needed to repeat it.
 */
import { z } from 'zod';

export const rungNames = ['plan', 'compile', 'correct', 'time'] as const;

const rungReport = z.strictObject({
  rung: z.enum(rungNames),
  status: z.enum(['passed', 'failed', 'skipped']),
  /** Wall-clock milliseconds spent on this rung. */
  ms: z.number(),
});

const kernelResources = z.strictObject({
  kernel: z.string(),
  /** Registers per thread. */
  registers: z.int(),
  /** Bytes per block. */
  staticShared: z.int(),
  dynamicShared: z.int(),
  /** Bytes per thread: spills and local arrays. */
  local: z.int(),
  /** Resident blocks per multiprocessor at this launch's block size and shared memory. */
  blocksPerMultiprocessor: z.int(),
  /** Resident warps over the most the multiprocessor holds, 0 to 1. */
  occupancy: z.number(),
});

const common = {
  version: z.literal(1),
  candidate: z.strictObject({ sha256: z.string(), name: z.string().nullable() }),
  problem: z.strictObject({
    name: z.string(),
    case: z.string(),
    dims: z.record(z.string(), z.int()),
    /** Null for tensors handed over by the caller. */
    sha256: z.string().nullable(),
  }),
  device: z
    .strictObject({
      id: z.string(),
      name: z.string(),
      driver: z.string(),
      computeCapability: z.string(),
    })
    .nullable(),
  compiler: z.strictObject({ version: z.string(), options: z.array(z.string()) }).nullable(),
  seed: z.int(),
  options: z.strictObject({
    trials: z.int(),
    time: z.boolean(),
    deadlineMs: z.number(),
    compileDeadlineMs: z.number(),
  }),
  rungs: z.array(rungReport),
  ms: z.number(),
  kernels: z.array(kernelResources),
};

const compileError = z.strictObject({
  file: z.string(),
  line: z.int(),
  message: z.string(),
  /** The source around the line, each with its number; empty when the line is not in the candidate. */
  excerpt: z.array(z.strictObject({ line: z.int(), text: z.string() })),
});

/** Numbers that JSON cannot hold are written as the strings "NaN", "Infinity" and "-Infinity"; i64 values beyond 2^53 as decimal text. */
const scalar = z.union([z.number(), z.string()]);

const mismatch = z.strictObject({
  output: z.string(),
  dtype: z.string(),
  shape: z.array(z.int()),
  /** Elements of the output, and how many of them are wrong. */
  total: z.int(),
  wrong: z.int(),
  /** Wrong elements that still hold the poison, and wrong elements that are NaN where a number was expected. */
  unwritten: z.int(),
  nan: z.int(),
  largestError: scalar,
  /** The tolerance that was applied: |actual - expected| <= relative * |expected| + absolute. */
  tolerance: z.strictObject({ relative: z.number(), absolute: z.number() }),
  /** What the mismatch looks like, a sentence each, most telling first. */
  pattern: z.array(z.string()),
  samples: z.array(z.strictObject({ index: z.array(z.int()), actual: scalar, expected: scalar })),
});

const timing = z.strictObject({
  /** CUDA-event time of the whole plan with a cold L2, the events' own cost taken off; milliseconds. */
  medianMs: z.number(),
  minMs: z.number(),
  /** 95% confidence interval of the median, from order statistics. */
  intervalMs: z.tuple([z.number(), z.number()]),
  samplesMs: z.array(z.number()),
  /** What was taken off each sample: the time between two events around an empty kernel, less that kernel's own. */
  eventOverheadMs: z.number(),
  warmups: z.int(),
  l2: z.literal('cold'),
});

const roofline = z.strictObject({
  /** Each input read once and each output written once. */
  bytes: z.int(),
  /** Operations the problem declares, 0 when it declares none. */
  operations: z.number(),
  /** Milliseconds that the slower of the two would take at the device's peak. */
  floorMs: z.number(),
  boundBy: z.enum(['memory', 'arithmetic']),
  peakBytesPerSecond: z.number(),
  peakOperationsPerSecond: z.number().nullable(),
  /** floorMs / medianMs, 0 to 1. */
  share: z.number(),
});

export const verdictSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...common,
    outcome: z.literal('plan-error'),
    failed: z.literal('plan'),
    /** `where` is a path into the header such as "launch[0].grid[1]". */
    problems: z.array(z.strictObject({ where: z.string(), message: z.string() })),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('compile-error'),
    failed: z.literal('compile'),
    errors: z.array(compileError),
    log: z.string(),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('fault'),
    failed: z.enum(['correct', 'time']),
    /** What the driver said, such as "CUDA_ERROR_ILLEGAL_ADDRESS". */
    error: z.string(),
    message: z.string(),
    trial: z.int().nullable(),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('hang'),
    failed: z.enum(['correct', 'time']),
    message: z.string(),
    trial: z.int().nullable(),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('incorrect'),
    failed: z.literal('correct'),
    /** 0-based trial that failed first, and the seed of its inputs. */
    trial: z.int(),
    trialSeed: z.int(),
    mismatches: z.array(mismatch),
    inputsChanged: z.array(z.string()),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('unverified'),
    failed: z.null(),
    /** Why the rungs after `compile` could not run here. */
    reason: z.string(),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('pass'),
    failed: z.null(),
    trials: z.int(),
    /** Largest error over all trials as a share of what the tolerance allows, 0 to 1, per output. */
    errorShare: z.record(z.string(), z.number()),
    /** Null when timing was switched off. */
    timing: timing.nullable(),
    roofline: roofline.nullable(),
  }),
]);

export type Verdict = z.infer<typeof verdictSchema>;
export type Outcome = Verdict['outcome'];
export type VerdictOf<O extends Outcome> = Extract<Verdict, { outcome: O }>;
export type RungName = (typeof rungNames)[number];
export type RungReport = z.infer<typeof rungReport>;
export type KernelResources = z.infer<typeof kernelResources>;
export type CompileError = z.infer<typeof compileError>;
export type Mismatch = z.infer<typeof mismatch>;
export type Timing = z.infer<typeof timing>;
export type Roofline = z.infer<typeof roofline>;
