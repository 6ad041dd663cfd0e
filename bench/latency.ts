/**
 * From a source to its verdict, rung by rung: warm, in a process that has judged the like of it before, and cold, as the
 * first verdict of a process. Every source is new. `--rounds N` warm verdicts for each of the subjects (200 by default);
 * with `--all-cases` whole judgements over all cases instead.
 */
import { digits } from '../lib/format/quantities.js';
import type { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import type { Outcome, Verdict } from '../lib/verify/verdict.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { benchAllCases } from './latency_all_cases.js';
import { type ColdSample, judgeInFreshProcess } from './latency_cold.js';
import { type LatencySubject, latencySubjects, problemOf } from './latency_subjects.js';
import { type BenchReport, type Result, nameOnDevice, table, writeResult } from './measurement.js';
import { type PartSummary, type RungTimes, rungTimesOf, summaryOf } from './rung_times.js';
import type { SafeBenchOptions } from './safe_options.js';

/** Of the warm verdicts on the first subject, with its safe run; milliseconds. */
const goals = { subject: 'plain', p50: 40, p99: 120 };
const warmRounds = 200;
const coldRounds = 7;
/** The first of them compile the reference and open what stays open. */
const warmUps = 3;

export interface LatencyOf {
  name: string;
  problem: string;
  case: string;
  outcome: Outcome;
  /** Of the last verdict, milliseconds; null where nothing was timed. */
  kernelMs: number | null;
  warm: RungTimes[];
  cold: ColdSample[];
  summary: { warm: PartSummary; cold: PartSummary };
}

export interface LatencyResult extends Result {
  goals: typeof goals;
  subjects: LatencyOf[];
}

async function warmOf(engine: Engine, subject: LatencySubject, rounds: number, salt: number) {
  const problem = problemOf(subject, engine);
  const warm: RungTimes[] = [];
  let last: Verdict | null = null;
  for (let round = -warmUps; round < rounds; round++) {
    const source = subject.source(salt + warmUps + round);
    const started = performance.now();
    last = await verifyKernel(source, problem, { engine, seed: warmUps + round, name: subject.name });
    const ms = performance.now() - started;
    if (engine.device && last.outcome !== subject.expected) {
      const found = JSON.stringify(last).slice(0, 2000);
      throw new Error(`Expected the verdict ${subject.expected} on ${subject.name} but found ${found}`);
    }
    if (round >= 0) warm.push(rungTimesOf(last, ms));
  }
  if (!last) throw new Error('Expected at least one round.');
  const kernelMs = last.outcome === 'pass' ? (last.timing?.medianMs ?? null) : null;
  return { warm, case: problem.contract.caseName, outcome: last.outcome, kernelMs };
}

async function latencyOf(engine: Engine, subject: LatencySubject, rounds: number): Promise<LatencyOf> {
  // Another part of the numbers in each session: nothing is in a cache on disk from an earlier one.
  let salt = Math.floor(Math.random() * 2 ** 29);
  const device = engine.device?.id ?? 'none';
  const cold: ColdSample[] = [];
  for (let round = 0; round < Math.min(coldRounds, rounds); round++) {
    cold.push(await judgeInFreshProcess(device, subject.name, salt++));
  }
  const { warm, ...found } = await warmOf(engine, subject, rounds, salt);
  console.error(`  ${subject.name}: ${cold.length} cold, ${warm.length} warm`);
  const summary = { warm: summaryOf(warm), cold: summaryOf(cold) };
  return { name: subject.name, problem: subject.problem, ...found, warm, cold, summary };
}

/** A row for each part of the time of one subject's verdicts. */
function rowsOf({ name, summary: { warm, cold } }: LatencyOf): string[][] {
  const row = (label: string, of: (summary: PartSummary) => { p50: number; p95: number; p99: number } | undefined) => [
    label,
    ...[of(warm), of(cold)].flatMap((found) =>
      found ? [found.p50, found.p95, found.p99].map((value) => digits(value, 3)) : ['', '', ''],
    ),
  ];
  const inside = Object.keys(warm.parts) as (keyof PartSummary['parts'])[];
  return [row(name, ({ total }) => total), ...inside.map((part) => row(`  ${part}`, ({ parts }) => parts[part]))];
}

export function latencyTable({ subjects }: Pick<LatencyResult, 'subjects'>): string {
  const header = ['verdict, ms', 'warm p50', 'p95', 'p99', 'cold p50', 'p95', 'p99'];
  const opened = median(subjects.flatMap(({ cold }) => cold.map(({ openedMs }) => openedMs)));
  return [
    table(header, subjects.flatMap(rowsOf)),
    `cold: the first verdict of a process, once its engine is open (${digits(opened, 3)} ms after the process began)`,
  ].join('\n');
}

function goalText({ subjects }: Pick<LatencyResult, 'subjects'>, gpu: boolean): string {
  const total = subjects.find(({ name }) => name === goals.subject)?.summary.warm.total;
  if (!gpu || !total) return 'The goals are those of a GPU.';
  const said = (value: number, goal: number): string =>
    `${digits(value, 3)} ms (goal ${goal}: ${value < goal ? 'reached' : 'missed'})`;
  return `${goals.subject}, warm: p50 ${said(total.p50, goals.p50)}, p99 ${said(total.p99, goals.p99)}`;
}

export async function benchLatency(
  engine: Engine,
  folder: string | undefined,
  { only, rounds, allCases }: Pick<SafeBenchOptions, 'only' | 'rounds' | 'allCases'>,
): Promise<BenchReport> {
  if (allCases) return benchAllCases(engine, folder, { only, rounds });
  const subjects: LatencyOf[] = [];
  for (const subject of latencySubjects.filter(({ name }) => name.includes(only))) {
    subjects.push(await latencyOf(engine, subject, rounds ?? warmRounds));
  }
  const path = writeResult(nameOnDevice('latency', engine), engine, { goals, subjects }, folder);
  return { text: `${latencyTable({ subjects })}\n${goalText({ subjects }, engine.gpu !== null)}`, path };
}
