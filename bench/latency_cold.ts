/** The first verdict of a process: `latency_child.ts` judges, and tells in a line of JSON. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { packagePath } from '../lib/package_root.js';
import type { RungTimes } from './rung_times.js';

/** Milliseconds; those of a verdict are counted from when the engine is open. */
export interface ColdSample extends RungTimes {
  /** From the process's beginning to where its own modules are loaded. */
  loadedMs: number;
  /** From the process's beginning to where its engine is open. */
  openedMs: number;
  /** From where it was started, here, to where it has ended. */
  processMs: number;
}

/** Rejects with what the process wrote when its verdict is not the subject's. */
export async function judgeInFreshProcess(device: string, subject: string, salt: number): Promise<ColdSample> {
  const words = [packagePath('dist', 'bench', 'latency_child.js'), device, subject, String(salt)];
  const started = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 1 << 24 });
  const processMs = performance.now() - started;
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`Expected a line of JSON from a fresh process but found "${stdout}".`);
  return { ...(JSON.parse(line) as Omit<ColdSample, 'processMs'>), processMs };
}
