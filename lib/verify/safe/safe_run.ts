/**
 * The rung `safe` on a GPU: the candidate's launches with checks in them, on a trial's inputs, before the candidate
 * itself may run. A screen, whose checks are grouped, goes first; what it suspects an exact run looks at.
 */
import { hasCode, throwIfAborted } from '../../errors.js';
import type { Allocations } from '../allocations.js';
import type { Gpu } from '../gpu.js';
import { type AnyFinding, type Judged, namesOf } from '../judged.js';
import type { Trial } from '../trials/trial.js';
import { type CheckMode, checkedCodeOf } from './checked_code.js';
import { loadChecked } from './checked_module.js';
import { findingsOf } from './describe.js';
import { abortOffset } from './report.js';
import { SafePlan, type Violation } from './safe_plan.js';

/**
 * What the host waits for longer than the kernels' own deadline, milliseconds: inputs are made, and what waited for a
 * place on the GPU at the deadline still has to look at it, block by block.
 */
const marginMs = 5000;
/** An exact run gets so many times the deadline: it is slower, and not to blame the candidate for that. */
const preciseShare = 4;
/** Between two attempts to stop a run: one before the run has begun is overwritten. */
const pokeMs = 10;

type Ended = Extract<AnyFinding, { outcome: 'unsafe' | 'unverified' }>;

export class SafeRun {
  private screen: Promise<SafePlan> | null = null;
  private precise: Promise<SafePlan> | null = null;
  /** Once the screen suspected a candidate wrongly, it would do so in every trial. */
  private preciseOnly = false;

  constructor(
    private readonly gpu: Gpu,
    private readonly judged: Judged,
    private readonly allocations: Allocations,
  ) {}

  /**
   * One trial, at its addresses; null when the candidate did nothing that it may not do. Leaves the trial's inputs.
   * Rejects with `device-lost` when not even the checked launches end, with `bad-plan` when the driver refuses one, and
   * with `aborted`.
   */
  async trial(trial: Trial): Promise<Ended | null> {
    try {
      return await this.judge(trial);
    } catch (error) {
      if (hasCode(error, 'bad-ptx')) return cannotCheck(error.message);
      // The plan fits the device: its own launches were looked at when it was loaded.
      const cooperative = this.judged.candidate.plan.launches.some((launch) => launch.cooperative);
      if (!hasCode(error, 'bad-plan') || !cooperative) throw error;
      return cannotCheck('With the checks in it, a cooperative launch does not fit the device. Launch fewer blocks.');
    }
  }

  private async judge(trial: Trial): Promise<Ended | null> {
    const { deadlineMs } = this.judged.settled.recorded;
    this.forget();
    if (!this.preciseOnly) {
      const found = await this.run(await this.screenPlan(trial), trial, deadlineMs);
      if (!found) return null;
      if (!found.records.some(({ site }) => found.sites[site]?.kind === 'suspicion')) return this.unsafe(found, trial);
    }
    const found = await this.run(await this.precisePlan(trial), trial, preciseShare * deadlineMs);
    if (found) return this.unsafe(found, trial);
    this.preciseOnly = true;
    return null;
  }

  /** What an earlier trial left in the module's variables may not decide what this one does. */
  private forget(): void {
    if (this.judged.code.pure) return;
    this.screen = null;
    this.precise = null;
  }

  private screenPlan(trial: Trial): Promise<SafePlan> {
    this.screen ??= this.bind('screen', trial);
    return this.screen;
  }

  private precisePlan(trial: Trial): Promise<SafePlan> {
    this.precise ??= this.bind('precise', trial);
    return this.precise;
  }

  private async bind(mode: CheckMode, { plan }: Trial): Promise<SafePlan> {
    const { candidate, code, record } = this.judged;
    const checked = await checkedCodeOf(this.gpu, candidate, code.tensors, mode);
    record.unchecked = checked.checks.unchecked;
    return SafePlan.bind(this.gpu, await loadChecked(checked, this.allocations), plan, this.allocations);
  }

  private async run(plan: SafePlan, trial: Trial, deadlineMs: number): Promise<Violation | null> {
    const { options } = this.judged;
    throwIfAborted(options.signal);
    const running = plan.run(await trial.prepare(), trial.plan, deadlineMs, deadlineMs + marginMs);
    const violation = await this.stoppable(running, plan);
    throwIfAborted(options.signal);
    return violation;
  }

  /** Ends the launches when the signal fires. */
  private async stoppable<T>(running: Promise<T>, { report }: SafePlan): Promise<T> {
    const { signal } = this.judged.options;
    let timer: NodeJS.Timeout | undefined;
    // A poke that fails has nothing to stop: the run fails of the same.
    const poke = (): void => void this.gpu.poke(report, abortOffset, 1).catch(() => undefined);
    const stop = (): void => {
      poke();
      timer = setInterval(poke, pokeMs);
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await running;
    } finally {
      signal?.removeEventListener('abort', stop);
      clearInterval(timer);
    }
  }

  private unsafe(violation: Violation, { facts }: Trial): Ended {
    const { candidate, source, contract } = this.judged;
    const tensors = [...contract.inputs, ...contract.outputs, ...candidate.plan.workspaces];
    const findings = findingsOf(violation, { candidate, source, tensors });
    return { outcome: 'unsafe', failed: 'safe', ...namesOf(facts), findings };
  }
}

function cannotCheck(why: string): Ended {
  const advice = 'Only a candidate that you trust should run unchecked, with `safe: false`.';
  return { outcome: 'unverified', failed: null, reason: `The safe run cannot check this candidate. ${why}\n${advice}` };
}
