/**
 * Verdicts a minute over a mixed corpus through `verifyMany`, nothing cached: with safe run and five trials, on a GPU at
 * the full cases and timed, on the simulator at the first small one that a candidate claims. `--rounds N` times the corpus (once by default), another
 * source each time; `--only TEXT` of the candidates' names.
 */
import { readPlanHeader } from '../lib/candidate/candidate.js';
import { containsAll, rangesOf } from '../lib/format/dim_ranges.js';
import { digits, percent } from '../lib/format/quantities.js';
import { type LoadedProblem, type Problem, atCase, fullCase, loadProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import type { Outcome, Verdict } from '../lib/verify/verdict.js';
import { verifyMany } from '../lib/verify/verify_many.js';
import { simulatedCases } from '../lib/verify/verify_cases.js';
import { gpuBusyMs } from './gpu_busy.js';
import { type BenchReport, type Result, nameOnDevice, table, writeResult } from './measurement.js';
import { type Percentiles, percentilesOf } from './percentile.js';
import { type Part, type RungTimes, msOf, parts, rungTimesOf } from './rung_times.js';
import type { SafeBenchOptions } from './safe_options.js';
import { type Entry, type Expected, type Job, type Corpus, wholeCorpus } from './throughput_parts.js';

/** On one H100 with 16 cores. */
const goals = { verdictsPerMinute: 900, gpuBusyShare: 0.7 };
const trials = 5;

/** What a candidate's verdict may be, by what was announced. */
const announced: Record<Expected, readonly Outcome[]> = {
  right: ['pass'],
  wrong: ['incorrect'],
  'does not compile': ['compile-error'],
  faulty: ['unsafe'],
};
export const expectations = Object.keys(announced) as Expected[];

export interface VerdictAt extends RungTimes {
  name: string;
  problem: string;
  expected: Expected;
  outcome: Outcome;
  asAnnounced: boolean;
  /** The verdict itself where it is not as announced, else null. */
  verdict: Verdict | null;
  /** When it was asked for and when its verdict came, milliseconds since the bench began. */
  beganMs: number;
  endedMs: number;
  /** Milliseconds; null where nothing was timed. */
  kernelMs: number | null;
}

export interface ThroughputSummary {
  verdicts: number;
  sources: number;
  problems: number;
  seconds: number;
  verdictsPerMinute: number;
  asAnnounced: number;
  /** Of the wall clock; null where nobody counts. */
  gpuBusyShare: number | null;
  /** Milliseconds of all verdicts together; those of several that were under way at once are counted for each. */
  partsMs: Record<Part, number>;
  /** From being asked for to the verdict. */
  waitMs: Percentiles;
  byExpected: Record<Expected, { verdicts: number; asAnnounced: number; meanMs: number }>;
}

export interface ThroughputResult extends Result {
  goals: typeof goals;
  options: { trials: number; rounds: number };
  summary: ThroughputSummary;
  verdicts: VerdictAt[];
}

/** The corpus so many times, each entry once it is asked for. */
function* jobsOf(engine: Engine, from: Corpus, only: string, rounds: number): Generator<Job> {
  const problems = new Map<string, Problem>();
  const inputsOf = ({ problem: path, source }: Entry): LoadedProblem => {
    const problem = problems.get(path) ?? loadProblem(path);
    problems.set(path, problem);
    return atCase(problem, engine.gpu ? fullCase : smallCaseFor(source, problem));
  };
  // Letters of this session: what lies in a cache on disk from an earlier one is of no use.
  const session = Date.now().toString(36);
  for (let round = 0; round < rounds; round++) {
    const entries = from.corpus(round + 1).filter(({ name }) => name.includes(only));
    for (const [i, entry] of entries.entries()) {
      const { name, source } = from.fresh(entry, `${session}_${round}_${i}`);
      yield { name, source, inputs: inputsOf(entry), entry, beganMs: performance.now() };
    }
  }
}

/** The first small case that a candidate claims; the first of all when it claims none, and says so in its verdict. */
export function smallCaseFor(source: string, problem: Problem): string {
  const read = readPlanHeader(source);
  const claim = rangesOf('header' in read ? read.header.dims : undefined);
  const [first = fullCase, ...others] = simulatedCases(problem);
  return [first, ...others].find((name) => containsAll(claim, problem.cases[name] ?? {})) ?? first;
}

export function throughputSummary(
  verdicts: readonly VerdictAt[],
  sources: number,
  seconds: number,
  busyMs: number | null,
): ThroughputSummary {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const groups = expectations.map((expected) => {
    const own = verdicts.filter((verdict) => verdict.expected === expected);
    const asAnnounced = own.filter((verdict) => verdict.asAnnounced).length;
    return [
      expected,
      { verdicts: own.length, asAnnounced, meanMs: sum(own.map(({ ms }) => ms)) / own.length },
    ] as const;
  });
  const partSums = parts.map((part) => [part, sum(verdicts.map((verdict) => msOf(verdict, part)))] as const);
  return {
    verdicts: verdicts.length,
    sources,
    problems: new Set(verdicts.map(({ problem }) => problem)).size,
    seconds,
    verdictsPerMinute: (60 * verdicts.length) / seconds,
    asAnnounced: verdicts.filter(({ asAnnounced }) => asAnnounced).length,
    gpuBusyShare: busyMs === null ? null : busyMs / 1000 / seconds,
    partsMs: Object.fromEntries(partSums) as Record<Part, number>,
    waitMs: percentilesOf(verdicts.map(({ beganMs, endedMs }) => endedMs - beganMs)),
    byExpected: Object.fromEntries(groups) as ThroughputSummary['byExpected'],
  };
}

/** Judges the whole corpus. Rejects as `verifyMany` does. */
export async function measureThroughput(
  engine: Engine,
  from: Corpus,
  { only, rounds = 1 }: Pick<SafeBenchOptions, 'only' | 'rounds'>,
): Promise<Pick<ThroughputResult, 'goals' | 'options' | 'summary' | 'verdicts'>> {
  const verdicts: VerdictAt[] = [];
  const sources = new Set<string>();
  const busyBefore = gpuBusyMs(engine);
  const started = performance.now();
  const jobs = jobsOf(engine, from, only, rounds);
  for await (const { candidate, verdict } of verifyMany(jobs, { engine, trials, seed: 1 })) {
    const { name, source, entry, beganMs, inputs } = candidate;
    sources.add(source);
    const asAnnounced = announced[entry.expected].includes(verdict.outcome);
    verdicts.push({
      name,
      problem: inputs.problem.name,
      expected: entry.expected,
      outcome: verdict.outcome,
      asAnnounced,
      verdict: asAnnounced ? null : verdict,
      beganMs: beganMs - started,
      endedMs: performance.now() - started,
      kernelMs: verdict.outcome === 'pass' ? (verdict.timing?.medianMs ?? null) : null,
      ...rungTimesOf(verdict, verdict.ms),
    });
    if (verdicts.length % 50 === 0) console.error(`  ${verdicts.length} verdicts`);
  }
  const seconds = (performance.now() - started) / 1000;
  const busyAfter = gpuBusyMs(engine);
  const busyMs = busyBefore === null || busyAfter === null ? null : busyAfter - busyBefore;
  const summary = throughputSummary(verdicts, sources.size, seconds, busyMs);
  return { goals, options: { trials, rounds }, summary, verdicts };
}

export function throughputTable({ summary, verdicts }: Pick<ThroughputResult, 'summary' | 'verdicts'>): string {
  const { partsMs, byExpected, waitMs, gpuBusyShare } = summary;
  const others = verdicts.filter(({ asAnnounced }) => !asAnnounced);
  return [
    table(
      ['announced', 'verdicts', 'as announced', 'mean ms'],
      expectations.map((expected) => {
        const { verdicts: count, asAnnounced, meanMs } = byExpected[expected];
        return [expected, String(count), String(asAnnounced), count > 0 ? digits(meanMs, 3) : ''];
      }),
    ),
    table(
      ['part', 'ms of all', 'ms each'],
      parts.map((part) => [part, digits(partsMs[part]), digits(partsMs[part] / summary.verdicts, 3)]),
    ),
    `${summary.verdicts} verdicts on ${summary.sources} sources for ${summary.problems} problems in ${digits(summary.seconds)} s: ` +
      `${digits(summary.verdictsPerMinute)} a minute; a candidate waits ${digits(waitMs.p50, 3)} ms in the median` +
      (gpuBusyShare === null ? '' : `; the GPU is busy ${percent(gpuBusyShare)} of the time`),
    others.map(({ name, expected, outcome }) => `  ${name}: announced ${expected}, found ${outcome}`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

export async function benchThroughput(
  engine: Engine,
  folder: string | undefined,
  options: Pick<SafeBenchOptions, 'only' | 'rounds'>,
): Promise<BenchReport> {
  const measured = await measureThroughput(engine, wholeCorpus, options);
  const path = writeResult(nameOnDevice('throughput', engine), engine, measured, folder);
  const { verdictsPerMinute, gpuBusyShare } = goals;
  const goalText = engine.gpu ? `\ngoals: ${verdictsPerMinute} a minute, the GPU busy ${percent(gpuBusyShare)}` : '';
  return { text: throughputTable(measured) + goalText, path };
}
