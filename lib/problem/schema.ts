import { z } from 'zod';
import { dimRangesSchema, identifierSchema, planFields, sizeSchema, tensorSchema } from '../format/schema.js';

/** What a problem may be called; anything else is taken for a path. */
export const problemName = /^[a-z][a-z0-9_]*$/;

const dimsSchema = z.record(identifierSchema, z.int().min(1).max(Number.MAX_SAFE_INTEGER));

export const domainSchema = z.union(
  [
    z.enum(['any', 'positive', 'unit']),
    z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, {
      message: 'Expected [low, high] with low < high.',
    }),
  ],
  { error: 'Expected a domain: any, positive, unit (0 to 1) or [low, high].' },
);
export type DomainHeader = z.infer<typeof domainSchema>;

const specialKinds = ['zeros', 'subnormals', 'infinities', 'nans'] as const;
export type SpecialKind = (typeof specialKinds)[number];

/** An input: a tensor, and what its values may be beside what its fill draws. */
const inputSchema = tensorSchema.extend({
  domain: domainSchema.optional(),
  special: z
    .union([z.literal(true).transform((): SpecialKind[] => [...specialKinds]), z.array(z.enum(specialKinds)).min(1)], {
      error: `Expected true or a list of ${specialKinds.join(', ')}.`,
    })
    .optional(),
});

export const tolerancePresets = ['kernelbench', 'kernelbench-2024'] as const;
export type TolerancePreset = (typeof tolerancePresets)[number];

/** What a tolerance may be, for messages. */
export const toleranceExpected =
  `Expected a tolerance: derived, ${tolerancePresets.join(', ')}, { relative, absolute } with absolute in units of the ` +
  "output's RMS, or { rtol, atol } as allclose has them; relative, absolute and rtol from 0 to 1.";

/** A tolerance of one's own; lib/verify/tolerance/ says what each means. */
export const toleranceSchema = z.union(
  [
    z.enum(['derived', ...tolerancePresets]),
    z.strictObject({ relative: z.number().min(0).max(1), absolute: z.number().min(0).max(1) }),
    z.strictObject({ rtol: z.number().min(0).max(1), atol: z.number().min(0).max(Number.MAX_VALUE) }),
  ],
  { error: toleranceExpected },
);
export type ToleranceHeader = z.infer<typeof toleranceSchema>;

const precisions = ['f32', 'tf32', 'f16', 'bf16'] as const;
export type Precision = (typeof precisions)[number];

/** The header of a problem's .cu file: docs/formats.md. */
export const problemHeaderSchema = z.strictObject({
  ...planFields,
  name: z.string().regex(problemName, 'Expected lower-case words joined by _, such as "layer_norm".'),
  summary: z.string().min(1),
  dims: dimsSchema,
  cases: z.record(identifierSchema, dimsSchema).optional(),
  /** Sizes that the problem, and its reference, has a meaning for; with it, candidates are judged on others as well. */
  limits: dimRangesSchema.optional(),
  constants: z.record(identifierSchema, z.number()).optional(),
  inputs: z.record(identifierSchema, inputSchema),
  outputs: z.record(identifierSchema, tensorSchema).refine((outputs) => Object.keys(outputs).length > 0, {
    message: 'Expected at least one output.',
  }),
  work: z
    .strictObject({
      operations: sizeSchema.optional(),
      unit: z.enum(['f64', 'f32', 'f16', 'bf16', 'i8']).default('f32'),
      leastOperations: sizeSchema.optional(),
      bytes: sizeSchema.optional(),
    })
    .optional(),
  tolerance: toleranceSchema.optional(),
  reduction: sizeSchema.optional(),
  precision: z.enum(precisions, { error: `Expected one of ${precisions.join(', ')}.` }).optional(),
});

export type ProblemHeader = z.infer<typeof problemHeaderSchema>;
