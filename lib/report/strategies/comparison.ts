/** Several runs over the same problems side by side, as data; `--json` prints it. */
import { basename } from 'node:path';
import { WarpsmithError } from '../../errors.js';
import { plainSearch, strategyText } from '../../search/search_options.js';
import { lineStyles } from '../run_report/line_style.js';
import type { ProblemReport, Spent } from '../run_report/problem_report.js';
import type { RecordedRun } from '../run_report/read_run.js';
import { type RunReport, runReport } from '../run_report/run_report.js';
import { type Measure, measures } from '../run_report/share_figure.js';
import { differencesOf } from './differences.js';

export interface ComparedRun {
  /** Its strategy; the folder's name as well where several runs have the same one. */
  name: string;
  /** The run folder's own name. */
  run: string;
  /** As `--strategy` takes it. */
  strategy: string;
  /** Turns at once, over all problems. */
  parallel: number;
  /** How many times faster than recorded its answers were played; null for a model that was asked. */
  speed: number | null;
  model: string;
  devices: string[];
  budget: RunReport['budget'];
  simulated: boolean;
  /** Whether the journal ends in mid-line. */
  cut: boolean;
  /** Why the run stopped; null when it has not, or was killed. */
  stopped: string | null;
  counts: RunReport['counts'];
  spent: RunReport['spent'];
  /**
   * What was spent on a problem, by the time half of all problems were right: the median over all of them, an open one
   * being later than any. Milliseconds, tokens, turns; null when fewer than half became right.
   */
  halfRight: Record<Measure, number | null>;
  shares: RunReport['shares'];
}

/** What one run made of a problem. */
export interface Attempt {
  /** Of the run. */
  name: string;
  /** When the first right candidate had its verdict, and the first faster than its baseline; null when none had. */
  firstRight: Spent | null;
  firstFaster: Spent | null;
  /** Median milliseconds of its best kernel; null when none was timed. */
  bestMs: number | null;
  spent: Spent;
  /** Why the search for it ended; null when the journal does not say. */
  stopped: string | null;
}

export interface ComparedProblem {
  problem: string;
  /** Whether something passes without solving it, as some run found; runs that did so count it apart. */
  degenerate: boolean;
  /** In the order of the runs; null where a run did not reach it. */
  attempts: (Attempt | null)[];
}

export interface Comparison {
  kind: 'warpsmith comparison';
  version: 1;
  /** In what, besides the strategy, the runs differ: sentences. */
  differences: string[];
  /** Whether a candidate of some run was timed against a baseline. */
  timed: boolean;
  runs: ComparedRun[];
  problems: ComparedProblem[];
}

/**
 * Two runs or more over the same problems, up to the number of lines that a chart tells apart. Throws `bad-option` for
 * fewer, for more, and for runs over other problems than the first one's.
 */
export function compareRuns(recorded: readonly RecordedRun[]): Comparison {
  if (recorded.length < 2 || recorded.length > lineStyles) {
    const advice = recorded.length < 2 ? ' `warpsmith report` shows a single run.' : '';
    throw new WarpsmithError(
      'bad-option',
      `Expected two to ${lineStyles} run folders to compare, found ${recorded.length}.${advice}`,
    );
  }
  requireSameProblems(recorded);
  const reports = recorded.map(runReport);
  const names = namesOf(recorded);
  const runs = recorded.map((run, index) => comparedRun(names[index]!, run, reports[index]!));
  const problems = [...new Set(reports.flatMap((report) => report.problems.map(({ problem }) => problem)))];
  return {
    kind: 'warpsmith comparison',
    version: 1,
    differences: differencesOf(recorded, runs),
    timed: reports.some((report) => report.problems.some(({ bestSpeedup }) => bestSpeedup !== null)),
    runs,
    problems: problems.map((problem) => comparedProblem(problem, names, reports)),
  };
}

/** A file's own name: the same problem may lie in another folder on another machine. */
function problemNames({ options }: RecordedRun): string[] {
  return [...new Set(options.problems.map((problem) => basename(problem, '.cu')))].sort();
}

function requireSameProblems([first, ...others]: readonly RecordedRun[]): void {
  const wanted = problemNames(first!);
  for (const run of others) {
    const found = problemNames(run);
    const missing = wanted.filter((problem) => !found.includes(problem));
    const extra = found.filter((problem) => !wanted.includes(problem));
    if (missing.length + extra.length === 0) continue;
    const what = [
      ...(missing.length > 0 ? [`lacks ${missing.join(', ')}`] : []),
      ...(extra.length > 0 ? [`has ${extra.join(', ')} besides`] : []),
    ].join(' and ');
    throw new WarpsmithError(
      'bad-option',
      `Expected runs over the same problems as ${first!.folder}, but ${run.folder} ${what}. Shares of other problems cannot be compared.`,
    );
  }
}

function strategyOf({ options }: RecordedRun): string {
  return strategyText(options.search ?? plainSearch);
}

/** A name of its own for each run, as short as it can be. */
function namesOf(recorded: readonly RecordedRun[]): string[] {
  const isAlone = (name: string, _: number, all: readonly string[]): boolean =>
    all.indexOf(name) === all.lastIndexOf(name);
  const strategies = recorded.map(strategyOf);
  const withFolder = recorded.map((run, index) => `${strategies[index]} (${basename(run.folder)})`);
  return recorded.map((_, index) => {
    if (isAlone(strategies[index]!, index, strategies)) return strategies[index]!;
    const name = withFolder[index]!;
    return isAlone(name, index, withFolder) ? name : `${name}, run ${index + 1}`;
  });
}

function comparedRun(name: string, run: RecordedRun, report: RunReport): ComparedRun {
  const { options } = run;
  const { model, devices, budget, simulated, cut, stopped, counts, spent, shares } = report;
  const half = (measure: Measure): number | null =>
    shares[measure].right.find(({ share }) => share >= 0.5 - 1e-9)?.at ?? null;
  return {
    name,
    run: report.run,
    strategy: strategyOf(run),
    parallel: (options.search ?? plainSearch).width,
    speed: options.provider === 'pool' ? (options.speed ?? 1) : null,
    model: options.provider === 'pool' ? 'recorded answers' : model,
    devices,
    budget,
    simulated,
    cut,
    stopped,
    counts,
    spent,
    halfRight: Object.fromEntries(measures.map((measure) => [measure, half(measure)])) as ComparedRun['halfRight'],
    shares,
  };
}

function comparedProblem(problem: string, names: readonly string[], reports: readonly RunReport[]): ComparedProblem {
  const found = reports.map(({ problems }) => problems.find((report) => report.problem === problem));
  return {
    problem,
    degenerate: found.some((report) => (report?.degenerate.length ?? 0) > 0),
    attempts: found.map((report, index) => (report === undefined ? null : attemptOf(names[index]!, report))),
  };
}

function attemptOf(name: string, report: ProblemReport): Attempt {
  const { firstRight, firstFaster, turns, bestTurn, spent, stopped } = report;
  const bestMs = turns.find(({ turn }) => turn === bestTurn)?.medianMs ?? null;
  return { name, firstRight, firstFaster, bestMs, spent, stopped };
}
