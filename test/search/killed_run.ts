/** Plays a run in processes that are killed one after the other, until they were so often, and then to its end. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { packagePath } from '../../lib/package_root.js';
import type { JournalEvent } from '../../lib/search/journal_events.js';
import { readJournal } from '../../lib/search/journal_file.js';
import type { RunOptions } from '../../lib/search/run_options.js';

export interface KillOptions {
  folder: string;
  options: RunOptions;
  kills: number;
  /** Requests that the server has seen. */
  requests: () => number;
  /** The longest that a process lives on before it is killed, in milliseconds. */
  lifeMs: number;
  /** From 0 to 1. */
  random: () => number;
}

/** The events that the processes left behind, and how many were killed. Rejects when one fails. */
export async function playAndKill(given: KillOptions): Promise<{ events: JournalEvent[]; killed: number }> {
  const { folder, options, kills, requests, lifeMs, random } = given;
  const path = join(folder, 'journal.jsonl');
  let killed = 0;
  // The next one loads its modules while this one works.
  let spare = new Child(folder);
  try {
    while (true) {
      const child = spare;
      await child.ready;
      const before = requests();
      child.process.send(options);
      if (killed === kills) {
        await child.toItsEnd();
        return { events: readJournal(path).events, killed };
      }
      spare = new Child(folder);
      const asks = (): boolean => requests() > before;
      await moment(path, { child, asks }, moments[killed % moments.length]!, random() * lifeMs);
      if (child.isOver)
        throw new Error(`Expected a process that is still there after ${killed} kills. ${child.complaint}`);
      child.process.kill('SIGKILL');
      const { signal } = await child.ended;
      if (signal !== 'SIGKILL') throw new Error(`Expected a killed process, found one that ended. ${child.complaint}`);
      killed++;
    }
  } finally {
    spare.process.kill('SIGKILL');
  }
}

/** A process that plays the run when it is sent its options. */
export class Child {
  readonly process: ChildProcess;
  readonly ready: Promise<unknown>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  complaint = '';
  isOver = false;

  constructor(folder: string) {
    const script = packagePath('dist', 'test', 'search', 'kill_child.js');
    this.process = fork(script, [folder], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.complaint += text));
    this.ended = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve({ code, signal })));
    void this.ended.then(() => (this.isOver = true));
    this.ready = Promise.race([once(this.process, 'message'), this.ended]);
  }

  async toItsEnd(): Promise<void> {
    const { code } = await this.ended;
    if (code !== 0) throw new Error(`Expected a process that ends well, found exit code ${code}. ${this.complaint}`);
  }
}

/**
 * Any moment since it was told to begin, which is before its first request as a rule; any since that; or right behind a
 * line of the journal, where the narrow gaps between two of them are.
 */
const moments = ['any', 'asking', 'behind-line', 'asking', 'behind-line'] as const;

async function moment(
  path: string,
  { child, asks }: { child: Child; asks: () => boolean },
  kind: (typeof moments)[number],
  ms: number,
): Promise<void> {
  const taken = takenUp(path);
  while (kind !== 'any' && !child.isOver && !asks()) await wait(1);
  await wait(ms);
  // Whoever ends twice over the same candidate is taken for its victim, and another answer is asked for.
  while (!child.isOver && taken.some((place) => !judgedIn(path, place))) await wait(1);
  if (kind === 'behind-line') await nextLine(path, child);
}

/** Resolves when the journal has grown, or the process has ended. */
async function nextLine(path: string, child: Child): Promise<void> {
  const size = sizeOf(path);
  while (!child.isOver && sizeOf(path) === size) await wait(1);
}

interface Place {
  problem: string;
  turn: number;
}

/** Turns whose candidates were being judged when the last process was killed. */
function takenUp(path: string): Place[] {
  const candidates = eventsOf(path).filter((event) => event.type === 'candidate');
  return candidates.filter((place) => !judgedIn(path, place));
}

function judgedIn(path: string, { problem, turn }: Place): boolean {
  return eventsOf(path).some(
    (event) =>
      (event.type === 'verdict' || event.type === 'repeated') && event.problem === problem && event.turn === turn,
  );
}

function eventsOf(path: string): JournalEvent[] {
  return existsSync(path) ? readJournal(path).events : [];
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
