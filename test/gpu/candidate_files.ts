/** The candidates under test/candidates/, and the problem that each is for. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { readPlanHeader } from '../../lib/candidate/candidate.js';
import { limitsOf } from '../../lib/candidate/limits.js';
import { resolvePlan } from '../../lib/candidate/plan.js';
import { type Problem, atCase, builtInProblems, loadProblem } from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';

export { referenceCandidate as referenceAsCandidate } from '../../lib/problem/reference_candidate.js';

export interface CandidateFile {
  /** Such as "softmax/fast.cu". */
  name: string;
  source: string;
}

/** The candidates of one folder, by name; none when there is no such folder. */
export function candidateFiles(folder: string): CandidateFile[] {
  const path = packagePath('test', 'candidates', folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.cu'))
    .sort()
    .map((file) => readCandidate(`${folder}/${file}`));
}

/** A candidate by its name, such as "softmax/fast.cu". */
export function readCandidate(name: string): CandidateFile {
  return { name, source: readFileSync(packagePath('test', 'candidates', ...name.split('/')), 'utf8') };
}

function resolvesFor(source: string, problem: Problem): boolean {
  const read = readPlanHeader(source);
  if ('problems' in read) return false;
  const { header } = read;
  return Object.keys(problem.cases).every(
    (name) => resolvePlan(header, atCase(problem, name).contract, limitsOf(null)).problems.length === 0,
  );
}

/** The problem that a candidate is for: its folder, its file's name or a comment tells, or its plan fits no other. */
export function problemOf({ name, source }: CandidateFile): Problem {
  const known = builtInProblems();
  const [beforeDash = ''] = basename(name).split('-');
  const said = /\bSolves (\w+)/.exec(source)?.[1] ?? '';
  const [folder = ''] = name.split('/');
  const told = [folder, beforeDash, said].find((word) => known.includes(word));
  if (told) return loadProblem(told);
  const fitting = known.map((problem) => loadProblem(problem)).filter((problem) => resolvesFor(source, problem));
  const [first] = fitting;
  if (first && fitting.length === 1) return first;
  const found = fitting.map((problem) => problem.name).join(', ') || 'none';
  throw new Error(`Expected ${name} to say "Solves PROBLEM" in a comment: its plan fits ${found}.`);
}
