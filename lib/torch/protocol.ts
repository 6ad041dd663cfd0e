/**
 * What warpsmith and its PyTorch helper say to each other, one schema a message; `docs/torch.md` tells what they mean. All
 * are strict: a field that one side does not know is a mistake of the other.
 */
import { z } from 'zod';
import { dtypeSchema } from '../format/dtype.js';
import { fillSchema } from '../format/schema.js';

/** A helper of another version is not talked to. */
export const protocolVersion = 1;

/** Values of module-level whole numbers by their names. */
const sizesSchema = z.record(z.string(), z.int());
const shapeSchema = z.array(z.int().min(0));
const countSchema = z.int().min(0);

/** What the helper says of itself before it is asked. `cuda` is null where PyTorch has no GPU, and `why` says why. */
export const readySchema = z.strictObject({
  protocol: z.literal(protocolVersion, { error: `Expected version ${protocolVersion} of the protocol.` }),
  python: z.string(),
  torch: z.string(),
  cuda: z.strictObject({ version: z.string(), device: z.string() }).nullable(),
  why: z.string().nullable(),
  /** Where allocations of a GPU are sent to: a socket's name, without a file (unix(7): abstract). */
  socket: z.string().min(1),
});
export type Ready = z.infer<typeof readySchema>;

/** One of the two; no union, whose errors don't say which field is wrong. */
export const firstLineSchema = z.strictObject({
  ready: readySchema.optional(),
  unfit: z.strictObject({ code: z.literal('no-torch'), message: z.string() }).optional(),
});

/**
 * Bytes that both processes see: a part of a mapped file, or of an allocation on a GPU, which has been sent to the helper's
 * socket under its number.
 */
export const memorySchema = z.union([
  z.strictObject({ file: z.string().min(1), offset: countSchema, bytes: countSchema }),
  z.strictObject({
    allocation: countSchema,
    /** Its bytes. */
    allocated: countSchema,
    /** The N of cuda:N. */
    device: countSchema,
    offset: countSchema,
    bytes: countSchema,
  }),
]);
export type Memory = z.infer<typeof memorySchema>;

const memoriesSchema = z.record(z.string(), memorySchema);
const moduleSchema = z.strictObject({ file: z.string().min(1), model: z.string().min(1) });
/** "convolutions", and not products, is PyTorch's own default. */
export const tf32Schema = z.union([z.boolean(), z.literal('convolutions')]);
const deviceSchema = z.string().regex(/^(cpu|cuda:\d+)$/, 'Expected "cpu" or "cuda:N".');

export const inputSchema = z.strictObject({
  name: z.string().min(1),
  from: z.enum(['argument', 'parameter', 'buffer']),
  path: z.string(),
  dtype: dtypeSchema,
  shape: shapeSchema,
  /** "made": no fill says how its values come about, only the helper can make them. */
  draw: z.union([fillSchema, z.literal('made')]),
});
export type DescribedInput = z.infer<typeof inputSchema>;
const constantSchema = z.strictObject({ name: z.string().min(1), value: z.number(), argument: z.string() });
const outputSchema = z.strictObject({ name: z.string().min(1), dtype: dtypeSchema, shape: shapeSchema });

export const describeSchema = moduleSchema.extend({ sizes: sizesSchema });
export const describedSchema = z.strictObject({
  sizes: sizesSchema,
  inputs: z.array(inputSchema),
  constants: z.array(constantSchema),
  outputs: z.array(outputSchema),
  /** Multiply-adds of matrix products and convolutions, each counted as two; 0 without any. */
  operations: z.number().min(0),
  doc: z.string(),
  training: z.boolean(),
  /** Two forwards on the same inputs differ. */
  random: z.boolean(),
});

export type Description = z.infer<typeof describedSchema>;

export const reduceSchema = moduleSchema.extend({
  mostElements: z.int().min(1),
  mostOperations: z.number().positive(),
  wanted: z.int().min(1),
});
export const reducedSchema = z.strictObject({
  sizes: z.array(sizesSchema),
  /** Where nothing fits: why, and the smallest sizes that were found to work. */
  why: z.string().optional(),
  smallest: sizesSchema.optional(),
});

