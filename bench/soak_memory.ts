/** What the soak watches: the memory of its processes and of the device, and the files that they hold open. */
import { readFileSync, readdirSync } from 'node:fs';
import { median } from '../lib/verify/statistics.js';

export interface MemorySample {
  /** Candidates that were done by then. */
  done: number;
  parentBytes: number;
  /** Of the process that judges; null in this process. */
  childBytes: number | null;
  deviceFreeBytes: number | null;
  openFiles: number;
}

/** Resident memory of a process, without the pages that stand for files; null when it has ended. */
export function residentBytes(pid: number): number | null {
  try {
    const kib = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  } catch {
    return null;
  }
}

export function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

export interface Growth {
  from: number;
  to: number;
  /** `to / from - 1`. */
  share: number;
}

/**
 * From the third tenth of the samples, when everything is warm (the compiler's cache, of 512 sources, is full), to the
 * last tenth; medians. Null for fewer than twenty samples.
 */
export function growthOf(
  samples: readonly MemorySample[],
  read: (sample: MemorySample) => number | null,
): Growth | null {
  const values = samples.map(read).filter((value) => value !== null);
  const tenth = Math.floor(values.length / 10);
  if (tenth < 2) return null;
  const from = median(values.slice(2 * tenth, 3 * tenth));
  const to = median(values.slice(-tenth));
  return { from, to, share: to / from - 1 };
}
