/** What the benches of the safe run go through: faulty candidates with what to expect of them, and right ones. */
import { readdirSync } from 'node:fs';
import { loadDialogue } from '../lib/demo/dialogue_file.js';
import { extractCandidate } from '../lib/dialogue/answer.js';
import { packagePath } from '../lib/package_root.js';
import {
  type LoadedProblem,
  type Problem,
  atCase,
  builtInProblems,
  fullCase,
  loadProblem,
  referencePlanHeader,
} from '../lib/problem/problem.js';
import { simulatedCases } from '../lib/verify/verify_cases.js';
import type { SafetyFinding } from '../lib/verify/verdict.js';
import { candidateFiles, problemOf } from '../test/gpu/candidate_files.js';
import { rightCandidates, safeFaultyFiles } from '../test/safe/corpus.js';
import { type CorpusFile, type FindingKind, faultyFiles, rightFiles } from '../test/sim/corpus.js';

export interface RightSubject {
  /** Such as "right/gemm_f32/tiled16", "reference/softmax", "candidate/relu/fast", "demo/matmul/5". */
  name: string;
  source: string;
  problem: LoadedProblem;
}

export interface FaultySubject extends RightSubject {
  kind: SafetyFinding['kind'];
  /** The buffer or the space; null where the fault is no access, or where nothing is asked. */
  where: string | null;
  /** Lines of `source`; empty when nothing is asked. */
  lines: number[];
  /** Whether an H100 may let it end by itself. */
  mayPass: boolean;
  /** Path of the problem's file below the package's root. */
  path: string[];
}

/** What the safe run calls what a corpus file announces; nothing for faults that it does not look for. */
const kindOnGpu: Partial<Record<FindingKind, SafetyFinding['kind']>> = {
  'out-of-bounds': 'out-of-bounds',
  misaligned: 'misaligned',
  'write-to-input': 'write-to-input',
  trap: 'trap',
  heap: 'heap',
  budget: 'deadline',
  'barrier-divergence': 'deadline',
  'stack-overflow': 'stack-overflow',
};

/** They ran to their end on an H100 (bench/results, Compute Sanitizer). */
const endByThemselves = ['barrier-divergence-ballot', 'barrier-divergence-shuffle', 'budget-float-step'];

/** The reference as a candidate that keeps its lines: the header is one line of JSON and the rest of it empty. */
export function referenceWithLines(problem: Problem): string {
  const end = /^---\*\//m.exec(problem.source);
  if (!end) throw new Error(`Expected the header of ${problem.path} to end.`);
  const lines = problem.source.slice(0, end.index).split('\n').length - 1;
  const body = problem.source.slice(end.index + '---*/'.length);
  return `/*---\n${JSON.stringify(referencePlanHeader(problem))}\n---*/${'\n'.repeat(lines - 2)}${body}`;
}

function faultyOf(corpus: 'sim' | 'safe', { name, problem, expected }: CorpusFile): FaultySubject[] {
  const [fault] = expected;
  const kind = fault && kindOnGpu[fault.kind];
  if (!kind) return [];
  const { where, lines } = fault;
  const source = referenceWithLines(problem);
  const path = ['test', corpus, 'faulty', `${name}.cu`];
  return [
    { name, source, problem: atCase(problem), kind, where, lines, mayPass: endByThemselves.includes(name), path },
  ];
}

/** Every fault that the safe run looks for: its own corpus and that part of the simulator's. */
export function faultySubjects(only = ''): FaultySubject[] {
  const all = [
    ...safeFaultyFiles().flatMap((file) => faultyOf('safe', file)),
    ...faultyFiles().flatMap((file) => faultyOf('sim', file)),
  ];
  return all.filter(({ name }) => name.includes(only));
}

/** Candidates that fault at a problem's full size, of which only the kind is known. */
export function faultyCandidates(only = ''): FaultySubject[] {
  const kinds: Record<string, SafetyFinding['kind']> = {
    barrier_deadlock: 'deadline',
    out_of_bounds: 'out-of-bounds',
    spin: 'deadline',
    trap: 'trap',
  };
  return candidateFiles('faulty')
    .filter(({ name }) => name.includes(only))
    .map((file) => {
      const kind = kinds[/-(\w+)\.cu$/.exec(file.name)?.[1] ?? ''];
      if (!kind) throw new Error(`Expected a known fault in the name ${file.name}.`);
      const problem = atCase(problemOf(file));
      return { ...file, problem, kind, where: null, lines: [], mayPass: false, path: [] };
    });
}

function atSize(problem: Problem, small: boolean): LoadedProblem {
  return atCase(problem, small ? (simulatedCases(problem)[0] ?? fullCase) : fullCase);
}

function demoCandidates(small: boolean): RightSubject[] {
  return readdirSync(packagePath('demo'))
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const { problem, turns } = loadDialogue(packagePath('demo', file));
      return turns.flatMap(({ answer }, i): RightSubject[] => {
        const found = extractCandidate(answer);
        const name = `demo/${file.slice(0, -'.yaml'.length)}/${i + 1}`;
        return found.found ? [{ name, source: found.source, problem: atSize(loadProblem(problem), small) }] : [];
      });
    });
}

/**
 * What nothing should be found in: the safe run's right candidates, all references, the tests' right candidates and the
 * demo's, which need not be right but break no rule.
 * @param small at the simulator's sizes, not the full ones.
 */
export function rightSubjects(small: boolean, only = ''): RightSubject[] {
  const own = rightCandidates();
  const problems = new Map(own.map(({ problem }) => [problem.name, problem]));
  for (const name of builtInProblems()) problems.set(name, loadProblem(name));
  const all: RightSubject[] = [
    ...own.map(({ name, source, problem }) => ({ name: `right/${name}`, source, problem: atSize(problem, small) })),
    ...Array.from(problems, ([name, problem]) => ({
      name: `reference/${name}`,
      source: referenceWithLines(problem),
      problem: atSize(problem, small),
    })),
    ...[...builtInProblems(), 'plans'].flatMap(candidateFiles).map((file) => ({
      name: `candidate/${file.name.replace(/\.cu$/, '')}`,
      source: file.source,
      problem: atSize(problemOf(file), small),
    })),
    ...demoCandidates(small),
  ];
  return all.filter(({ name }) => name.includes(only));
}

/** The simulator's right kernels, which come near its faults: small, and not worth timing. */
export function nearlyFaultySubjects(only = ''): RightSubject[] {
  return rightFiles()
    .filter(({ name }) => name.includes(only))
    .map(({ name, problem }) => ({
      name: `near/${name}`,
      source: referenceWithLines(problem),
      problem: atCase(problem),
    }));
}
