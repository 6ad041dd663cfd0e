/**
 * What the verifier found, as data. Its text form (`lib/dialogue/feedback.ts`) is what the model reads.
 * The union is discriminated on `outcome`; every verdict carries all that is needed to repeat it.
 */
import { z } from 'zod';
import { simulatedCounterNames } from '../native/types.js';
import { toleranceSchema } from '../problem/schema.js';
import { conditionsNames } from './conditions/conditions.js';
import { kernelBenchTimingSchema } from './conditions/kernelbench_timing.js';
import { degeneracySchema } from './degenerate/degenerate_schema.js';
import { rooflineSchema, scoreSchema } from './roofline/roofline_schema.js';
import { appliedToleranceSchema } from './tolerance/tolerance_schema.js';
import { telemetrySchema } from './telemetry/telemetry_reading.js';
import { l2States } from './time/l2.js';
import { abilityNames, abilitySchema } from './policy/ability_schema.js';
import { claimedDimsSchema, generalitySchema, outsideWriteSchema, repeatabilitySchema } from './trials/trial_schema.js';

export const rungNames = ['plan', 'policy', 'compile', 'safe', 'correct', 'repeatable', 'time'] as const;

const rungReport = z.strictObject({
  rung: z.enum(rungNames),
  status: z.enum(['passed', 'failed', 'skipped']),
  /** Wall-clock milliseconds spent on this rung. */
  ms: z.number(),
  /** The work was done before, for another verdict, and taken from memory or disk; left out when it was done now. */
  cached: z.literal(true).optional(),
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
  /** Of the launch's grid; left out by older versions. */
  blocks: z.int().optional(),
  /** Blocks over what all multiprocessors hold at once; left out where that is unknown. */
  waves: z.number().optional(),
});

/** What one launch of the candidate did in the last trial: facts that hold on a GPU as well. */
const launchCounters = z.strictObject({
  kernel: z.string(),
  ...(Object.fromEntries(simulatedCounterNames.map((name) => [name, z.number()])) as Record<
    (typeof simulatedCounterNames)[number],
    z.ZodNumber
  >),
});

/** SHA-256 of what NVRTC made of a source. */
const builtCode = z.strictObject({ ptx: z.string(), cubin: z.string() });

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
  /** Left out when nothing was compiled; the reference is null where there is none, or where none was needed. */
  code: z.strictObject({ candidate: builtCode, reference: builtCode.nullable() }).optional(),
  seed: z.int(),
  options: z.strictObject({
    /** Whose way of judging it was; left out for warpsmith's own. */
    conditions: z.enum(conditionsNames).optional(),
    trials: z.int(),
    /** The caller's or that of the conditions, which goes before the problem's; left out when there was none. */
    tolerance: toleranceSchema.optional(),
    time: z.boolean(),
    l2: z.enum(l2States),
    /** The caller's; left out when there was none. */
    baselineMs: z.number().optional(),
    /** Whether a GPU ran the candidate with every access checked before it ran it as it is. */
    safe: z.boolean(),
    /** Of a GPU. */
    deadlineMs: z.number(),
    /** Of the simulator. */
    simulatedDeadlineMs: z.number(),
    instructionBudget: z.int(),
    /** For counting on the simulator beside a GPU; left out when nothing was to be counted. */
    countersMs: z.number().optional(),
    bestMs: z.number().optional(),
    compileDeadlineMs: z.number(),
    /** Bytes. */
    compileMemoryBytes: z.int(),
    /** Abilities that a candidate was not refused for; left out when there were none. */
    allow: z.array(z.enum(abilityNames)).optional(),
  }),
  rungs: z.array(rungReport),
  ms: z.number(),
  kernels: z.array(kernelResources),
  /** What its kernels can do besides computing, from their PTX, what is refused first; left out when nothing was compiled. */
  abilities: z.array(abilitySchema).optional(),
  /** Whether what they compute depends on inputs alone; left out when nothing was compiled. */
  pure: z.boolean().optional(),
  /** What the candidate says that it is written for, by dim; left out when it says nothing and so claims everything. */
  claim: claimedDimsSchema.optional(),
  /**
   * What would pass the problem at this case without solving it; empty when nothing would, left out when nobody asked:
   * of a caller's tensors, of other dims than the problem's cases, without a device.
   */
  degenerate: z.array(degeneracySchema).optional(),
  /** A line for each launch that was begun; only the simulator counts. */
  counters: z.array(launchCounters).optional(),
  /** Of a GPU's verdict with counters: the case that the simulator counted on beside it. */
  counted: z.strictObject({ case: z.string(), dims: z.record(z.string(), z.int()) }).optional(),
  /** What the conditions leave out of warpsmith's own judgement, a sentence each; left out without conditions. */
  unjudged: z.array(z.string()).optional(),
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
  tolerance: appliedToleranceSchema,
  /** What the mismatch looks like, a sentence each, most telling first. */
  pattern: z.array(z.string()),
  /** `allowed`: the error that this element may have; left out where values must be equal. */
  samples: z.array(
    z.strictObject({ index: z.array(z.int()), actual: scalar, expected: scalar, allowed: z.number().optional() }),
  ),
});

