/** What a journal holds, one JSON object a line. The schema version stands in run.json. */
import { z } from 'zod';
import { noCandidateReasons } from '../dialogue/no_candidate.js';
import { degeneracySchema } from '../verify/degenerate/degenerate_schema.js';
import { verdictSchema } from '../verify/verdict.js';

const common = {
  /** Wall-clock time in ISO 8601. */
  at: z.string(),
  /** Milliseconds of the budget that were used by then. */
  usedMs: z.number(),
};
const inTurn = {
  ...common,
  problem: z.string(),
  /** 1 for the problem's first; left out by older runs, which have one for each problem. */
  dialogue: z.int().positive().optional(),
  /** Counted over all of the problem's dialogues. */
  turn: z.int().positive(),
};

const usage = z.strictObject({
  promptTokens: z.int(),
  completionTokens: z.int(),
  reasoningTokens: z.int(),
  cachedTokens: z.int(),
  /** What the server said that it cost, in US dollars. */
  dollars: z.number().optional(),
});

export const journalEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('run-started'), resumed: z.boolean() }),
  /** What would pass without solving the problem, asked before anything was spent on it; empty when nothing would. */
  z.strictObject({
    ...common,
    type: z.literal('problem-probed'),
    problem: z.string(),
    degenerate: z.array(degeneracySchema),
  }),
  /** `task` is the first message of a dialogue that starts from nothing. */
  z.strictObject({ ...common, type: z.literal('problem-started'), problem: z.string(), task: z.string() }),
  z.strictObject({
    ...common,
    type: z.literal('dialogue-started'),
    problem: z.string(),
    dialogue: z.int().positive(),
    /** The turn whose kernel it starts from; null when it starts from nothing. */
    from: z.int().positive().nullable(),
    /** What of that kernel it is to attack. */
    bottleneck: z.string().nullable(),
    /** Its first message; null when that is the task. */
    message: z.string().nullable(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('dialogue-stopped'),
    problem: z.string(),
    dialogue: z.int().positive(),
    reason: z.string(),
  }),
  z.strictObject({
    ...inTurn,
    type: z.literal('turn-started'),
    messages: z.int(),
    estimatedTokens: z.int(),
    /** Turns that the history bound left out. */
    leftOut: z.array(z.int()),
  }),
  z.strictObject({
    ...inTurn,
    type: z.literal('answer'),
    reasoning: z.string(),
    content: z.string(),
    finishReason: z.string(),
    usage: usage.nullable(),
    /** What was booked: the usage, or an estimate where the server reports none. */
    tokens: z.int(),
    /** What was booked in US dollars; null where no price is known, and left out by older runs. */
    dollars: z.number().nullable().optional(),
    ms: z.number(),
    firstTokenMs: z.number().nullable(),
  }),
  z.strictObject({ ...inTurn, type: z.literal('no-candidate'), reason: z.enum(noCandidateReasons) }),
  /** `file` is relative to the run folder. */
  z.strictObject({ ...inTurn, type: z.literal('candidate'), file: z.string() }),
  /** The candidate is that of turn `of`, but for comments and layout, and is not judged again. */
  z.strictObject({ ...inTurn, type: z.literal('repeated'), of: z.int().positive() }),
  z.strictObject({
    ...inTurn,
    type: z.literal('verdict'),
    verdict: verdictSchema,
    /** Milliseconds from the end of the candidate's text in the stream to its verdict; left out where nobody saw it end. */
    sinceCodeMs: z.number().optional(),
  }),
  z.strictObject({ ...inTurn, type: z.literal('best'), file: z.string(), medianMs: z.number().nullable() }),
  /** The text that the model reads next; with it the turn is complete. */
  z.strictObject({ ...inTurn, type: z.literal('feedback'), text: z.string() }),
  z.strictObject({ ...inTurn, type: z.literal('turn-failed'), code: z.string(), message: z.string() }),
  z.strictObject({ ...common, type: z.literal('problem-stopped'), problem: z.string(), reason: z.string() }),
  z.strictObject({ ...common, type: z.literal('run-stopped'), reason: z.string().nullable() }),
]);

export type JournalEvent = z.infer<typeof journalEventSchema>;
export type EventOf<T extends JournalEvent['type']> = Extract<JournalEvent, { type: T }>;
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** An event as it is reported; the journal adds when. */
export type NewJournalEvent = Without<JournalEvent, 'at' | 'usedMs'>;
