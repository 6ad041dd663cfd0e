/** The rungs `safe`, `correct`, `repeatable` and `time` on a GPU. */
import { hasCode, throwIfAborted } from '../errors.js';
import type { Command } from '../native/types.js';
import type { Gpu } from './gpu.js';
import { type AnyFinding, type Judged, Passed, incorrect, requestOf, statusOfTrial } from './judged.js';
import { judgeRepeats } from './repeatable/repeatable.js';
import { baselineOf } from './roofline/baseline.js';
import { weigh } from './roofline/weigh.js';
import type { SafeRun } from './safe/safe_run.js';
import { bytesOfSet, isHuge } from './time/input_sets.js';
import { timeCandidate } from './time/time_candidate.js';
import type { Timed } from './time/time_plan.js';
import type { Trial, TrialResult } from './trials/trial.js';
import type { Repeatability, VerdictOf } from './verdict.js';

/** Repeats of a candidate, and of one whose run takes less than `shortMs` of the host's clock. */
const fewRepeats = 3;
const manyRepeats = 10;
const shortMs = 5;

/** @param safe null when the candidate is trusted: then it runs as it is. */
export async function judgeOnGpu(gpu: Gpu, judged: Judged, safe: SafeRun | null): Promise<AnyFinding> {
  const rungs = new GpuRungs(gpu, judged, safe);
  try {
    return await rungs.climb();
  } catch (error) {
    return rungs.findingOf(error);
  }
}

class GpuRungs {
  /** Where the candidate is, for what takes the device away. */
  private at: { failed: VerdictOf<'fault'>['failed']; trial: number | null } = { failed: 'correct', trial: 0 };

  constructor(
    private readonly gpu: Gpu,
    private readonly judged: Judged,
    private readonly safe: SafeRun | null,
  ) {}

  async climb(): Promise<AnyFinding> {
    await this.makeRoom();
    const passed = await this.correct();
    if (!(passed instanceof Passed)) return passed;
    const { conditions, time } = this.judged.settled.recorded;
    const repeatability = conditions ? null : await this.repeatable(passed.last);
    if (repeatability && 'outcome' in repeatability) return repeatability;
    const evidence = { ...passed.evidence, ...(repeatability ? { repeatability } : {}) };
    if (time) return this.time(evidence);
    return { outcome: 'pass', failed: null, ...evidence, timing: null, roofline: null };
  }

  /** Gives back the memory for emptying the L2 where tensors are so large that trials need it more. */
  private async makeRoom(): Promise<void> {
    const { contract, candidate } = this.judged;
    if (isHuge(bytesOfSet(contract, candidate.plan.workspaces))) await this.gpu.dropCoolingBuffer();
  }

  /** The rungs `safe` and `correct`, trial by trial. */
  private async correct(): Promise<AnyFinding | Passed> {
    const { judged, safe } = this;
    const { settled, record, trials, code } = judged;
    const count = settled.recorded.trials;
    let passed: Passed | null = null;
    for (let number = 0; number < count; number++) {
      if (number > 0) await code.refresh();
      const trial = await trials.begin(requestOf(judged, number));
      if (safe) {
        this.begin('safe', number);
        const ended = await record.rung('safe', () => safe.trial(trial), statusOfSafe);
        if (ended) return ended;
      }
      this.begin('correct', number);
      const result = await record.rung('correct', () => this.run(trial), statusOfTrial);
      if (result.kind === 'wrong') return incorrect('correct', trial, result);
      passed ??= new Passed(count, trial);
      passed.add(trial, result);
    }
    if (!passed) throw new Error('Expected at least one trial.');
    return passed;
  }

  /** The candidate as it is, on the inputs of the safe run if there was one, and what came of it. */
  private async run(trial: Trial): Promise<TrialResult> {
    const { deadlineMs } = this.judged.settled.recorded;
    const before = this.safe ? trial.poison() : await trial.prepare();
    await this.gpu.run([...before, ...trial.launches(), ...(await trial.judge())], deadlineMs);
    return trial.result(deadlineMs);
  }

