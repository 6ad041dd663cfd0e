/** Guarded engines over the fake driver: kernels named `fault…` fault there, those named `hang…` never end. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuardedEngine, type GuardedOptions } from '../../lib/guard/guarded_engine.js';
import type { VerifyOptions } from '../../lib/verify/options.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { verifyKernel } from '../../lib/verify/verify_kernel.js';
import { fakeDriver } from '../native/fake_driver/build.js';
import { needsFakeDriver } from '../native/fake_driver/run_scenario.js';
import { candidate, tensors } from '../native/fake_driver/scenarios/sample.js';

const kernels = ['k', 'fault_k', 'hang_k'].map((name) => `${name}=8,8,4`).join(';');

/** To be called within a `describe`: processes that are started meanwhile have the fake driver. */
export function onFakeGpu(): void {
  needsFakeDriver();
  const before_ = { ...process.env };
  before(() => {
    Object.assign(process.env, {
      WARPSMITH_CUDA_DRIVER: fakeDriver(),
      FAKE_CUDA_PARAMETERS: kernels,
      FAKE_CUDA_COMPARED: '1',
    });
  });
  after(() => {
    for (const name of ['WARPSMITH_CUDA_DRIVER', 'FAKE_CUDA_PARAMETERS', 'FAKE_CUDA_COMPARED']) {
      if (before_[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before_[name];
    }
  });
}

export function openGuarded(options: Partial<GuardedOptions> = {}): Promise<GuardedEngine> {
  return GuardedEngine.open({ device: 'cuda:0', ...options });
}

/** A verdict on the kernel of that name; without its safe run, for these faults are to get through. */
export function judge(engine: GuardedEngine, kernel: string, options: VerifyOptions = {}): Promise<Verdict> {
  const more = { trials: 2, time: false, safe: false, deadlineMs: 30, seed: 1, name: kernel };
  return verifyKernel(candidate(kernel), tensors, { engine, ...more, ...options });
}

/** Waits until it holds; a condition that never does fails by the test's own timeout. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

/** Whether the process is there and no zombie. */
export function isAlive(pid: number | null): boolean {
  if (pid === null || !existsSync(`/proc/${pid}/stat`)) return false;
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** File descriptors of this process. */
export function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}
