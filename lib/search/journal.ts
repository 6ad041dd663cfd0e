/**
 * A run folder. Everything lands in it as it happens, so that a run can be stopped at any moment and resumed:
 *
 *     run.json                     options
 *     journal.jsonl                events, see journal_events.ts
 *     candidates/PROBLEM/NNN.cu    each turn's candidate
 *     best/PROBLEM.cu              the best one so far
 *     run.lock                     while a process works in it
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WarpsmithError } from '../errors.js';
import { diskError } from './disk_error.js';
import { lockFolder } from './folder_lock.js';
import type { JournalEvent, NewJournalEvent } from './journal_events.js';
import { openJournalFile } from './journal_file.js';
import { readRunFile, runFileText, type RunOptions } from './run_options.js';

export interface Journal {
  readonly folder: string;
  readonly options: RunOptions;
  /** All events in order, those from before a resume included. */
  readonly events: readonly JournalEvent[];
  /** Writes an event through to the disk, and returns it as it stands there. Throws `disk-full`. */
  append(event: NewJournalEvent, usedMs: number): JournalEvent;
  /** Writes a turn's candidate; returns its path relative to the folder. Throws `disk-full`. */
  writeCandidate(problem: string, turn: number, source: string): string;
  /** Replaces the problem's best kernel in one step; returns its path relative to the folder. Throws `disk-full`. */
  writeBest(problem: string, source: string): string;
  /** Gives the folder back; to be called once, whatever happened. */
  close(): void;
}

/** Starts a run in a new or empty folder. Throws `run-folder` when it holds a run already, `disk-full`. */
export function createRunFolder(folder: string, options: RunOptions): Journal {
  const path = join(folder, 'run.json');
  onDisk(folder, () => mkdirSync(folder, { recursive: true }));
  const unlock = lockFolder(folder);
  try {
    if (existsSync(path)) {
      throw new WarpsmithError('run-folder', `${folder} holds a run already. Resume it, or name another folder.`);
    }
    onDisk(path, () => writeWhole(path, runFileText(options)));
    return openJournal(folder, options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Opens a run to resume it. Throws `run-folder` when there is none, when it is damaged or of a newer version, or when
 * another process works in it.
 */
export function openRunFolder(folder: string): Journal {
  const path = join(folder, 'run.json');
  if (!existsSync(path)) {
    throw new WarpsmithError('run-folder', `There is no run to resume in ${folder}: ${path} is missing.`);
  }
  const unlock = lockFolder(folder);
  try {
    return openJournal(folder, readRunFile(path), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function openJournal(folder: string, options: RunOptions, unlock: () => void): Journal {
  const file = openJournalFile(join(folder, 'journal.jsonl'));
  const events = [...file.events];

  function write(relative: string, source: string): string {
    const path = join(folder, relative);
    onDisk(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      writeWhole(path, source);
    });
    return relative;
  }

  return {
    folder,
    options,
    events,
    append(event, usedMs) {
      const whole: JournalEvent = { at: new Date().toISOString(), usedMs, ...event };
      file.append(whole);
      events.push(whole);
      return whole;
    },
    writeCandidate: (problem, turn, source) =>
      write(join('candidates', problem, `${String(turn).padStart(3, '0')}.cu`), source),
    writeBest: (problem, source) => write(join('best', `${problem}.cu`), source),
    close() {
      file.close();
      unlock();
    },
  };
}

/** A reader, or a run that is resumed, never meets half of it. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function onDisk(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw diskError(error, path, 'the journal and all files written before');
  }
}
