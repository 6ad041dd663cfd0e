/**
 * A problem's module as a candidate of its own: in f32, as users run it, beside the f64 that candidates are judged by. What
 * the trials find wrong then is the problem's, or the tolerance's.
 */
import type { Problem } from '../lib/problem/problem.js';
import { atCase } from '../lib/problem/problem.js';
import { familyOf } from '../lib/problem/families/rotation.js';
import { Allocations } from '../lib/verify/allocations.js';
import { degeneracyOf } from '../lib/verify/degenerate/degenerate.js';
import type { Engine } from '../lib/verify/engine.js';
import type { LoadedPlan } from '../lib/verify/load_plan.js';
import { prepareReference } from '../lib/verify/reference.js';
import { Places } from '../lib/verify/trials/places.js';
import { loadReference } from '../lib/verify/trials/reference_run.js';
import { type TrialCode, Trials, tenantsOf } from '../lib/verify/trials/trials.js';
import type { Mismatch } from '../lib/verify/verdict.js';

/** What the module's own outputs take no plan for. */
const nothing: LoadedPlan = { launches: [], fills: [], planned: [], poison: [], resources: [], tensors: 0 };
const noCode: TrialCode = { workspaces: [], mapped: new Set(), bind: () => Promise.resolve(nothing) };

export interface ItselfOptions {
  trials: number;
  seed: number;
  deadlineMs: number;
  /** Whether it is asked what would pass without computing anything. */
  degenerate: boolean;
  signal: AbortSignal;
}

export interface Itself {
  agrees: boolean;
  /** The input families of the trials, up to the first that it does not agree in. */
  families: string[];
  /** The largest error of an agreeing output, as a share of what is allowed. */
  largestShare: number;
  /** What was wrong in the last trial, a sentence each. */
  why: string[];
  /** What would pass without solving the problem, a sentence each; null when that was not asked, or can't be. */
  degenerate: string[] | null;
}

/** Rejects with what the module, its process or the device says. */
export async function judgeByItself(
  engine: Engine,
  problem: Problem,
  caseName: string,
  { trials: count, seed, deadlineMs, degenerate, signal }: ItselfOptions,
): Promise<Itself> {
  const { device } = engine;
  const { torch } = problem;
  if (!device || !torch) throw new Error('Expected a device, and a problem with a module.');
  const loaded = atCase(problem, caseName);
  const { contract } = loaded;
  const inPrecision = (precision: 'f32' | 'f64') =>
    prepareReference(engine, { ...loaded, problem: { ...problem, torch: { ...torch, precision } } }, { deadlineMs });
  const [judge, own] = [await inPrecision('f64'), await inPrecision('f32')];
  if (judge.kind !== 'module' || own.kind !== 'module') throw new Error('Expected modules.');
  const allocations = new Allocations(device.native, device.pool);
  const found: Itself = { agrees: true, families: [], largestShare: 0, why: [], degenerate: null };
  try {
    const places = await Places.allocate(device, tenantsOf(contract, noCode), allocations);
    const reference = await loadReference(device, contract, judge, places, allocations);
    const candidate = await loadReference(device, contract, own, places, allocations);
    if (candidate.kind !== 'module') throw new Error('Expected a module.');
    const expectation = { kind: 'reference', reference } as const;
    const trials = await Trials.prepare(device, contract, noCode, places, expectation, allocations);
    for (let number = 0; number < count && found.agrees; number++) {
      signal.throwIfAborted();
      const family = familyOf(contract, number, seed);
      const trial = await trials.begin({ runSeed: seed, turn: number, seed: seed + number, family });
      const { inputs, outputs } = trial.buffers;
      // A GPU's memory is sent to a process once for each module: none may have it while the other one's turn begins.
      await device.run(await trial.prepare(), deadlineMs);
      await judge.module.letGo();
      await device.run(candidate.module.forward(inputs, outputs), deadlineMs);
      await own.module.letGo();
      await device.run(await trial.judge(), deadlineMs);
      const result = await trial.result(deadlineMs);
      await judge.module.letGo();
      found.families.push(family.name);
      if (result.kind === 'right') {
        for (const { share } of Object.values(result.errors)) found.largestShare = Math.max(found.largestShare, share);
      } else {
        found.agrees = false;
        found.why.push(...result.mismatches.map(sentenceOf));
        for (const name of result.inputsChanged) found.why.push(`The input "${name}" was changed.`);
      }
    }
  } finally {
    await allocations.letGo();
    allocations.release();
  }
  if (degenerate) {
    const impostors = await degeneracyOf(device, contract, judge, deadlineMs);
    found.degenerate = impostors?.map(({ sentence }) => sentence) ?? null;
  }
  return found;
}

function sentenceOf({ output, wrong, total, pattern, samples, tolerance }: Mismatch): string {
  const [sample] = samples;
  const values = sample ? `, such as ${sample.actual} for ${sample.expected}` : '';
  return `${wrong} of ${total} elements of "${output}" are wrong${values}. ${[...pattern, tolerance.why ?? ''].join(' ')}`.trim();
}
