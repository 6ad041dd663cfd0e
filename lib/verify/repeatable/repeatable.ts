/**
 * The rung `repeatable`: the last trial's inputs again, at other addresses and over other poison. What differs is data
 * of the verdict; a run that the tolerance does not allow is a wrong result, however rarely it comes.
 */
import { throwIfAborted } from '../../errors.js';
import type { Command } from '../../native/types.js';
import { Allocations } from '../allocations.js';
import type { Device } from '../device.js';
import { type AnyFinding, type Judged, incorrect } from '../judged.js';
import { scalar } from '../compare/mismatch_samples.js';
import { KeptOutputs, type Spread } from './repeats.js';
import type { Trial } from '../trials/trial.js';
import type { Repeatability } from '../verdict.js';

/** A repeat that takes longer gives a sign of life, for those who wait. */
const signMs = 1000;

/** What the two kinds of device do in their own ways. */
export interface Repeating {
  device: Device;
  /** Runs the first part of a trial, the candidate's launches included, and then own commands; a finding ends the rung. */
  execute(trial: Trial, then: Command[]): Promise<AnyFinding | null>;
  /** Runs commands of the project's own. */
  finish(commands: Command[]): Promise<AnyFinding | null>;
  /** How many repeats there are to be, by the milliseconds that the first one took. */
  runs(firstMs: number): number;
  deadlineMs: number;
}

class Tally {
  private runs = 0;
  private readonly outputs = new Map<string, { different: number; largestUlps: number }>();

  add(spreads: readonly Spread[]): void {
    this.runs++;
    for (const { output, different, largestUlps } of spreads) {
      const sofar = this.outputs.get(output.name) ?? { different: 0, largestUlps: 0 };
      this.outputs.set(output.name, {
        different: Math.max(sofar.different, different / output.count),
        largestUlps: Math.max(sofar.largestUlps, largestUlps),
      });
    }
  }

  get repeatability(): Repeatability {
    const entries = [...this.outputs];
    const outputs = entries.map(([name, { different, largestUlps }]): [string, Repeatability['outputs'][string]] => [
      name,
      { different, largestUlps: scalar(largestUlps) },
    ]);
    const identical = entries.every(([, { different }]) => different === 0);
    return { runs: this.runs, identical, outputs: Object.fromEntries(outputs) };
  }
}

/** @param last the last trial, which passed and whose outputs are still there. */
export async function judgeRepeats(
  judged: Judged,
  last: Trial,
  repeating: Repeating,
): Promise<AnyFinding | Repeatability> {
  const { device } = repeating;
  // Not the verdict's: timing needs the memory.
  const allocations = new Allocations(device.native, device.pool);
  try {
    const kept = await KeptOutputs.prepare(device, judged.contract, judged.settled.seed, allocations);
    return await compareRepeats(judged, last, repeating, kept);
  } finally {
    allocations.release();
  }
}

async function compareRepeats(
  judged: Judged,
  last: Trial,
  repeating: Repeating,
  kept: KeptOutputs,
): Promise<AnyFinding | Repeatability> {
  const { code, trials, settled, options } = judged;
  const { deadlineMs } = repeating;
  let ended = await repeating.finish(await kept.keep(last.buffers.outputs));
  const tally = new Tally();
  for (let repeat = 1, runs = 1; repeat <= runs && !ended; repeat++) {
    throwIfAborted(options.signal);
    await code.refresh();
    const { trial, seed, family } = last.facts;
    // A candidate that looks for poison finds numbers every other time.
    const poison = repeat % 2 === 1 ? 'number' : 'nan';
    const again = await trials.begin({ runSeed: settled.seed, trial, turn: trial + repeat, seed, family, poison });
    const started = performance.now();
    ended = await repeating.execute(again, await kept.compare(again.buffers.outputs));
    if (ended) break;
    const tookMs = performance.now() - started;
    if (repeat === 1) runs = repeating.runs(tookMs);
    if (tookMs > signMs) options.onProgress?.({ rung: 'repeatable' });
    const spreads = await kept.read();
    tally.add(spreads);
    if (spreads.every(({ different }) => different === 0)) continue;
    ended = await repeating.finish(await again.judge());
    const result = ended ? null : await again.result(deadlineMs);
    if (result?.kind === 'wrong') return incorrect('repeatable', again, result, repeat);
  }
  return ended ?? tally.repeatability;
}
