import { z } from 'zod';
import { identifierSchema, planFields, sizeSchema, tensorSchema } from '../format/schema.js';

/** What a problem may be called; anything else is taken for a path. */
export const problemName = /^[a-z][a-z0-9_]*$/;

const dimsSchema = z.record(identifierSchema, z.int().min(1).max(Number.MAX_SAFE_INTEGER));

/** The header of a problem's .cu file: docs/formats.md. */
export const problemHeaderSchema = z.strictObject({
  ...planFields,
  name: z.string().regex(problemName, 'Expected lower-case words joined by _, such as "layer_norm".'),
  summary: z.string().min(1),
  dims: dimsSchema,
  cases: z.record(identifierSchema, dimsSchema).optional(),
  constants: z.record(identifierSchema, z.number()).optional(),
  inputs: z.record(identifierSchema, tensorSchema),
  outputs: z.record(identifierSchema, tensorSchema).refine((outputs) => Object.keys(outputs).length > 0, {
    message: 'Expected at least one output.',
  }),
  work: z
    .strictObject({ operations: sizeSchema, unit: z.enum(['f64', 'f32', 'f16', 'bf16', 'i8']).default('f32') })
    .optional(),
  tolerance: z.strictObject({ relative: z.number().min(0).max(1), absolute: z.number().min(0).max(1) }).optional(),
});

export type ProblemHeader = z.infer<typeof problemHeaderSchema>;
