/**
 * The rungs `safe` and `correct` on the simulator: the candidate's launches of every trial are its safe run. Nothing is
 * timed, and nothing that a candidate does takes the device from its process.
 */
import { basename } from 'node:path';
import { WarpsmithError, hasCode, throwIfAborted } from '../errors.js';
import type { SimulatedRun } from '../native/types.js';
import type { TrialResult } from './correct.js';
import { convertFinding, withoutRepeats } from './findings.js';
import { findingDetails, findingTitle } from './finding_text.js';
import { type AnyFinding, ErrorShares, type Judged, incorrect, statusOfTrial } from './judged.js';
import type { Simulator } from './simulator.js';
import type { SafetyFinding } from './verdict.js';

type Unverified = Extract<AnyFinding, { outcome: 'unverified' }>;

/** What helps against a deadline. */
const advice = 'Choose a smaller case or a longer deadline.';

/** Characters of a candidate's output that a verdict keeps. */
const mostOutput = 4000;

export async function judgeOnSimulator(simulator: Simulator, judged: Judged): Promise<AnyFinding> {
  const { settled, options } = judged;
  const { trials } = settled.recorded;
  const shares = new ErrorShares();
  for (let trial = 0; trial < trials; trial++) {
    throwIfAborted(options.signal);
    options.onProgress?.({ rung: 'safe', trial, trials });
    const ended = await safe(simulator, judged, trial);
    if (ended) return ended;
    options.onProgress?.({ rung: 'correct', trial, trials });
    const result = await correct(simulator, judged, trial);
    if ('outcome' in result) return result;
    if (result.kind === 'wrong') return incorrect(judged, trial, result);
    shares.add(result);
  }
  return { outcome: 'pass', failed: null, trials, errorShare: shares.largest, timing: null, roofline: null };
}

/** The candidate's part of a trial: null when it was flawless. */
async function safe(simulator: Simulator, judged: Judged, trial: number): Promise<AnyFinding | null> {
  const { settled, options, trials, loaded, record } = judged;
  const { simulatedDeadlineMs: deadlineMs, instructionBudget } = settled.recorded;
  const trialSeed = settled.seed + trial;
  const commands = await trials.candidateCommands(loaded, trial, trialSeed);
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
    run = await record.rung('safe', work, (result) => {
      if (result === null || (result.findings.length > 0 && result.findings.every(isUnsupported))) return 'skipped';
      return result.findings.length === 0 ? 'passed' : 'failed';
    });
  } catch (error) {
    if (!hasCode(error, 'bad-plan')) throw error;
    return { outcome: 'plan-error', failed: 'plan', problems: [{ where: 'launch', message: error.message }] };
  }
  if (run === null) {
    // A loop that never ends passes its budget. That much time is no proof of one.
    const reason = `The simulator had not run the candidate when its deadline of ${deadlineMs} ms passed, though no warp had run ${instructionBudget} instructions: it has too much to do, or very many warps wait in vain. ${advice}`;
    return { outcome: 'unverified', failed: null, reason };
  }
  note(judged, run);
  const findings = findingsOf(run, judged);
  const faults = findings.filter((finding) => !isUnsupported(finding));
  if (faults.length > 0) return { outcome: 'unsafe', failed: 'safe', trial, trialSeed, findings: faults };
  const [missing] = findings;
  return missing ? unsupported(missing, 'candidate') : null;
}

/** The rest of the trial: the reference's launches and the comparison. */
function correct(simulator: Simulator, judged: Judged, trial: number): Promise<TrialResult | Unverified> {
  const { settled, options, trials, record } = judged;
  const { simulatedDeadlineMs: deadlineMs } = settled.recorded;
  const work = async (): Promise<TrialResult | Unverified> => {
    let run: SimulatedRun;
    try {
      // A reference ends: whatever it needs, no loop of it is taken for endless.
      run = await simulator.run(await trials.judgeCommands(trial), deadlineMs, signalOf(options));
    } catch (error) {
      if (!isDeadline(error)) throw error;
      const reason = `The simulator had not run the reference when its deadline of ${deadlineMs} ms passed. ${advice}`;
      return { outcome: 'unverified', failed: null, reason };
    }
    const [finding] = findingsOf(run, judged);
    if (finding && isUnsupported(finding)) return unsupported(finding, 'reference');
    if (finding) {
      if (judged.referencePath) finding.at.file = basename(judged.referencePath);
      const lines = [findingTitle(finding), ...findingDetails(finding)].map((line) => `\n  ${line}`);
      throw new WarpsmithError('bad-problem', `The reference does what no right kernel does:${lines.join('')}`);
    }
    return trials.result(trial, deadlineMs);
  };
  return record.rung('correct', work, (result) => ('outcome' in result ? 'skipped' : statusOfTrial(result)));
}

function signalOf({ signal }: { signal?: AbortSignal }): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

function isUnsupported({ kind }: { kind: SafetyFinding['kind'] }): boolean {
  return kind === 'unsupported';
}

function isDeadline(error: unknown): boolean {
  return hasCode(error, 'device-lost') && error.detail === 'DEADLINE';
}

function findingsOf({ findings }: SimulatedRun, { candidate, contract, source }: Judged): SafetyFinding[] {
  const tensors = [...contract.inputs, ...contract.outputs, ...candidate.plan.workspaces];
  return withoutRepeats(findings.map((finding) => convertFinding(finding, candidate, source, tensors)));
}

function unsupported(finding: SafetyFinding, whose: 'candidate' | 'reference'): Unverified {
  const { instruction, at, message } = finding;
  const line = at.line > 0 ? ` (${at.file}:${at.line})` : '';
  const reason = `The simulator does not support ${instruction}${line}, which the ${whose} uses. ${message}`.trim();
  return { outcome: 'unverified', failed: null, reason };
}

/** Keeps what the candidate's launches did and said for the verdict. */
function note({ record, candidate }: Judged, { launches, output, findings }: SimulatedRun): void {
  const { plan } = candidate;
  // A finding ends a launch wherever the other blocks are just then: what they did until then is chance.
  if (findings.length === 0) {
    record.counters = launches
      .filter(({ guarded }) => guarded)
      .map(({ kernel, counters }, i) => ({ kernel: plan.launches[i]?.kernel ?? kernel, ...counters }));
  }
  if (record.output === '') record.output = output.slice(0, mostOutput);
}
