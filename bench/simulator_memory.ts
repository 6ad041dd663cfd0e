/**
 * A process of its own for one measurement of memory: reads a JSON of `MemoryRequest` from its first argument and prints
 * a JSON of `MemoryResult`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { prepare, timeLaunch, type Subject } from './simulated_launch.js';

export interface MemoryRequest {
  subject: Subject;
  ptxFile: string;
  workers: number;
  races: boolean;
}

export interface MemoryResult {
  tensorBytes: number;
  /** Resident bytes before the tensors were made, and the most there were from then on. */
  baselineBytes: number;
  peakBytes: number;
  ms: number;
}

function statusBytes(field: 'VmRSS' | 'VmHWM'): number {
  const text = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024;
}

const request = JSON.parse(process.argv[2] ?? '') as MemoryRequest;
const { subject, ptxFile, workers, races } = request;
const ptx = readFileSync(ptxFile, 'utf8');
// A launch over nothing first, so that code and threads are there before the baseline is taken.
const small = { ...subject, tensors: subject.tensors.map(() => 1), scalars: subject.scalars.map(() => 0) };
await timeLaunch(await prepare(ptx, small, workers), races);
// Forgets the peak up to now (proc_pid_clear_refs(5)).
writeFileSync('/proc/self/clear_refs', '5');
const baselineBytes = statusBytes('VmRSS');
const { ms } = await timeLaunch(await prepare(ptx, subject, workers), races);
const tensorBytes = subject.tensors.reduce((sum, count) => sum + 4 * count, 0);
const result: MemoryResult = { tensorBytes, baselineBytes, peakBytes: statusBytes('VmHWM'), ms };
process.stdout.write(JSON.stringify(result));
