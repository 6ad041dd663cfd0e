import { WarpsmithError } from '../errors.js';
import { defaultCompileMemoryBytes } from './compile/compile_request.js';
import { type ConditionsName, conditionsNames } from './conditions/conditions.js';
import { kernelBenchTrialSeeds } from './conditions/kernelbench.js';
import type { AnyEngine } from './engine.js';
import { type ToleranceHeader, toleranceExpected, toleranceSchema } from '../problem/schema.js';
import type { Isolation } from './isolation.js';
import { type L2Option, l2States } from './time/l2.js';
import { refusedNames } from './policy/ability_rules.js';
import type { AbilityName } from './policy/ability_schema.js';
import type { RungName, Verdict } from './verdict.js';

export interface VerifyOptions {
  /** Made with `Engine.open()`; without one, calls share an engine for `device`. */
  engine?: AnyEngine;
  /** "auto" (default), "cuda:N", "sim" or "none"; ignored when an engine is given. */
  device?: string;
  /** "none" (default) or "guarded", see `EngineOptions`; ignored when an engine is given. */
  isolation?: Isolation;
  /**
   * Trials on fresh inputs, at least 1; default 5. `verifyAllCases` runs as many on small cases as there are families of
   * inputs, when nothing is said.
   */
  trials?: number;
  /** Seed of the first trial's inputs, a whole number below 2^53; a random one by default. The verdict records it. */
  seed?: number;
  /**
   * How far outputs may be off, for real dtypes: "derived", which follows from dtype, sums and sizes; "kernelbench" or
   * "kernelbench-2024", as KernelBench judges; `{ rtol, atol }` as in allclose; `{ relative, absolute }` with `absolute` in
   * units of the output's RMS. By default the problem's own, else "derived".
   */
  tolerance?: ToleranceHeader;
  /**
   * "kernelbench" judges as KernelBench does (docs/torch.md), so that results can be laid beside published ones: inputs and
   * parameters under its seeds, a reference in f32, its five trials, its tolerance and its timing. For problems with a
   * PyTorch module; goes with no `trials` and no `tolerance`, which it has of its own. By default a candidate is judged
   * more strictly.
   */
  conditions?: ConditionsName;
  /** Whether a right candidate is timed; default true. The simulator never times. */
  time?: boolean;
  /**
   * State of the L2 before each timed run: "cold" (default), emptied; "warm", as a run on the same data leaves it; "both"
   * for a cold time with a warm one beside it.
   */
  l2?: L2Option;
  /**
   * Milliseconds that a timed candidate's score is counted from; by default the time of the problem's reference. Tensors
   * have no reference, and without this option no score.
   */
  baselineMs?: number;
  /**
   * Milliseconds of the best candidate so far, when only the best matters: the timing of one that takes more than twice
   * as long ends early, and its verdict says so. By default every timing goes on until the median is known.
   */
  bestMs?: number;
  /**
   * Whether a GPU runs the candidate with every access checked before it runs it as it is; default true. Without it a
   * wrong address takes the GPU from the process: for measurements of just that.
   */
  safe?: boolean;
  /**
   * Abilities of a candidate that are not refused, such as "clock"; `refusedNames` in `policy/ability_rules.ts` lists
   * what can be allowed. The verdict records them.
   */
  allow?: readonly AbilityName[];
  /** Milliseconds that one trial or one batch of timed runs may take on a GPU; default 10,000. */
  deadlineMs?: number;
  /** Milliseconds of the wall clock that a trial's candidate, or its reference, may take on the simulator; default 60,000. */
  simulatedDeadlineMs?: number;
  /**
   * Warp-instructions of one warp after which the simulator takes a candidate's loop for endless; default 2^23, which
   * is beyond what one thread needs for a whole small case.
   */
  instructionBudget?: number;
  /**
   * Milliseconds that the simulator may take, beside a GPU that has found a candidate right, to count what its launches
   * do; 0 (default) for not at all. `verifyAllCases` has it count on a small case. Influences no judgement.
   */
  countersMs?: number;
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

/** Of one case; the small ones of `verifyAllCases` have as many as there are families of inputs. */
export const defaultTrials = 5;

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

/** Milliseconds of any deadline. Throws `bad-option`. */
export function checkDeadline(name: string, ms: number): number {
  return check(name, ms, 1, 3_600_000);
}

function checkInteger(name: string, value: number, low: number, high: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new WarpsmithError('bad-option', `Expected a whole number for ${name} but found ${value}.`);
  }
  return check(name, value, low, high);
}

