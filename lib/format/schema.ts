/** The parts that headers of problems and of candidates have in common. */
import { z } from 'zod';
import { dtypeSchema } from './dtype.js';

/** A name that kernels' arguments and expressions can use. */
export const identifierSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Expected a name of letters, digits and _, beginning with a letter.')
  .refine((name) => !['ceildiv', 'min', 'max', '__proto__', 'constructor', 'prototype'].includes(name), {
    message: 'This name is taken; choose another.',
  });

/** Arithmetic over the dims; what it may hold is checked when it is evaluated. */
export const sizeSchema = z.union([z.int(), z.string().min(1)], {
  error: 'Expected a size: an integer or arithmetic over the dims, such as "ceildiv(N, 256)".',
});

const pair = z.tuple([z.number(), z.number()]);

export const fillSchema = z.union(
  [
    z.strictObject({ normal: pair }),
    z.strictObject({ uniform: pair }),
    z.strictObject({ integers: z.tuple([z.int(), z.int()]) }),
    z.strictObject({ constant: z.number() }),
    z.strictObject({ bernoulli: z.number().min(0).max(1) }),
  ],
  {
    error:
      'Expected one of { normal: [mean, deviation] }, { uniform: [low, high] }, { integers: [low, high] }, ' +
      '{ constant: value }, { bernoulli: p }.',
  },
);
export type Fill = z.infer<typeof fillSchema>;

export const tensorSchema = z.strictObject({
  type: dtypeSchema,
  shape: z.array(sizeSchema).max(8, 'Expected at most 8 dimensions.'),
  fill: fillSchema.optional(),
});

const dim3Schema = z.union([z.array(sizeSchema).min(1).max(3), sizeSchema.transform((size) => [size])], {
  error: 'Expected 1 to 3 sizes, each an integer or arithmetic over the dims, such as [M, "ceildiv(N, 256)"].',
});

/** One of a few numbers, such as the swizzles. */
function oneOf<const T extends number[]>(...numbers: T): z.ZodLiteral<T[number]> {
  return z.literal(numbers, { error: `Expected one of ${numbers.join(', ')}.` });
}

export const launchSchema = z.strictObject({
  kernel: z.string().min(1),
  grid: dim3Schema,
  block: dim3Schema,
  shared: sizeSchema.optional(),
  cluster: dim3Schema.optional(),
  cooperative: z.boolean().optional(),
  args: z.array(
    z.union([z.string().min(1), z.number()], {
      error: 'Expected a name, arithmetic over the dims, or a number.',
    }),
  ),
});

export const tensorMapSchema = z.strictObject({
  tensor: identifierSchema,
  box: z.array(sizeSchema).min(1).max(5),
  swizzle: oneOf(0, 32, 64, 128).default(0),
  l2: oneOf(0, 64, 128, 256).default(128),
  interleave: oneOf(0, 16, 32).default(0),
  elementStrides: z.array(z.int().min(1).max(8)).optional(),
  oob: z.enum(['zeros', 'nan']).default('zeros'),
});

/** What a candidate's header holds, and a problem's as well. */
export const planFields = {
  workspace: z.record(identifierSchema, tensorSchema).optional(),
  tensorMaps: z.record(identifierSchema, tensorMapSchema).optional(),
  launch: z.array(launchSchema).min(1, 'Expected at least one launch.').max(64, 'Expected at most 64 launches.'),
};

const expectedRange = 'Expected any, a size, [low, high], "multiple of N" or { multipleOf: N, from: low, to: high }.';

const rangeSize = z.int(expectedRange).min(1, expectedRange);

/** Sizes that a dim may have: of a candidate what it claims, of a problem what it has a meaning for. */
const dimRangeSchema = z.union(
  [
    z.literal('any'),
    rangeSize,
    z.string().regex(/^multiple of [1-9][0-9]{0,9}$/, expectedRange),
    z.tuple([rangeSize, rangeSize]).refine(([low, high]) => low <= high, expectedRange),
    z
      .strictObject({
        multipleOf: rangeSize.optional(),
        from: rangeSize.optional(),
        to: rangeSize.optional(),
      })
      .refine(({ from = 1, to = Number.MAX_SAFE_INTEGER }) => from <= to, expectedRange),
  ],
  { error: expectedRange },
);
export type DimRangeHeader = z.infer<typeof dimRangeSchema>;
export const dimRangesSchema = z.record(identifierSchema, dimRangeSchema);

export const planHeaderSchema = z.strictObject({ ...planFields, dims: dimRangesSchema.optional() });
export type PlanHeader = z.infer<typeof planHeaderSchema>;
export type LaunchHeader = z.infer<typeof launchSchema>;
export type TensorMapHeader = z.infer<typeof tensorMapSchema>;
export type TensorHeader = z.infer<typeof tensorSchema>;