const timedSeries = {
  /** CUDA-event time of the whole plan, the events' own cost taken off; milliseconds. */
  medianMs: z.number(),
  minMs: z.number(),
  /** 95% confidence interval of the median, from order statistics. */
  intervalMs: z.tuple([z.number(), z.number()]),
  /** How many runs in a row were averaged before the median was taken: several of a plan under 20 µs, else 1. */
  averaged: z.int(),
  /** Of each run. */
  samplesMs: z.array(z.number()),
};

const timing = z.strictObject({
  ...timedSeries,
  /** Under KernelBench's conditions: its own way of timing, whose mean its speed-ups are worked out from. */
  kernelBench: kernelBenchTimingSchema.optional(),
  /** What was taken off each sample: what two events add to the launches between them. */
  eventOverheadMs: z.number(),
  warmups: z.int(),
  /**
   * Before each run: "cold", emptied; "warm", as a run of the plan on the same data leaves it. Of `medianMs` and of
   * `graph`.
   */
  l2: z.enum(['cold', 'warm']),
  /** Beside a cold time, on demand. */
  warm: z.strictObject(timedSeries).optional(),
  /** The plan as a CUDA graph, where it has several launches; null when the driver could not keep it as one. */
  graph: z.strictObject(timedSeries).nullable().optional(),
  /** Sets of inputs, each at addresses of its own, that take turns. */
  inputSets: z.int(),
  /** Of the runs behind `medianMs`, those whose outputs are bit for bit those that were compared with what is expected. */
  checkedRuns: z.int(),
  telemetry: telemetrySchema,
  /** What may have made the time another than the plan's own, a sentence each. */
  warnings: z.array(z.string()),
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
    /**
     * What the source may not ask of the compiler, or what the compiled kernels may not do (`abilities`). `line` is 0 for
     * the source as a whole.
     */
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
    /** 0-based trial in which it was found, the seed of its inputs, and the family that they were drawn from. */
    trial: z.int(),
    trialSeed: z.int(),
    family: z.string().optional(),
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
    /** "repeatable": it was right before, on the same inputs; "time": in a timed run. */
    failed: z.enum(['correct', 'repeatable', 'time']),
    /** 0-based trial that failed first, the seed of its inputs, and the family that they were drawn from. */
    trial: z.int(),
    trialSeed: z.int(),
    family: z.string().optional(),
    /** Which repeat was wrong, from 1. */
    repeat: z.int().optional(),
    mismatches: z.array(mismatch),
    inputsChanged: z.array(z.string()),
    /** Bytes beside its tensors that it changed; left out when there are none. */
    outsideWrites: z.array(outsideWriteSchema).optional(),
    /** Outputs that changed after a timed run had ended; left out when there are none. */
    changedLate: z.array(z.string()).optional(),
  }),
  z.strictObject({
    ...common,
    outcome: z.literal('implausible'),
    failed: z.literal('time'),
    trials: z.int(),
    /** Why no right kernel takes so little time, with the figures. */
    reason: z.string(),
    timing,
    roofline: rooflineSchema,
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
    /** The same in ulps of the output's dtype, at the expected value or at the output's RMS where that is larger. */
    errorUlps: z.record(z.string(), z.number()).optional(),
    /** The tolerance of each output in the trial where it came closest to it. */
    tolerances: z.record(z.string(), appliedToleranceSchema).optional(),
    /** The input families of the trials, in their order. */
    families: z.array(z.string()).optional(),
    /**
     * Of them, those for which the candidate has another answer than the reference, whose own is not finite, or which
     * roundings alone take further than the cap of a tolerance: not held against it. Left out when there are none.
     */
    beyond: z.array(z.string()).optional(),
    /** Left out when nothing was repeated. */
    repeatability: repeatabilitySchema.optional(),
    /** Of a candidate that was judged on all cases: which these were. */
    generality: generalitySchema.optional(),
    /** Null when timing was switched off, and on the simulator. */
    timing: timing.nullable(),
    roofline: rooflineSchema.nullable(),
    /** Left out when nothing was timed, or when there is no baseline to compare with. */
    score: scoreSchema.optional(),
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
export type { Ability, AbilityName } from './policy/ability_schema.js';
export type { Generality, OutsideWrite, Repeatability } from './trials/trial_schema.js';
export type { Roofline, Score } from './roofline/roofline_schema.js';
