/**
 * What the verifier found, as data. Its text form (`lib/dialogue/feedback.ts`) is what the model reads.
 * The union is discriminated on `outcome`; every verdict carries all that is needed to repeat it.
 */
import { z } from 'zod';
import { simulatedCounterNames } from '../native/types.js';

export const rungNames = ['plan', 'policy', 'compile', 'safe', 'correct', 'time'] as const;

const rungReport = z.strictObject({
  rung: z.enum(rungNames),
  status: z.enum(['passed', 'failed', 'skipped']),
  /** Wall-clock milliseconds spent on this rung. */
  ms: z.number(),
});

const kernelResources = z.strictObject({
  kernel: z.string(),
  /** Registers per thread; null on the simulator. */
  registers: z.int().nullable(),
  /** Bytes per block. */
  staticShared: z.int(),
  dynamicShared: z.int(),
  /** Bytes per thread: spills and local arrays. */
  local: z.int(),
  /** Resident blocks per multiprocessor at this launch's block size and shared memory; null on the simulator. */
  blocksPerMultiprocessor: z.int().nullable(),
  /** Resident warps over the most the multiprocessor holds, 0 to 1; null on the simulator. */
  occupancy: z.number().nullable(),
});

/** What one launch of the candidate did in the last trial: facts that hold on a GPU as well. */
const launchCounters = z.strictObject({
  kernel: z.string(),
  ...(Object.fromEntries(simulatedCounterNames.map((name) => [name, z.number()])) as Record<
    (typeof simulatedCounterNames)[number],
    z.ZodNumber
  >),
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
    /** Whether a GPU ran the candidate with every access checked before it ran it as it is. */
    safe: z.boolean(),
    /** Of a GPU. */
    deadlineMs: z.number(),
    /** Of the simulator. */
    simulatedDeadlineMs: z.number(),
    instructionBudget: z.int(),
    compileDeadlineMs: z.number(),
    /** Bytes. */
    compileMemoryBytes: z.int(),
  }),
  rungs: z.array(rungReport),
  ms: z.number(),
  kernels: z.array(kernelResources),
  /** A line for each launch that was begun; on the simulator only. */
  counters: z.array(launchCounters).optional(),
  /** What the safe run on a GPU could not check, a sentence each; left out when it could check everything. */
  unchecked: z.array(z.string()).optional(),
  /** What the candidate's `printf` wrote, cut after some thousand characters; on the simulator only. */
  output: z.string().optional(),
};

/** The source around a line, each with its number; empty when the line is not in the candidate. */
const excerpt = z.array(z.strictObject({ line: z.int(), text: z.string() }));

const compileError = z.strictObject({ file: z.string(), line: z.int(), message: z.string(), excerpt });

const policyProblem = z.strictObject({ line: z.int(), message: z.string(), excerpt });

const index3 = z.tuple([z.int(), z.int(), z.int()]);

/** A thread at a line of the source, and what it did to memory there. */
const place = z.strictObject({
  /** Base name; empty without line information. */
  file: z.string(),
  /** From 1; 0 when unknown. */
  line: z.int(),
  excerpt,
  block: index3,
  thread: index3,
  access: z.enum(['none', 'read', 'write', 'atomic']),
});

const safetyFinding = z.strictObject({
  kind: z.enum([
    'out-of-bounds',
    'misaligned',
    'write-to-input',
    'uninitialised-read',
    'race',
    'barrier-divergence',
    'budget',
    'deadline',
    'heap',
    'leftover',
    'trap',
    'stack-overflow',
    'unsupported',
  ]),
  /** The plan's name of the kernel. */
  kernel: z.string(),
  at: place,
  /** For a race: the access before it. */
  other: place.nullable(),
  /** The PTX instruction's opcode. */
  instruction: z.string(),
  /** "global", "shared", "local", "constant", "parameter"; empty when it is no access. */
  space: z.string(),
  /** The tensor or variable that was meant; empty when none can be told. */
  buffer: z.string(),
  /** Element of a tensor, whose outermost index runs on outside of it; null for anything else. */
  index: z.array(z.int()).nullable(),
  /** Bytes from the start of the buffer or the space, and the width of the access. */
  offset: z.int(),
  bytes: z.int(),
  message: z.string(),
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
    outcome: z.literal('policy-error'),
    failed: z.literal('policy'),
    /** What the source may not ask of the compiler. `line` is 0 for the source as a whole. */
    problems: z.array(policyProblem).min(1),
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
    outcome: z.literal('unsafe'),
    failed: z.literal('safe'),
    /** 0-based trial in which it was found, and the seed of its inputs. */
    trial: z.int(),
    trialSeed: z.int(),
    findings: z.array(safetyFinding).min(1),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('fault'),
    failed: z.enum(rungNames),
    /**
     * What the driver said, such as "CUDA_ERROR_ILLEGAL_ADDRESS"; "ENGINE_DIED" when the process that judged the
     * candidate ended under it, which may happen at any rung.
     */
    error: z.string(),
    message: z.string(),
    trial: z.int().nullable(),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('hang'),
    failed: z.enum(rungNames),
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
    /** Why the rungs after those that passed could not run here. */
    reason: z.string(),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('pass'),
    failed: z.null(),
    trials: z.int(),
    /** Largest error over all trials as a share of what the tolerance allows, 0 to 1, per output. */
    errorShare: z.record(z.string(), z.number()),
    /** Null when timing was switched off, and on the simulator. */
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
export type PolicyProblem = z.infer<typeof policyProblem>;
export type LaunchCounters = z.infer<typeof launchCounters>;
export type SafetyFinding = z.infer<typeof safetyFinding>;
export type SafetyPlace = z.infer<typeof place>;
export type Mismatch = z.infer<typeof mismatch>;
export type Timing = z.infer<typeof timing>;
export type Roofline = z.infer<typeof roofline>;
