/** What a run on the simulator comes to, in a verdict's words. */
import { basename } from 'node:path';
import type { Plan } from '../candidate/plan.js';
import { WarpsmithError } from '../errors.js';
import type { SimulatedRun } from '../native/types.js';
import { findingDetails, findingTitle } from './finding_text.js';
import { convertFinding, withoutRepeats } from './findings.js';
import { type AnyFinding, type Judged, namesOf } from './judged.js';
import type { Trial } from './trials/trial.js';
import type { LaunchCounters, SafetyFinding, Verdict } from './verdict.js';

export type Unverified = Extract<AnyFinding, { outcome: 'unverified' }>;

/** What helps against a deadline. */
const advice = 'Choose a smaller case or a longer deadline.';

/** Characters of a candidate's output that a verdict keeps. */
const mostOutput = 4000;

export function isUnsupported({ kind }: { kind: SafetyFinding['kind'] }): boolean {
  return kind === 'unsupported';
}

export function findingsOf({ findings }: SimulatedRun, { candidate, contract, source }: Judged): SafetyFinding[] {
  const tensors = [...contract.inputs, ...contract.outputs, ...candidate.plan.workspaces];
  return withoutRepeats(findings.map((finding) => convertFinding(finding, candidate, source, tensors)));
}

export function unsafe({ facts }: Trial, findings: SafetyFinding[]): AnyFinding {
  return { outcome: 'unsafe', failed: 'safe', ...namesOf(facts), findings };
}

export function unsupported(finding: SafetyFinding, whose: 'candidate' | 'reference'): Unverified {
  const { instruction, at, message } = finding;
  const line = at.line > 0 ? ` (${at.file}:${at.line})` : '';
  const reason = `The simulator does not support ${instruction}${line}, which the ${whose} uses. ${message}`.trim();
  return { outcome: 'unverified', failed: null, reason };
}

export function candidateTooSlow(options: Verdict['options']): Unverified {
  const { simulatedDeadlineMs, instructionBudget } = options;
  const reason = `The simulator had not run the candidate when its deadline of ${simulatedDeadlineMs} ms passed, though no warp had run ${instructionBudget} instructions: it has too much to do, or very many warps wait in vain. ${advice}`;
  return { outcome: 'unverified', failed: null, reason };
}

export function referenceTooSlow(deadlineMs: number): Unverified {
  const reason = `The simulator had not run the reference when its deadline of ${deadlineMs} ms passed. ${advice}`;
  return { outcome: 'unverified', failed: null, reason };
}

export function brokenReference(finding: SafetyFinding, path: string | null): WarpsmithError {
  const at = path === null ? finding.at : { ...finding.at, file: basename(path) };
  const named = { ...finding, at };
  const lines = [findingTitle(named), ...findingDetails(named)].map((line) => `\n  ${line}`);
  return new WarpsmithError('bad-problem', `The reference does what no right kernel does:${lines.join('')}`);
}

/** The counters of the plan's own launches, in their order. */
export function countersOf({ launches }: Pick<SimulatedRun, 'launches'>, plan: Plan): LaunchCounters[] {
  const own = launches.filter(({ guarded }) => guarded);
  return own.map(({ kernel, counters }, i) => ({ kernel: plan.launches[i]?.kernel ?? kernel, ...counters }));
}

/** Keeps what the candidate's launches did and said for the verdict. */
export function noteRun({ record, candidate }: Judged, { launches, output, findings }: SimulatedRun): void {
  // A finding ends a launch wherever the other blocks are just then: what they did until then is chance.
  if (findings.length === 0) record.counters = countersOf({ launches }, candidate.plan);
  if (record.output === '') record.output = output.slice(0, mostOutput);
}
