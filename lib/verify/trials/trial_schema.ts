/** The parts of a verdict that trials and repeats add. */
import { z } from 'zod';

/** Numbers that JSON cannot hold are written as strings, such as "Infinity". */
const scalar = z.union([z.number(), z.string()]);

/** Bytes beside a tensor that a candidate changed. */
export const outsideWriteSchema = z.strictObject({
  tensor: z.string(),
  side: z.enum(['before', 'after']),
  bytes: z.int(),
  /** From the tensor to the nearest of them: 1 for the byte next to it. */
  distance: z.int(),
});

/** Further runs on the last trial's inputs, each compared with the first one bit for bit. */
export const repeatabilitySchema = z.strictObject({
  runs: z.int(),
  identical: z.boolean(),
  outputs: z.record(
    z.string(),
    z.strictObject({
      /** The largest share of elements that differed, 0 to 1. */
      different: z.number(),
      /** How far at most, in ulps of the output's dtype; of integers the difference. */
      largestUlps: scalar,
    }),
  ),
});

/** What a candidate's header says it is written for, by dim: docs/formats.md. */
export const claimedDimsSchema = z.record(z.string(), z.string());

/** What a candidate was judged on beside the verdict's own case. */
export const generalitySchema = z.strictObject({
  /** The problem's cases that passed. */
  cases: z.array(z.string()),
  /** The problem's cases that the candidate does not claim. */
  unclaimed: z.array(z.string()),
  /** Dims that no header names, drawn within the claim and the problem's limits. */
  unseen: z.array(z.record(z.string(), z.int())),
});

export type OutsideWrite = z.infer<typeof outsideWriteSchema>;
export type Repeatability = z.infer<typeof repeatabilitySchema>;
export type Generality = z.infer<typeof generalitySchema>;
