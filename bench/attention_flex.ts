/** What `flex_attention.py` measured, read from its lines. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const ending = '-flex-attention.jsonl';

const lineSchema = z.looseObject({
  problem: z.string().optional(),
  what: z.string(),
  medianMs: z.number().nullable().default(null),
  right: z.boolean().optional(),
});

/**
 * The least median in ms of FlexAttention's ways for each problem ("flex", and "flex max-autotune" and the like where
 * they were measured), of results that were right. A line that is no such result, as the machine's, counts for nothing.
 */
export function flexMedians(lines: string): Map<string, number> {
  const medians = new Map<string, number>();
  for (const line of lines.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = lineSchema.safeParse(JSON.parse(line));
    if (!parsed.success) continue;
    const { problem, what, medianMs, right } = parsed.data;
    if (problem === undefined || !what.startsWith('flex') || medianMs === null || right !== true) continue;
    medians.set(problem, Math.min(medianMs, medians.get(problem) ?? Infinity));
  }
  return medians;
}

/** Those of the newest `DATE-flex-attention.jsonl` in a folder of results; none where there is no such file. */
export function newestFlexMedians(folder: string): Map<string, number> {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(ending)) : [];
  const newest = files.sort().at(-1);
  return newest === undefined ? new Map<string, number>() : flexMedians(readFileSync(join(folder, newest), 'utf8'));
}
