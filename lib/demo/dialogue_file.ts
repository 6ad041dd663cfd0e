/** A recorded dialogue, as it lies in `demo/`. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf, WarpsmithError } from '../errors.js';

const dialogueSchema = z.strictObject({
  /** Where it comes from; shown when it is played. */
  note: z.string().min(1),
  problem: z.string().min(1),
  turns: z.array(z.strictObject({ reasoning: z.string(), answer: z.string().min(1) })).min(1),
});

export type RecordedDialogue = z.infer<typeof dialogueSchema>;
export type RecordedTurn = RecordedDialogue['turns'][number];

/** Reads a dialogue. Throws `bad-file` when it can't be read, is no YAML, or has not the expected fields. */
export function loadDialogue(path: string): RecordedDialogue {
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new WarpsmithError('bad-file', `Expected a recorded dialogue in ${path}: ${messageOf(cause)}`, { cause });
  }
  const parsed = dialogueSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path: at, message }) => `  ${at.join('.') || 'the file'}: ${message}`);
  throw new WarpsmithError('bad-file', `${path} is no recorded dialogue:\n${issues.join('\n')}`);
}
