/** Files with a record on each line of JSON, for benches that may be ended at any time and go on later. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** The last record of each key; none of a file that is not there. */
export function readLines<T>(path: string, schema: z.ZodType<T>, keyOf: (record: T) => string | number): T[] {
  if (!existsSync(path)) return [];
  const last = new Map<string | number, T>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const record = schema.parse(JSON.parse(line));
    last.set(keyOf(record), record);
  }
  return [...last.values()];
}

/** On the disk before the next problem is begun. */
export function appendLine(path: string, record: object): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${JSON.stringify(record)}\n`);
}
