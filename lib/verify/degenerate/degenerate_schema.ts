/** What a verdict says of a problem that can be answered without solving it. */
import { z } from 'zod';

export const impostorNames = ['zeros', 'constant', 'input', 'other seed'] as const;

export const degeneracySchema = z.strictObject({
  /** What passes though it computes nothing. */
  by: z.enum(impostorNames),
  output: z.string(),
  /** For people. */
  sentence: z.string(),
});

export type Degeneracy = z.infer<typeof degeneracySchema>;
