/** The tolerance as verdicts state it. */
import { z } from 'zod';

export const appliedToleranceSchema = z.strictObject({
  /** |actual - expected| <= relative * |expected| + absolute; of a derived one, `absolute` is that of a usual element. */
  relative: z.number(),
  absolute: z.number(),
  /** "derived", the name of a preset, "own", or "exact". */
  kind: z.string().optional(),
  /** What an element of the output's RMS may be off by, in ulps of the output's dtype. */
  ulps: z.number().optional(),
  /** Terms of a sum that a derived tolerance counts with. */
  reduction: z.number().optional(),
  /** Whether the expected values are those of a more precise reference. */
  reference: z.enum(['more precise', 'as precise', 'exact', 'given']).optional(),
  /** A sentence. */
  why: z.string().optional(),
});

export type AppliedTolerance = z.infer<typeof appliedToleranceSchema>;
