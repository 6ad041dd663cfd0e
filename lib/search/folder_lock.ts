/**
 * One process at a time in a run folder: a file with its owner's process id. The lock of a process that has ended is
 * taken over; the process's start time tells it from a later one with the same id.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { WarpsmithError } from '../errors.js';
import { diskError } from './disk_error.js';

const ownerSchema = z.object({ pid: z.int().positive(), host: z.string(), started: z.string().nullable() });
type Owner = z.infer<typeof ownerSchema>;

/** Takes the folder's lock and returns what gives it back. Throws `run-folder` when a living process holds it. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'run.lock');
  const text = JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) } satisfies Owner);
  while (true) {
    try {
      writeLock(path, text);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(error, path, 'all earlier runs');
    }
    takeAway(path, folder);
  }
}

/** How file systems say that they know no links. */
const linkless = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Creates the lock with its text in one step, as far as the file system can: one that is still empty would be taken for
 * that of a process that ended while writing it. Throws EEXIST when there is one.
 */
function writeLock(path: string, text: string): void {
  const own = `${path}.${process.pid}.new`;
  try {
    writeFileSync(own, text);
    linkSync(own, path);
  } catch (error) {
    if (!linkless.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    writeFileSync(path, text, { flag: 'wx' });
  } finally {
    rmSync(own, { force: true });
  }
}

/** Removes the lock of an ended process, and of no other. */
function takeAway(path: string, folder: string): void {
  const seen = readIfThere(path);
  if (seen === null) return;
  const owner = ownerOf(seen);
  if (owner && isAlive(owner)) {
    const where = owner.host === hostname() ? '' : ` on ${owner.host}`;
    throw new WarpsmithError(
      'run-folder',
      `Process ${owner.pid}${where} is working in ${folder}. Wait for it or stop it; if it is no longer there, ` +
        `delete ${path}.`,
    );
  }
  // Only one of several processes gets to rename it, and it must be the lock that was judged, not its successor.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) === seen) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Null for a lock that was never written to its end. */
function ownerOf(text: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function isAlive(owner: Owner): boolean {
  // Nothing can be known of another machine's processes.
  if (owner.host !== hostname()) return true;
  const started = startOf(owner.pid);
  return started !== null && (owner.started === null || owner.started === started);
}

/** Start time in clock ticks since boot, the 22nd field of /proc/PID/stat; null when there is no such process. */
function startOf(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second field may hold spaces, but is closed by the last parenthesis.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
