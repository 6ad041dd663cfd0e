/** What a verdict says of the least time that its problem can take. */
import { z } from 'zod';
import { ceilingsSchema } from './ceilings_schema.js';

export const rooflineSchema = z.strictObject({
  /** Each input read once, or as much as the problem declares, and each output written once. */
  bytes: z.number(),
  /** Of these, what has to pass between memory and L2 within the timed run: outputs may stay in L2. */
  memoryBytes: z.number(),
  /** Of the usual way to compute it, 0 when nobody says: more than a right kernel may need. */
  operations: z.number(),
  /** Who says so: the problem's header, or PyTorch of a module; left out without any, and in older verdicts. */
  operationsBy: z.enum(['declared', 'counted']).optional(),
  /** Milliseconds that the slowest part would take at the device's measured ceilings, without them at its peaks. */
  floorMs: z.number(),
  boundBy: z.enum(['memory', 'l2', 'arithmetic', 'launch']),
  /**
   * Milliseconds of `operations` at the unit's peak (where that is not known, its ceiling), where the kernel took less: it
   * does fewer of them, or faster ones, so that they are no part of `floorMs`. Left out otherwise, and in older verdicts.
   */
  usualMs: z.number().optional(),
  /**
   * Milliseconds at the peaks that follow from clocks and widths, which nothing beats, for what no right kernel goes
   * without: a time below it is refused. 0 where nothing is certain.
   */
  leastMs: z.number(),
  leastBy: z.enum(['memory', 'arithmetic']),
  /** By clocks and widths; null where they are not known. */
  peakBytesPerSecond: z.number().nullable(),
  peakOperationsPerSecond: z.number().nullable(),
  /** Null when they could not be measured. */
  ceilings: ceilingsSchema.nullable(),
  /** floorMs / medianMs; a little above 1 when a kernel does better than what the ceilings were measured with. */
  share: z.number(),
});

export type Roofline = z.infer<typeof rooflineSchema>;

export const scoreSchema = z.strictObject({
  /** (log baseline - log median) / (log baseline - log floor): 0 at the baseline, 1 at the floor. */
  value: z.number(),
  baselineMs: z.number(),
  /** The caller's own, or the time of the problem's reference. */
  baseline: z.enum(['given', 'reference']),
});

export type Score = z.infer<typeof scoreSchema>;
