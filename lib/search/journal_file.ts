/** The file under a journal: whole lines, each on the disk before the next step is taken. */
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { messageOf, WarpsmithError } from '../errors.js';
import { journalEventSchema, type JournalEvent } from './journal_events.js';
import { diskError } from './disk_error.js';

export interface JournalFile {
  /** What was there when it was opened. */
  readonly events: readonly JournalEvent[];
  append(event: JournalEvent): void;
  close(): void;
}

/**
 * Opens or creates a journal. A last line that a crash cut in two is dropped from the file. Throws `run-folder` when any
 * other line is broken, `disk-full` when an event can't be written.
 */
export function openJournalFile(path: string): JournalFile {
  const descriptor = openSync(path, 'a');
  try {
    const { events, wholeBytes } = readJournal(path);
    if (wholeBytes !== null) ftruncateSync(descriptor, wholeBytes);
    let written = events.length;
    return {
      events,
      append(event) {
        try {
          writeWhole(descriptor, Buffer.from(`${JSON.stringify(event)}\n`));
        } catch (error) {
          throw diskError(error, path, `the ${written} events before this one`);
        }
        written++;
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * The events of a journal, and the bytes of its whole lines when there is more behind them (else null). Throws
 * `run-folder` when a line that is whole is broken.
 */
export function readJournal(path: string): { events: JournalEvent[]; wholeBytes: number | null } {
  // A device or a pipe holds no history, and reading it may never end.
  if (!statSync(path).isFile()) return { events: [], wholeBytes: null };
  const bytes = readFileSync(path);
  const wholeBytes = bytes.lastIndexOf('\n') + 1;
  const lines = bytes.toString('utf8', 0, wholeBytes).split('\n').slice(0, -1);
  const events = lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
  return { events, wholeBytes: wholeBytes === bytes.length ? null : wholeBytes };
}

function parseLine(line: string, place: string): JournalEvent {
  const advice = 'The journal was changed or damaged: restore it, or start a new run.';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new WarpsmithError('run-folder', `${place} is no JSON: ${messageOf(cause)}. ${advice}`, { cause });
  }
  const parsed = journalEventSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new WarpsmithError('run-folder', `${place}: ${issue.path.join('.')}: ${issue.message}. ${advice}`);
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
  fsyncSync(descriptor);
}
