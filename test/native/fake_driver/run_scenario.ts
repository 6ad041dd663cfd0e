/** Runs a script of `scenarios/` in a process of its own, over the fake driver. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeDriver, whyNot } from './build.js';

/** Bytes of the parameters of the kernels in the scenarios. */
const parameters = ['k', 'fault_k', 'hang_k', 'refuse_k'].map((name) => `${name}=8,8,4`).join(';');

/** Long enough for a busy machine; a scenario takes a second, and one that does not end by itself fails. */
const deadlineMs = 60_000;

export interface Ran<T> {
  /** What the script reported. */
  report: T;
  /** What the driver was asked to do, in order: its launches, allocations and so on. */
  log: string[];
}

export async function runScenario<T>(
  name: string,
  environment: Record<string, string> = {},
  flags: string[] = [],
): Promise<Ran<T>> {
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-scenario-'));
  const logFile = join(folder, 'log');
  const script = join(import.meta.dirname, 'scenarios', `${name}.js`);
  const child = spawn(process.execPath, ['--enable-source-maps', ...flags, script], {
    env: {
      ...process.env,
      WARPSMITH_CUDA_DRIVER: fakeDriver(),
      FAKE_CUDA_PARAMETERS: parameters,
      FAKE_CUDA_LOG: logFile,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  try {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const [status, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (...ended) => resolve(ended));
    });
    const ended = signal === 'SIGKILL' ? 'did not end by itself' : `ended with ${signal ?? status ?? 'nothing'}`;
    assert(status === 0, `the scenario ${name} ${ended}:\n${stderr}${stdout}`);
    const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n') : [];
    return { report: JSON.parse(stdout) as T, log };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** To be called within a `describe`: skips its tests, with the reason, where the fake driver cannot be built. */
export function needsFakeDriver(): void {
  before(function () {
    const reason = whyNot();
    if (reason === null) return;
    for (const test of this.test?.parent?.tests ?? []) test.title += ` (skipped: ${reason})`;
    this.skip();
  });
}
