import { WarpsmithError, type ErrorCode } from '../errors.js';
import type { Verdict } from '../verify/verdict.js';

export const exitCodes = {
  pass: 0,
  /** The candidate failed; for a run: not every problem was solved. */
  failed: 1,
  /** Wrong usage, a file that can't be used, or a model server that refuses us. */
  usage: 2,
  /** No usable device, compiler, addon or PyTorch. */
  device: 3,
  /** Stopped by Ctrl-C; the shell's own number for it. */
  stopped: 130,
} as const;

const deviceErrors = new Set<ErrorCode>([
  'compiler-stuck',
  'device-lost',
  'device-out-of-memory',
  'engine-failed',
  'no-addon',
  'no-compiler',
  'no-device',
  'native',
  'no-torch',
  'torch-failed',
]);

export function exitCodeOfError(error: unknown): number {
  if (!(error instanceof WarpsmithError)) return exitCodes.failed;
  if (error.code === 'aborted') return exitCodes.stopped;
  return deviceErrors.has(error.code) ? exitCodes.device : exitCodes.usage;
}

export function exitCodeOfVerdict(verdict: Verdict): number {
  if (verdict.outcome === 'pass') return exitCodes.pass;
  return verdict.outcome === 'unverified' ? exitCodes.device : exitCodes.failed;
}
