/** What judging a loaded candidate needs, whatever the device. */
import type { Contract } from '../problem/contract.js';
import type { TrialResult, Trials } from './correct.js';
import type { LoadedPlan, PlanToLoad } from './load_plan.js';
import type { SettledOptions, VerifyOptions } from './options.js';
import type { Outcome } from './verdict.js';
import type { Finding, VerdictRecord } from './verdict_record.js';

export interface Judged {
  source: string;
  contract: Contract;
  candidate: PlanToLoad;
  loaded: LoadedPlan;
  trials: Trials;
  /** The problem's file; null for tensors that the caller gave. */
  referencePath: string | null;
  settled: SettledOptions;
  options: VerifyOptions;
  record: VerdictRecord;
}

export type AnyFinding = Finding<Outcome>;

/** The largest share of the tolerance over all trials, by output. */
export class ErrorShares {
  readonly largest: Record<string, number> = {};

  add({ errorShare }: TrialResult & { kind: 'right' }): void {
    for (const [name, share] of Object.entries(errorShare)) {
      this.largest[name] = Math.max(this.largest[name] ?? 0, share);
    }
  }
}

export function incorrect({ settled }: Judged, trial: number, result: TrialResult & { kind: 'wrong' }): AnyFinding {
  const { mismatches, inputsChanged } = result;
  return { outcome: 'incorrect', failed: 'correct', trial, trialSeed: settled.seed + trial, mismatches, inputsChanged };
}

export function statusOfTrial({ kind }: TrialResult): 'passed' | 'failed' {
  return kind === 'right' ? 'passed' : 'failed';
}