  private repeatable(last: Trial): Promise<AnyFinding | Repeatability> {
    const { gpu, judged } = this;
    const { deadlineMs } = judged.settled.recorded;
    this.begin('repeatable', last.facts.trial);
    const repeating = {
      device: gpu,
      deadlineMs,
      execute: async (trial: Trial, then: Command[]): Promise<null> => {
        await gpu.run([...(await trial.prepare()), ...trial.launches(), ...then], deadlineMs);
        return null;
      },
      finish: async (commands: Command[]): Promise<null> => {
        await gpu.run(commands, deadlineMs);
        return null;
      },
      runs: (firstMs: number) => (firstMs < shortMs ? manyRepeats : fewRepeats),
    };
    return judged.record.rung('repeatable', () => judgeRepeats(judged, last, repeating), statusOfRepeats);
  }

  /** Times it; a wrong output of a timed run, and a time that cannot be, end the rung. */
  private async time(evidence: Passed['evidence'] & { repeatability?: Repeatability }): Promise<AnyFinding> {
    const { gpu, judged } = this;
    const { record, contract, code, settled } = judged;
    this.begin('time', null);
    await code.refresh();
    const timed = await record.rung('time', () => timeCandidate(gpu, judged), statusOfTimed);
    if (timed.kind === 'wrong') return wrongWhenTimed(judged, timed);
    const { timing } = timed;
    const { reason, roofline, score } = await weigh(gpu, contract, timing, () => baselineOf(gpu, judged));
    await this.makeRoom();
    const { trials, conditions } = settled.recorded;
    // What passes without doing the work is quicker than the work can be: KernelBench warns of it and counts it.
    if (reason !== null && conditions) timing.warnings.push(reason);
    else if (reason !== null) {
      record.note('time', 'failed', 0);
      return { outcome: 'implausible', failed: 'time', trials, reason, timing, roofline };
    }
    return { outcome: 'pass', failed: null, ...evidence, timing, roofline, ...(score ? { score } : {}) };
  }

  private begin(rung: VerdictOf<'fault'>['failed'], trial: number | null): void {
    const { options, settled } = this.judged;
    throwIfAborted(options.signal);
    this.at = { failed: rung, trial };
    const { trials } = settled.recorded;
    options.onProgress?.(trial === null || rung === 'repeatable' ? { rung } : { rung, trial, trials });
  }

  /** The candidate's part in an error; rethrows one that is not its own. */
  findingOf(error: unknown): AnyFinding {
    if (hasCode(error, 'bad-plan')) {
      return { outcome: 'plan-error', failed: 'plan', problems: [{ where: 'launch', message: error.message }] };
    }
    if (!hasCode(error, 'device-lost')) throw error;
    if (error.detail === 'DEADLINE') return { outcome: 'hang', ...this.at, message: error.message };
    return { outcome: 'fault', ...this.at, error: error.detail ?? 'unknown', message: error.message };
  }
}

function statusOfSafe(ended: Awaited<ReturnType<SafeRun['trial']>>): 'passed' | 'failed' | 'skipped' {
  if (ended === null) return 'passed';
  return ended.outcome === 'unsafe' ? 'failed' : 'skipped';
}

function statusOfRepeats(found: AnyFinding | Repeatability): 'passed' | 'failed' {
  return 'outcome' in found ? 'failed' : 'passed';
}

function statusOfTimed({ kind }: Timed): 'passed' | 'failed' {
  return kind === 'timed' ? 'passed' : 'failed';
}

function wrongWhenTimed({ contract }: Judged, timed: Extract<Timed, { kind: 'wrong' }>): AnyFinding {
  const late = timed.changedLate.map((output) => contract.outputs[output]?.name ?? String(output));
  return { ...incorrect('time', timed.trial, timed.result), ...(late.length > 0 ? { changedLate: late } : {}) };
}
