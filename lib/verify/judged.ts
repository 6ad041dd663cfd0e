/** What judging a loaded candidate needs, whatever the device, and what the rungs hand on. */
import type { Contract } from '../problem/contract.js';
import type { InputFamily } from '../problem/families/families.js';
import { familyOf } from '../problem/families/rotation.js';
import type { Allocations } from './allocations.js';
import { trialSeed } from './conditions/conditions.js';
import type { CandidateCode } from './trials/candidate_code.js';
import type { TrialRequest, Trials } from './trials/trials.js';
import type { PlanToLoad } from './load_plan.js';
import type { SettledOptions, VerifyOptions } from './options.js';
import type { Trial, TrialFacts, TrialResult } from './trials/trial.js';
import type { AppliedTolerance } from './tolerance/tolerance_schema.js';
import type { Outcome, VerdictOf } from './verdict.js';
import type { Finding, VerdictRecord } from './verdict_record.js';

export interface Judged {
  source: string;
  contract: Contract;
  candidate: PlanToLoad;
  code: CandidateCode;
  trials: Trials;
  /** Given back when the verdict is there. */
  allocations: Allocations;
  /** The problem's file; null for tensors that the caller gave. */
  referencePath: string | null;
  settled: SettledOptions;
  options: VerifyOptions;
  record: VerdictRecord;
}

export type AnyFinding = Finding<Outcome>;

/** The request for a trial of the rung `correct`. */
export function requestOf({ contract, settled }: Pick<Judged, 'contract' | 'settled'>, trial: number): TrialRequest {
  const { seed } = settled;
  const family = familyOf(contract, trial, seed);
  return { runSeed: seed, trial, turn: trial, seed: trialSeed(settled, trial), family };
}

/** What the trials of a right candidate showed. */
export class Passed {
  /** The largest over all trials, by output, each with the tolerance of the trial that came closest to it. */
  readonly errorShare: Record<string, number> = {};
  readonly errorUlps: Record<string, number> = {};
  readonly tolerances: Record<string, AppliedTolerance> = {};
  readonly families: string[] = [];
  /** Of them, those that the problem has no answer for that a candidate could be held to, as the verdict's. */
  private readonly beyond: string[] = [];

  constructor(
    readonly trials: number,
    /** Its outputs are still there. */
    public last: Trial,
  ) {}

  add(trial: Trial, { errors, beyond }: TrialResult & { kind: 'right' }): void {
    this.last = trial;
    const { family } = trial.facts;
    const { name } = family;
    if (isDrawn(family) && !this.families.includes(name)) this.families.push(name);
    if (beyond && !this.beyond.includes(name)) this.beyond.push(name);
    for (const [output, { share, ulps, tolerance }] of Object.entries(errors)) {
      if (share >= (this.errorShare[output] ?? 0)) this.tolerances[output] = tolerance;
      this.errorShare[output] = Math.max(this.errorShare[output] ?? 0, share);
      this.errorUlps[output] = Math.max(this.errorUlps[output] ?? 0, ulps);
    }
  }

  /** What every pass carries of it. */
  get evidence(): Pick<
    VerdictOf<'pass'>,
    'trials' | 'families' | 'errorShare' | 'errorUlps' | 'tolerances' | 'beyond'
  > {
    const { trials, families, errorShare, errorUlps, tolerances, beyond } = this;
    return { trials, families, errorShare, errorUlps, tolerances, ...(beyond.length > 0 ? { beyond } : {}) };
  }
}

/** How verdicts name a trial. */
export function namesOf({ trial, seed, family }: TrialFacts): { trial: number; trialSeed: number; family?: string } {
  return { trial, trialSeed: seed, ...(isDrawn(family) ? { family: family.name } : {}) };
}

/** A caller's tensors are of no family. */
function isDrawn({ draws }: InputFamily): boolean {
  return draws.size > 0;
}

/** @param repeat of the rung `repeatable`, from 1. */
export function incorrect(
  failed: VerdictOf<'incorrect'>['failed'],
  { facts }: Trial,
  result: TrialResult & { kind: 'wrong' },
  repeat?: number,
): Finding<'incorrect'> {
  const { mismatches, inputsChanged, outsideWrites } = result;
  return {
    outcome: 'incorrect',
    failed,
    ...namesOf(facts),
    ...(repeat === undefined ? {} : { repeat }),
    mismatches,
    inputsChanged,
    ...(outsideWrites.length > 0 ? { outsideWrites } : {}),
  };
}

export function statusOfTrial({ kind }: TrialResult): 'passed' | 'failed' {
  return kind === 'right' ? 'passed' : 'failed';
}
