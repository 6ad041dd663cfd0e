import { WarpsmithError } from '../errors.js';
import { defaultCompileMemoryBytes } from './compile.js';
import type { AnyEngine } from './engine.js';
import type { Isolation } from './isolation.js';
import type { RungName, Verdict } from './verdict.js';

export interface VerifyOptions {
  /** Made with `Engine.open()`; without one, calls share an engine for `device`. */
  engine?: AnyEngine;
  /** "auto" (default), "cuda:N", "sim" or "none"; ignored when an engine is given. */
  device?: string;
  /** "none" (default) or "guarded", see `EngineOptions`; ignored when an engine is given. */
  isolation?: Isolation;
  /** Trials on fresh inputs, at least 1; default 5. */
  trials?: number;
  /** Seed of the first trial's inputs, a whole number below 2^53; a random one by default. The verdict records it. */
  seed?: number;
  /** Whether a right candidate is timed; default true. The simulator never times. */
  time?: boolean;
  /**
   * Whether a GPU runs the candidate with every access checked before it runs it as it is; default true. Without it a
   * wrong address takes the GPU from the process: for measurements of just that.
   */
  safe?: boolean;
  /** Milliseconds that one trial or one batch of timed runs may take on a GPU; default 10,000. */
  deadlineMs?: number;
  /** Milliseconds of the wall clock that a trial's candidate, or its reference, may take on the simulator; default 60,000. */
  simulatedDeadlineMs?: number;
  /**
   * Warp-instructions of one warp after which the simulator takes a candidate's loop for endless; default 2^23, which
   * is beyond what one thread needs for a whole small case.
   */
  instructionBudget?: number;
  /** Milliseconds that the compiler may take; default 60,000. */
  compileDeadlineMs?: number;
  /** Bytes of memory that the compiler may take for one source, used or not; default 4 GiB. */
  compileMemoryBytes?: number;
  /** What messages call the candidate, such as its file name. */
  name?: string;
  signal?: AbortSignal;
  /** Called when a rung begins, and before each trial. */
  onProgress?: (progress: { rung: RungName; trial?: number; trials?: number }) => void;
}

export interface SettledOptions {
  seed: number;
  recorded: Verdict['options'];
}

function check(name: string, value: number, low: number, high: number): number {
  if (!Number.isFinite(value) || value < low || value > high) {
    throw new WarpsmithError('bad-option', `Expected ${name} from ${low} to ${high} but found ${value}.`);
  }
  return value;
}

function checkInteger(name: string, value: number, low: number, high: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new WarpsmithError('bad-option', `Expected a whole number for ${name} but found ${value}.`);
  }
  return check(name, value, low, high);
}

/** The options with their defaults. Throws `bad-option`. */
export function settleOptions(options: VerifyOptions): SettledOptions {
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  return {
    seed: checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER - 1000),
    recorded: {
      trials: checkInteger('trials', options.trials ?? 5, 1, 1000),
      time: options.time ?? true,
      safe: options.safe ?? true,
      deadlineMs: check('deadlineMs', options.deadlineMs ?? 10_000, 1, 3_600_000),
      simulatedDeadlineMs: check('simulatedDeadlineMs', options.simulatedDeadlineMs ?? 60_000, 1, 3_600_000),
      instructionBudget: checkInteger('instructionBudget', options.instructionBudget ?? 2 ** 23, 1, 2 ** 40),
      compileDeadlineMs: check('compileDeadlineMs', options.compileDeadlineMs ?? 60_000, 1, 3_600_000),
      compileMemoryBytes: checkInteger(
        'compileMemoryBytes',
        options.compileMemoryBytes ?? defaultCompileMemoryBytes,
        2 ** 20,
        2 ** 50,
      ),
    },
  };
}
