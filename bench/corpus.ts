/**
 * `npm run bench -- corpus --device sim`: whether each candidate of the throughput bench's corpus is what it is said to
 * be, on the small cases; with `--device none`, whether all that should compile do, with a plan for the full case. A
 * GPU judges all cases.
 * `--only TEXT` takes those whose names hold it.
 */
import { digits } from '../lib/format/quantities.js';
import { loadProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import type { Outcome, Verdict } from '../lib/verify/verdict.js';
import { verdictsOfCases } from '../lib/verify/verify_cases.js';
import { type CorpusEntry, type Expected, allEntries, shares } from './corpus/corpus.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';

const outcomes: Record<Expected, Outcome> = {
  right: 'pass',
  wrong: 'incorrect',
  'does not compile': 'compile-error',
  faulty: 'unsafe',
};

/** What must come of an entry; without a device nothing more is known of what compiles. */
export function outcomeOf({ expected }: CorpusEntry, withDevice: boolean): Outcome {
  return withDevice || expected === 'does not compile' ? outcomes[expected] : 'unverified';
}

interface Judged {
  name: string;
  expected: Expected;
  outcome: Outcome;
  asExpected: boolean;
  ms: number;
  compileMs: number;
  /** SHA-256 of the PTX; null where nothing was compiled. */
  ptx: string | null;
  /** Of a right one at the full case, on a GPU. */
  medianMs: number | null;
  /** What the verdict says, where it is not what was expected. */
  said: string | null;
}

/** Evidence of what was not expected: enough to look for what is wrong with the entry. */
function evidence(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'incorrect':
      return JSON.stringify(verdict.mismatches).slice(0, 1000);
    case 'unsafe':
      return JSON.stringify(verdict.findings).slice(0, 1000);
    case 'plan-error':
      return JSON.stringify(verdict.problems);
    case 'compile-error':
      return JSON.stringify(verdict.errors).slice(0, 1000);
    default:
      return '';
  }
}

/** Budget enough for small cases: endless loops should not take long. */
const instructionBudget = 2 ** 19;

/** Judges an entry: on the simulator on the small cases, on a GPU on all. Rejects like `verifyKernel`. */
export async function judgeEntry(engine: Engine, entry: CorpusEntry, simulatedTrials = 2): Promise<Judged> {
  const started = performance.now();
  const verdicts: Verdict[] = [];
  for await (const each of verdictsOfCases(entry.source, loadProblem(entry.problem), {
    engine,
    seed: 1,
    name: entry.name,
    ...(engine.simulator ? { trials: simulatedTrials, instructionBudget } : {}),
  })) {
    verdicts.push(each);
  }
  const verdict = verdicts.at(-1);
  if (!verdict) throw new Error(`Expected a verdict of ${entry.name}.`);
  // The first case compiles, the others find it in the cache.
  const compiles = verdicts.flatMap(({ rungs }) => rungs.filter(({ rung }) => rung === 'compile'));
  const asExpected = verdict.outcome === outcomeOf(entry, engine.device !== null);
  return {
    name: entry.name,
    expected: entry.expected,
    outcome: verdict.outcome,
    asExpected,
    ms: performance.now() - started,
    compileMs: compiles.reduce((sum, { ms }) => sum + ms, 0),
    ptx: verdict.code?.candidate.ptx ?? null,
    medianMs: verdict.outcome === 'pass' ? (verdict.timing?.medianMs ?? null) : null,
    said: asExpected ? null : evidence(verdict),
  };
}

export async function benchCorpus(
  engine: Engine,
  folder: string | undefined,
  options: SafeBenchOptions,
): Promise<BenchReport> {
  const entries = allEntries().filter(({ name }) => name.includes(options.only));
  const judged: Judged[] = [];
  for (const entry of entries) {
    const each = await judgeEntry(engine, entry, options.quick ? 1 : 2);
    judged.push(each);
    if (!each.asExpected) console.error(`${each.name}: ${each.outcome} ${each.said}`);
  }
  const path = writeResult('corpus', engine, { judged }, folder);

  const kinds = Object.keys(shares) as Expected[];
  const problems = [...new Set(judged.map(({ name }) => name.split('/')[0] ?? ''))];
  const row = (name: string, of: readonly Judged[]): string[] => [
    name,
    String(new Set(of.map((each) => each.name.split(' ')[0])).size),
    ...kinds.map((kind) => String(of.filter(({ expected }) => expected === kind).length)),
    String(new Set(of.flatMap(({ ptx }) => ptx ?? [])).size),
    digits(of.reduce((sum, { compileMs }) => sum + compileMs, 0) / of.length),
    digits(Math.max(...of.map(({ medianMs }) => medianMs ?? 0))),
    digits(of.reduce((sum, { ms }) => sum + ms, 0) / 1000),
    String(of.filter(({ asExpected }) => !asExpected).length),
  ];
  const rows = problems.map((name) =>
    row(
      name,
      judged.filter((each) => each.name.startsWith(`${name}/`)),
    ),
  );
  const header = ['problem', 'designs', ...kinds, 'PTX', 'compile ms', 'slowest ms', 'all s', 'surprises'];
  return { text: table(header, [...rows, row('all', judged)]), path };
}
