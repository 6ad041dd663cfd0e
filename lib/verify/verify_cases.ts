/** All cases of a problem, and some that no header names: a candidate that is right for one size only has not solved it. */
import { readPlanHeader } from '../candidate/candidate.js';
import { limitsOf } from '../candidate/limits.js';
import { resolvePlan } from '../candidate/plan.js';
import { type DimRanges, containsAll, rangesOf } from '../format/dim_ranges.js';
import { familiesOf } from '../problem/families/families.js';
import { type LoadedProblem, type Problem, atCase, fullCase } from '../problem/problem.js';
import { unseenDims } from '../problem/unseen.js';
import { sharedEngine } from './engine.js';
import { type VerifyOptions, defaultTrials, drawSeed } from './options.js';
import type { Generality, Verdict } from './verdict.js';
import { verifyKernel } from './verify_kernel.js';

/** Dims beside the cases, and trials on each of them. */
const mostUnseen = 4;
const unseenTrials = 2;

/** Small cases first: they cost milliseconds and find most mistakes. */
export function caseOrder(problem: Problem): string[] {
  return [...smallCases(problem), fullCase];
}

function smallCases(problem: Problem): string[] {
  return Object.keys(problem.cases).filter((name) => name !== fullCase);
}

/** What the simulator runs: the small cases, and the full one only where there is no other. */
export function simulatedCases(problem: Problem): string[] {
  const small = smallCases(problem);
  return small.length > 0 ? small : [fullCase];
}

/** What a candidate is judged on. */
interface Course {
  /** Cases that it claims, in their order; the last one ends the course. Empty when it claims unseen dims only. */
  cases: string[];
  unclaimed: string[];
  unseen: LoadedProblem[];
}

/** A full case that is not claimed is judged all the same: a candidate that leaves it out has not solved the problem. */
function courseOf(problem: Problem, names: readonly string[], claim: DimRanges, seed: number): Course {
  const isClaimed = (name: string): boolean => name === fullCase || containsAll(claim, problem.cases[name] ?? {});
  const cases = names.filter(isClaimed);
  const unseen = unseenDims(problem, claim, seed, mostUnseen);
  // Where nothing is claimed, the first case says so.
  if (cases.length + unseen.length === 0) return { cases: names.slice(0, 1), unclaimed: [], unseen };
  return { cases, unclaimed: names.filter((name) => !isClaimed(name)), unseen };
}

/** Small cases cost little: there every family of inputs has a turn. */
function trialsOf({ contract }: LoadedProblem): number {
  return contract.caseName === fullCase ? defaultTrials : Math.max(defaultTrials, familiesOf(contract).length);
}

function withGenerality(verdict: Verdict, { cases, unclaimed, unseen }: Course): Verdict {
  if (verdict.outcome !== 'pass') return verdict;
  const generality: Generality = { cases, unclaimed, unseen: unseen.map(({ contract }) => contract.dims) };
  return { ...verdict, generality };
}

type Counts = Pick<Verdict, 'counters' | 'counted'>;

/** What the simulator counted beside a GPU. */
function countsOf({ counters, counted }: Verdict): Counts {
  return counters && counted ? { counters, counted } : {};
}

/** What was counted on a small case goes into the verdict that is told. */
function withCounts(verdict: Verdict, counts: Counts): Verdict {
  return verdict.outcome === 'pass' ? { ...counts, ...verdict } : verdict;
}

/**
 * The verdicts of `verifyAllCases` as they come, until one is no pass. The last one of a right candidate says what it
 * was judged on. With a seed the dims beside the cases are the same each time. Rejects like `verifyKernel`.
 */
export async function* verdictsOfCases(
  source: string,
  problem: Problem,
  options: VerifyOptions = {},
): AsyncGenerator<Verdict, void, undefined> {
  const engine = options.engine ?? (await sharedEngine(options));
  const names = engine.simulator ? simulatedCases(problem) : caseOrder(problem);
  const seed = options.seed ?? drawSeed();
  if (options.conditions !== undefined) {
    // Other harnesses know one size; the simulator's stands for it.
    const only = engine.simulator ? (names.at(-1) ?? fullCase) : fullCase;
    return yield await verifyKernel(source, atCase(problem, only), { ...options, seed, engine });
  }
  const read = readPlanHeader(source);
  const header = 'header' in read ? read.header : null;
  const claim = rangesOf(header?.dims);
  const course = courseOf(problem, names, claim, seed);
  // The simulator counts in milliseconds on a small case, and would take minutes for the full one.
  const counted = course.cases[0];
  const judge = (loaded: LoadedProblem, more: VerifyOptions): Promise<Verdict> => {
    const countersMs = loaded.contract.caseName === counted ? (options.countersMs ?? 0) : 0;
    return verifyKernel(source, loaded, { trials: trialsOf(loaded), ...options, ...more, countersMs, seed, engine });
  };
  // Without a device the full case's plan is still worth a look.
  const isOver = ({ outcome }: Verdict): boolean => outcome !== 'pass' && (outcome !== 'unverified' || !!engine.device);

  const last = course.cases.at(-1);
  const judgeLast = async (): Promise<Verdict | null> => {
    if (last === undefined) return null;
    return judge(atCase(problem, last), { time: last === fullCase && (options.time ?? true) });
  };
  let counts: Counts = {};
  for (const name of course.cases.slice(0, -1)) {
    const verdict = await judge(atCase(problem, name), { time: false });
    if (name === counted) counts = countsOf(verdict);
    yield verdict;
    if (isOver(verdict)) return;
  }
  // A small last case goes before dims that nobody chose: what it says is easier to follow. It ends the course still.
  const held = last === fullCase ? null : await judgeLast();
  if (held && isOver(held)) return yield held;
  // The simulator does not run the full case. A plan that its GPU, an H100, can't launch there is wrong all the same.
  if (engine.simulator && header && containsAll(claim, problem.cases[fullCase] ?? {})) {
    const full = atCase(problem, fullCase);
    const { problems } = resolvePlan(header, full.contract, limitsOf(null));
    if (problems.length > 0) return yield await judge(full, {});
  }
  const trials = Math.min(options.trials ?? unseenTrials, unseenTrials);
  for (const [i, loaded] of (engine.device ? course.unseen : []).entries()) {
    const verdict = await judge(loaded, { time: false, trials });
    const endsCourse = last === undefined && i === course.unseen.length - 1;
    yield endsCourse ? withGenerality(verdict, course) : verdict;
    if (isOver(verdict)) return;
  }
  const ending = held ?? (await judgeLast());
  if (ending) yield withCounts(withGenerality(ending, course), counts);
}

/**
 * Judges a candidate on the small cases that it claims, on some dims beside them, and then on the full case, which alone
 * is timed; on the simulator on the small ones, and the full one's plan only. Resolves with the first verdict that is
 * no pass, or with the last one. Rejects like `verifyKernel`.
 */
export async function verifyAllCases(source: string, problem: Problem, options: VerifyOptions = {}): Promise<Verdict> {
  let last: Verdict | null = null;
  for await (const verdict of verdictsOfCases(source, problem, options)) last = verdict;
  if (!last) throw new Error('Expected every problem to have a full case.');
  return last;
}