export const loadSchema = moduleSchema.extend({
  /** Of the file's bytes, lower-case hexadecimal: a file that has other ones is refused. */
  sha256: z.string().optional(),
  sizes: sizesSchema,
  device: deviceSchema,
  precision: z.enum(['f64', 'f32']),
  tf32: tf32Schema,
  training: z.boolean(),
  /** Of the constructor, whose values of parameters and buffers are then kept for `make`. */
  seed: countSchema.optional(),
});
export const loadedSchema = z.strictObject({ model: countSchema, bytes: countSchema });

export const forwardSchema = z.strictObject({
  model: countSchema,
  inputs: memoriesSchema,
  outputs: memoriesSchema,
  /**
   * What operations come to is moved on the way, by an RMS share of it, in directions that the seed draws; with `overflow`,
   * what f32 can't hold becomes infinite.
   */
  roundings: z
    .strictObject({ share: z.number().positive(), seed: countSchema, overflow: z.boolean().optional() })
    .optional(),
});
export const forwardedSchema = z.strictObject({ ms: z.number().min(0) });

export const makeSchema = z.strictObject({
  model: countSchema,
  seed: countSchema,
  inputs: memoriesSchema,
  /** Seeds that will be asked for next, in this order: their inputs may be drawn meanwhile. */
  following: z.array(countSchema),
});
export const madeSchema = z.strictObject({});

/** Eager, or as `torch.compile` makes it with its own defaults. */
export const moduleWays = ['eager', 'compile'] as const;
export const moduleL2States = ['cold', 'warm', 'kernelbench'] as const;
/** A GPU's events, or on a CPU the clock on the wall. */
export const moduleClocks = ['events', 'wall'] as const;

export const timeSchema = moduleSchema.extend({
  sizes: sizesSchema,
  device: deviceSchema,
  how: z.enum(moduleWays),
  tf32: tf32Schema,
  training: z.boolean(),
  /** Of the inputs, which the file makes. */
  seed: countSchema,
  warmups: countSchema,
  /** So many runs, or fewer once they have taken `mostMs` together, but at least `fewest`. */
  runs: z.int().min(1),
  fewest: z.int().min(1),
  mostMs: z.number().positive(),
  /** "warm": a run on the same data goes before each. "kernelbench": emptied as KernelBench does it. */
  l2: z.enum(moduleL2States),
});
export const timedSchema = z.strictObject({
  /** Milliseconds of each run. */
  samples: z.array(z.number().min(0)).min(1),
  clock: z.enum(moduleClocks),
  /** In words: eager, or the compiler's backend and mode. */
  ran: z.string(),
  /** What was written, and read, to empty the L2; 0 where it was not. */
  l2Bytes: countSchema,
});

export const unloadSchema = z.strictObject({ model: countSchema });
export const unloadedSchema = z.strictObject({ bytes: countSchema });

export const forgetSchema = z.strictObject({ allocations: z.array(countSchema) });
export const forgottenSchema = z.strictObject({});

/** Each request, and what a reply brings when all went well. */
export const requests = {
  describe: { fields: describeSchema, ok: describedSchema },
  reduce: { fields: reduceSchema, ok: reducedSchema },
  load: { fields: loadSchema, ok: loadedSchema },
  forward: { fields: forwardSchema, ok: forwardedSchema },
  make: { fields: makeSchema, ok: madeSchema },
  time: { fields: timeSchema, ok: timedSchema },
  unload: { fields: unloadSchema, ok: unloadedSchema },
  forget: { fields: forgetSchema, ok: forgottenSchema },
} as const;

export type Does = keyof typeof requests;
export type Fields<D extends Does> = z.input<(typeof requests)[D]['fields']>;
export type Ok<D extends Does> = z.output<(typeof requests)[D]['ok']>;

export const failedSchema = z.strictObject({
  code: z.enum(['no-model', 'module-failed', 'bad-inputs', 'bad-outputs', 'out-of-memory', 'bad-request']),
  message: z.string(),
  /** The last lines of the traceback in the user's file. */
  trace: z.string(),
});
export type Failed = z.infer<typeof failedSchema>;

/** `id` is null in the reply to what the helper could not read. */
export const replySchema = z.union([
  z.strictObject({ id: z.int(), ok: z.record(z.string(), z.unknown()) }),
  z.strictObject({ id: z.int().nullable(), failed: failedSchema }),
]);
