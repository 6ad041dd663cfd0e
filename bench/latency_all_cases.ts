/**
 * Where the time of whole judgements goes: the right candidates of the pools through `verifyAllCases`, case by case and
 * rung by rung. `--only TEXT` of their names, `--rounds N` of them all (3 by default).
 */
import { extractCandidate } from '../lib/dialogue/answer.js';
import { digits } from '../lib/format/quantities.js';
import { type Problem, fullCase, loadProblem, unseenCase } from '../lib/problem/problem.js';
import { builtInPools, loadPool } from '../lib/replay/pool_file.js';
import type { Engine } from '../lib/verify/engine.js';
import { verdictsOfCases } from '../lib/verify/verify_cases.js';
import type { Outcome } from '../lib/verify/verdict.js';
import { freshBinary } from './fresh_binary.js';
import { type BenchReport, type Result, nameOnDevice, table, writeResult } from './measurement.js';
import { type RungTimes, mean, msOf, parts, rungTimesOf } from './rung_times.js';
import type { SafeBenchOptions } from './safe_options.js';

/** The first round also compiles the references and asks each problem whether it is degenerate. */
const usualRounds = 3;

export interface CaseTimes extends RungTimes {
  /** A case's name; "unseen" for dims that no header names. */
  case: string;
  dims: Record<string, number>;
  outcome: Outcome;
}

export interface Judgement {
  /** Such as "softmax/online". */
  name: string;
  problem: string;
  round: number;
  ms: number;
  cases: CaseTimes[];
}

export interface AllCasesResult extends Result {
  rounds: number;
  judgements: Judgement[];
}

interface Subject {
  name: string;
  problem: Problem;
  source: string;
}

/** The answers of the pools that pass on the device. */
function rightAnswers(only: string, gpu: boolean): Subject[] {
  return builtInPools().flatMap((name) => {
    const pool = loadPool(name);
    const right = pool.answers.filter(({ expect, expectGpu }) => (gpu ? (expectGpu ?? expect) : expect) === 'pass');
    return right.flatMap(({ id, answer, finishReason }) => {
      const found = extractCandidate(answer, finishReason);
      if (!found.found) throw new Error(`Expected a candidate in the answer ${id} of the pool ${name}.`);
      const subject = { name: `${name}/${id}`, problem: loadProblem(pool.problem), source: found.source };
      return subject.name.includes(only) ? [subject] : [];
    });
  });
}

async function judge(engine: Engine, { name, problem, source }: Subject, round: number): Promise<Judgement> {
  const cases: CaseTimes[] = [];
  const started = performance.now();
  for await (const verdict of verdictsOfCases(freshBinary(source), problem, { engine, seed: round + 1, name })) {
    const { outcome, problem: at } = verdict;
    // Not by the clock here: the last small case's verdict is held back until the end.
    cases.push({ case: at.case, dims: at.dims, outcome, ...rungTimesOf(verdict, verdict.ms) });
  }
  return { name, problem: problem.name, round, ms: performance.now() - started, cases };
}

type Kind = 'small cases' | 'unseen dims' | 'full case';
export const kinds: readonly Kind[] = ['small cases', 'unseen dims', 'full case'];

export function kindOf({ case: name }: Pick<CaseTimes, 'case'>): Kind {
  if (name === fullCase) return 'full case';
  return name === unseenCase ? 'unseen dims' : 'small cases';
}

/** The judgements of later rounds, when everything is warm; all of them when there was one round only. */
export function warmOf({ judgements, rounds }: Pick<AllCasesResult, 'judgements' | 'rounds'>): Judgement[] {
  return rounds > 1 ? judgements.filter(({ round }) => round > 0) : [...judgements];
}

/** Milliseconds of a judgement in the mean: a row for each kind of case, and what they come to. */
export function allCasesTable(result: Pick<AllCasesResult, 'judgements' | 'rounds'>): string {
  const warm = warmOf(result);
  const row = (label: string, belongs: (at: CaseTimes) => boolean): string[] => {
    const inside = warm.map(({ cases }) => cases.filter(belongs));
    const sum = (read: (times: CaseTimes) => number): string =>
      digits(mean(inside.map((cases) => cases.reduce((total, times) => total + read(times), 0))), 3);
    return [
      label,
      digits(mean(inside.map(({ length }) => length)), 2),
      sum(({ ms }) => ms),
      ...parts.map((part) => sum((times) => msOf(times, part))),
    ];
  };
  const between = mean(warm.map(({ ms, cases }) => ms - cases.reduce((sum, each) => sum + each.ms, 0)));
  const rows = [
    ...kinds.map((kind) => row(kind, (at) => kindOf(at) === kind)),
    ['between verdicts', '', digits(between, 3)],
    row('all', () => true),
  ];
  const others = warm.filter(({ cases }) => cases.at(-1)?.outcome !== 'pass').map(({ name }) => name);
  return [
    table(['a judgement, ms', 'verdicts', 'together', ...parts], rows),
    `${warm.length} judgements${others.length > 0 ? `; not passed: ${[...new Set(others)].join(', ')}` : ', all passed'}`,
  ].join('\n');
}

export async function benchAllCases(
  engine: Engine,
  folder: string | undefined,
  { only, rounds = usualRounds }: Pick<SafeBenchOptions, 'only' | 'rounds'>,
): Promise<BenchReport> {
  const subjects = rightAnswers(only, engine.gpu !== null);
  const judgements: Judgement[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) judgements.push(await judge(engine, subject, round));
    console.error(`  round ${round + 1} of ${rounds}`);
  }
  const path = writeResult(nameOnDevice('latency-all-cases', engine), engine, { rounds, judgements }, folder);
  return { text: allCasesTable({ rounds, judgements }), path };
}
