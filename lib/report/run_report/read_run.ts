/** A run folder as a report reads it: nothing is locked and nothing written, so a run that goes on can be looked at. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { messageOf, WarpsmithError } from '../../errors.js';
import type { JournalEvent } from '../../search/journal_events.js';
import { readJournal } from '../../search/journal_file.js';
import { readRunFile, type RunOptions } from '../../search/run_options.js';

export interface RecordedRun {
  folder: string;
  options: RunOptions;
  events: readonly JournalEvent[];
  /** Whether the journal ends in the middle of a line, as a crash leaves it; that line is not among the events. */
  cut: boolean;
}

/** More than any answer holds. */
const mostBytes = 4 * 1024 * 1024;

/** Throws `run-folder` when there is no run, or one that is damaged or of a newer version. */
export function readRun(folder: string): RecordedRun {
  const path = join(folder, 'run.json');
  if (!existsSync(path)) {
    const advice = 'Name a folder that `warpsmith run` or `warpsmith demo` wrote.';
    throw new WarpsmithError('run-folder', `Expected a run in ${folder} but ${path} is missing. ${advice}`);
  }
  const options = readRunFile(path);
  const journal = join(folder, 'journal.jsonl');
  // A run that was killed at once has options and nothing else.
  if (!existsSync(journal)) return { folder, options, events: [], cut: false };
  try {
    const { events, wholeBytes } = readJournal(journal);
    return { folder, options, events, cut: wholeBytes !== null };
  } catch (error) {
    if (error instanceof WarpsmithError) throw error;
    const message = `Expected a journal in ${journal} but cannot read it (${messageOf(error)}).`;
    throw new WarpsmithError('run-folder', message, { cause: error });
  }
}

/**
 * The text of a file that the journal names, null when it is missing, too large, or outside of the folder: a journal may
 * come from anywhere, and a report is made to be handed on.
 */
export function readInside(folder: string, relative: string): string | null {
  try {
    const path = realpathSync(join(folder, relative));
    const { size } = statSync(path);
    if (!path.startsWith(realpathSync(folder) + sep) || !statSync(path).isFile() || size > mostBytes) return null;
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
