/**
 * The rungs `safe`, `correct` and `repeatable` on the simulator: the candidate's launches of every trial are its safe
 * run. Nothing is timed, and nothing that a candidate does takes the device from its process.
 */
import { hasCode, throwIfAborted } from '../errors.js';
import type { Command, SimulatedRun } from '../native/types.js';
import { type AnyFinding, type Judged, Passed, incorrect, requestOf, statusOfTrial } from './judged.js';
import { judgeRepeats } from './repeatable/repeatable.js';
import {
  type Unverified,
  brokenReference,
  candidateTooSlow,
  findingsOf,
  isUnsupported,
  noteRun,
  referenceTooSlow,
  unsafe,
  unsupported,
} from './simulated_findings.js';
import type { Simulator } from './simulator.js';
import type { Trial, TrialResult } from './trials/trial.js';
import type { Repeatability, RungName } from './verdict.js';

/** Blocks run in another order than before, at other addresses: once is what the time is worth. */
const repeats = 1;

export async function judgeOnSimulator(simulator: Simulator, judged: Judged): Promise<AnyFinding> {
  const passed = await correct(simulator, judged);
  if (!(passed instanceof Passed)) return passed;
  const { conditions } = judged.settled.recorded;
  const repeatability = conditions ? null : await repeatable(simulator, judged, passed.last);
  if (repeatability && 'outcome' in repeatability) return repeatability;
  const evidence = { ...passed.evidence, ...(repeatability ? { repeatability } : {}) };
  return { outcome: 'pass', failed: null, ...evidence, timing: null, roofline: null };
}

/** The rungs `safe` and `correct`, trial by trial. */
async function correct(simulator: Simulator, judged: Judged): Promise<AnyFinding | Passed> {
  const { settled, options, record, trials, code } = judged;
  const count = settled.recorded.trials;
  let passed: Passed | null = null;
  for (let number = 0; number < count; number++) {
    throwIfAborted(options.signal);
    if (number > 0) await code.refresh();
    const trial = await trials.begin(requestOf(judged, number));
    options.onProgress?.({ rung: 'safe', trial: number, trials: count });
    const ended = await execute(simulator, judged, trial, 'safe');
    if (ended) return ended;
    options.onProgress?.({ rung: 'correct', trial: number, trials: count });
    const result = await record.rung('correct', () => compare(simulator, judged, trial), statusOf);
    if ('outcome' in result) return result;
    if (result.kind === 'wrong') return incorrect('correct', trial, result);
    passed ??= new Passed(count, trial);
    passed.add(trial, result);
  }
  if (!passed) throw new Error('Expected at least one trial.');
  return passed;
}

function repeatable(simulator: Simulator, judged: Judged, last: Trial): Promise<AnyFinding | Repeatability> {
  const { options, record, settled } = judged;
  options.onProgress?.({ rung: 'repeatable' });
  const repeating = {
    device: simulator,
    deadlineMs: settled.recorded.simulatedDeadlineMs,
    execute: async (trial: Trial, then: Command[]) =>
      (await execute(simulator, judged, trial, null)) ?? finish(simulator, judged, then),
    finish: (commands: Command[]) => finish(simulator, judged, commands),
    runs: () => repeats,
  };
  const work = (): Promise<AnyFinding | Repeatability> => judgeRepeats(judged, last, repeating);
  return record.rung('repeatable', work, (found) => {
    if (!('outcome' in found)) return 'passed';
    return found.outcome === 'unverified' ? 'skipped' : 'failed';
  });
}

/** The candidate's part of a trial: null when it was flawless. `rung` is null when another one has it in its time. */
async function execute(
  simulator: Simulator,
  judged: Judged,
  trial: Trial,
  rung: RungName | null,
): Promise<AnyFinding | null> {
  const { settled, options, record } = judged;
  const { simulatedDeadlineMs: deadlineMs, instructionBudget } = settled.recorded;
  const commands = [...(await trial.prepare()), ...trial.launches()];
  const work = async (): Promise<SimulatedRun | null> => {
    try {
      return await simulator.run(commands, deadlineMs, { ...signalOf(options), instructionBudget });
    } catch (error) {
      if (isDeadline(error)) return null;
      throw error;
    }
  };
  let run: SimulatedRun | null;
  try {
    run = await (rung === null ? work() : record.rung(rung, work, statusOfRun));
  } catch (error) {
    if (!hasCode(error, 'bad-plan')) throw error;
    return { outcome: 'plan-error', failed: 'plan', problems: [{ where: 'launch', message: error.message }] };
  }
  // A loop that never ends passes its budget. That much time is no proof of one.
  if (run === null) return candidateTooSlow(settled.recorded);
  noteRun(judged, run);
  const findings = findingsOf(run, judged);
  const faults = findings.filter((finding) => !isUnsupported(finding));
  if (faults.length > 0) return unsafe(trial, faults);
  const [missing] = findings;
  return missing ? unsupported(missing, 'candidate') : null;
}

/** The rest of the trial: the reference's launches and the comparison. */
async function compare(simulator: Simulator, judged: Judged, trial: Trial): Promise<TrialResult | Unverified> {
  const ended = await finish(simulator, judged, await trial.judge());
  return ended ?? trial.result(judged.settled.recorded.simulatedDeadlineMs);
}

/** Runs what is not the candidate's. Rejects with `bad-problem` when the reference does what no right kernel does. */
async function finish(simulator: Simulator, judged: Judged, commands: Command[]): Promise<Unverified | null> {
  const { settled, options } = judged;
  const { simulatedDeadlineMs: deadlineMs } = settled.recorded;
  let run: SimulatedRun;
  try {
    // A reference ends: whatever it needs, no loop of it is taken for endless.
    run = await simulator.run(commands, deadlineMs, signalOf(options));
  } catch (error) {
    if (isDeadline(error)) return referenceTooSlow(deadlineMs);
    throw error;
  }
  const [finding] = findingsOf(run, judged);
  if (!finding) return null;
  if (isUnsupported(finding)) return unsupported(finding, 'reference');
  throw brokenReference(finding, judged.referencePath);
}

function statusOf(result: TrialResult | Unverified): 'passed' | 'failed' | 'skipped' {
  return 'outcome' in result ? 'skipped' : statusOfTrial(result);
}

function statusOfRun(run: SimulatedRun | null): 'passed' | 'failed' | 'skipped' {
  if (run === null || (run.findings.length > 0 && run.findings.every(isUnsupported))) return 'skipped';
  return run.findings.length === 0 ? 'passed' : 'failed';
}

function signalOf({ signal }: { signal?: AbortSignal }): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

function isDeadline(error: unknown): boolean {
  return hasCode(error, 'device-lost') && error.detail === 'DEADLINE';
}
