/** The candidates of the soak, and what each must come to. */
import { readFileSync, readdirSync } from 'node:fs';
import { packagePath } from '../lib/package_root.js';
import { type LoadedProblem, atCase, builtInProblems, loadProblem } from '../lib/problem/problem.js';
import { type Outcome, type Verdict } from '../lib/verify/verdict.js';
import { candidateFiles, problemOf, referenceAsCandidate } from '../test/gpu/candidate_files.js';
import { type FindingKind, faultyFiles } from '../test/sim/corpus.js';

export interface Subject {
  name: string;
  source: string;
  inputs: LoadedProblem;
  expected: { outcome: Outcome; finding: FindingKind | null };
  /** Whether it runs with every access checked. */
  safe: boolean;
}

/** What the safe run finds on a GPU and on the simulator alike. */
const kinds: readonly FindingKind[] = ['out-of-bounds', 'misaligned', 'write-to-input', 'trap'];

/** A problem at its first case that is not the full one. */
export function smallest(problem: ReturnType<typeof loadProblem>): LoadedProblem {
  return atCase(problem, Object.keys(problem.cases).find((name) => name !== 'full') ?? 'full');
}

/** Right candidates of all problems, at a small case. */
export function rightSubjects(): Subject[] {
  return builtInProblems().flatMap((problem) =>
    readdirSync(packagePath('test', 'candidates', problem)).map((file) => ({
      name: `${problem}/${file}`,
      source: readFileSync(packagePath('test', 'candidates', problem, file), 'utf8'),
      inputs: smallest(loadProblem(problem)),
      expected: { outcome: 'pass' as const, finding: null },
      safe: true,
    })),
  );
}

/** One of these is unsafe, the others are right now and then at small sizes. */
const unfit = /writes_to_input|index_wraps|half_accumulation|last_column_ignored/;

/** Candidates that are wrong but harmless. */
export function wrongSubjects(): Subject[] {
  const files = candidateFiles('wrong').filter(({ name }) => !unfit.test(name));
  return files.map((file) => ({
    name: file.name,
    source: file.source,
    inputs: smallest(problemOf(file)),
    expected: { outcome: 'incorrect' as const, finding: null },
    safe: true,
  }));
}

/** Kernels with one fault each, which the safe run prevents. */
export function faultySubjects(): Subject[] {
  return faultyFiles().flatMap(({ name, problem, expected: [finding] }) => {
    if (!finding || !kinds.includes(finding.kind)) return [];
    const expected = { outcome: 'unsafe' as const, finding: finding.kind };
    return [{ name, source: referenceAsCandidate(problem), inputs: atCase(problem), expected, safe: true }];
  });
}

/** One that takes the GPU from its process: without its safe run, for guarded engines only. */
export function poison(): Subject {
  const [source] = candidateFiles('faulty').filter(({ name }) => name.includes('trap'));
  if (!source) throw new Error('Expected a candidate that traps.');
  const expected = { outcome: 'fault' as const, finding: null };
  return { name: 'poison', source: source.source, inputs: smallest(problemOf(source)), expected, safe: false };
}

/** Why a verdict is not what was expected, or null. */
export function surprise({ expected }: Subject, verdict: Verdict): string | null {
  if (verdict.outcome !== expected.outcome) return verdict.outcome;
  if (expected.finding === null || verdict.outcome !== 'unsafe') return null;
  const found = verdict.findings.map(({ kind }) => kind);
  return (found as string[]).includes(expected.finding) ? null : `unsafe: ${found.join(', ')}`;
}