function checkL2(value: string): L2Option {
  const known = l2States.find((state) => state === value);
  if (known) return known;
  throw new WarpsmithError('bad-option', `Expected l2 to be "cold", "warm" or "both" but found "${value}".`);
}

function checkTolerance(value: unknown): ToleranceHeader {
  const parsed = toleranceSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new WarpsmithError('bad-option', `${toleranceExpected} Found ${JSON.stringify(value)}.`);
}

function checkConditions({ conditions, trials, tolerance }: VerifyOptions): ConditionsName {
  const known = conditionsNames.find((name) => name === conditions);
  if (!known) {
    throw new WarpsmithError(
      'bad-option',
      `Expected conditions to be "kernelbench" but found "${String(conditions)}".`,
    );
  }
  const own = [...(trials === undefined ? [] : ['trials']), ...(tolerance === undefined ? [] : ['tolerance'])];
  if (own.length === 0) return known;
  throw new WarpsmithError(
    'bad-option',
    `Expected no ${own.join(' and no ')} beside the conditions "${known}", which have them of their own. Leave one out.`,
  );
}

/** What conditions decide; without any, what the caller asks for. */
function settleTrials(options: VerifyOptions): Pick<SettledOptions['recorded'], 'conditions' | 'trials' | 'tolerance'> {
  if (options.conditions !== undefined) {
    const conditions = checkConditions(options);
    return { conditions, trials: kernelBenchTrialSeeds.length, tolerance: conditions };
  }
  return {
    trials: checkInteger('trials', options.trials ?? defaultTrials, 1, 1000),
    ...(options.tolerance === undefined ? {} : { tolerance: checkTolerance(options.tolerance) }),
  };
}

function checkAllow(names: readonly string[]): AbilityName[] {
  for (const name of names) {
    if (refusedNames.some((known) => known === name)) continue;
    const known = refusedNames.join(', ');
    throw new WarpsmithError('bad-option', `Expected allow to name one of ${known}, but found "${name}".`);
  }
  return refusedNames.filter((name) => names.includes(name));
}

/** For a run whose caller names no seed. */
export function drawSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/** The options with their defaults. Throws `bad-option`. */
export function settleOptions(options: VerifyOptions): SettledOptions {
  const { countersMs = 0 } = options;
  const seed = options.seed ?? drawSeed();
  return {
    seed: checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER - 1000),
    recorded: {
      ...settleTrials(options),
      time: options.time ?? true,
      l2: checkL2(options.l2 ?? 'cold'),
      ...(options.baselineMs === undefined ? {} : { baselineMs: check('baselineMs', options.baselineMs, 1e-6, 1e9) }),
      ...(options.bestMs === undefined ? {} : { bestMs: check('bestMs', options.bestMs, 1e-6, 1e9) }),
      safe: options.safe ?? true,
      deadlineMs: checkDeadline('deadlineMs', options.deadlineMs ?? 10_000),
      simulatedDeadlineMs: checkDeadline('simulatedDeadlineMs', options.simulatedDeadlineMs ?? 60_000),
      instructionBudget: checkInteger('instructionBudget', options.instructionBudget ?? 2 ** 23, 1, 2 ** 40),
      compileDeadlineMs: checkDeadline('compileDeadlineMs', options.compileDeadlineMs ?? 60_000),
      compileMemoryBytes: checkInteger(
        'compileMemoryBytes',
        options.compileMemoryBytes ?? defaultCompileMemoryBytes,
        2 ** 20,
        2 ** 50,
      ),
      ...(countersMs === 0 ? {} : { countersMs: checkDeadline('countersMs', countersMs) }),
      ...(options.allow === undefined || options.allow.length === 0 ? {} : { allow: checkAllow(options.allow) }),
    },
  };
}
