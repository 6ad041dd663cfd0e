/**
 * KernelBench's problems as references: which of them load, at which small sizes, and whether the module in f32 passes for
 * itself in f64 under the derived tolerance, in several families of inputs; on a GPU at the full size too. Each problem is
 * written down when it is done, as a line of `DATE-references.jsonl`; `--resume FILE` goes on with such a file and tries
 * again what failed. `--level 1,2,3` (the default), `--only NUMBERS`, `--rounds` trials, `--limit` seconds a problem.
 */
import { basename, join } from 'node:path';
import { commitOfThis } from '../lib/certificate/maker.js';
import { messageOf } from '../lib/errors.js';
import { clip } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { type Problem, atCase, fullCase } from '../lib/problem/problem.js';
import { closeHelpers, helperOf } from '../lib/torch/helpers.js';
import { defaultTrials } from '../lib/verify/options.js';
import type { Engine } from '../lib/verify/engine.js';
import { simulatedCases } from '../lib/verify/verify_cases.js';
import { type BenchReport, type Result, machineOf, nameOnDevice, table, writeResult } from './measurement.js';
import {
  type ModuleProblem,
  keyOf,
  loadModuleProblem,
  moduleProblems,
  pythonOf,
  useModulesOf,
} from './module_problems.js';
import { type Piece, oneByOne } from './one_by_one.js';
import { judgeByItself } from './reference_itself.js';
import {
  type LevelSummary,
  type ReferenceCase,
  type ReferenceRecord,
  readRecords,
  summaryOf,
} from './references_record.js';
import { type RivalOptions, defaultRivalOptions } from './rival_options.js';
import type { SafeBenchOptions } from './safe_options.js';

/** What the result file holds. */
export interface ReferencesResult extends Result {
  /** Name of the file that has the records, a line each. */
  lines: string;
  records: ReferenceRecord[];
  summary: LevelSummary[];
}

const allLevels = [1, 2, 3];
/** Of a problem, unless less is allowed. */
const mostSeconds = 120;
const deadlineMs = 60_000;
const seed = 1;
const shownOfReason = 160;

type Settled = RivalOptions & Partial<SafeBenchOptions>;

/** A case that small sizes stand for is tried on the CPU; the full one needs a GPU. */
function casesOf(engine: Engine, problem: Problem): string[] {
  const names = simulatedCases(problem);
  return engine.gpu ? [...new Set([...names, fullCase])] : names.filter((name) => name !== fullCase);
}

async function atCaseOf(engine: Engine, problem: Problem, name: string, how: Settled, signal: AbortSignal) {
  const { contract } = atCase(problem, name);
  const bytes = [...contract.inputs, ...contract.outputs].reduce((sum, each) => sum + each.bytes, 0);
  const common = { case: name, dims: contract.dims, bytes };
  const started = performance.now();
  try {
    const degenerate = name !== fullCase;
    const options = { trials: how.rounds ?? defaultTrials, seed, deadlineMs, degenerate, signal };
    const itself = await judgeByItself(engine, problem, name, options);
    return { ...common, itself: { ...itself, ms: performance.now() - started }, failed: null };
  } catch (error) {
    return { ...common, itself: null, failed: messageOf(error) };
  }
}

function pieceOf(engine: Engine, subject: ModuleProblem, how: Settled): Piece<ReferenceRecord> {
  const { level, number, name } = subject;
  const record: ReferenceRecord = {
    ...{
      level,
      number,
      name,
      date: new Date().toISOString(),
      commit: commitOfThis(),
      machine: { ...machineOf(engine) },
    },
    ...{ torch: null, loadMs: null, failed: null, random: null, cases: [] },
  };
  const work = async (signal: AbortSignal): Promise<ReferenceRecord> => {
    const helper = await helperOf(pythonOf(how));
    record.torch = { ...helper.ready };
    const started = performance.now();
    const problem = await loadModuleProblem(subject, how);
    record.loadMs = performance.now() - started;
    const cases: ReferenceCase[] = [];
    for (const caseName of casesOf(engine, problem)) {
      cases.push(await atCaseOf(engine, problem, caseName, how, signal));
      signal.throwIfAborted();
    }
    const { file, model } = problem.torch ?? { file: subject.file, model: 'Model' };
    const differs = cases.some(({ itself }) => itself?.agrees === false);
    const random = differs ? (await helper.describe({ file, model, sizes: {} }, { signal })).random : null;
    return { ...record, date: new Date().toISOString(), random, cases };
  };
  return { name: keyOf(subject), work, failed: (words) => ({ ...record, failed: words }) };
}

function textOf(summary: readonly LevelSummary[]): string {
  const header = ['level', 'problems', 'load', 'small case', 'agree, small', 'agree, full', 'degenerate'];
  const rows = summary.map((each) => [
    String(each.level),
    ...[each.problems, each.load, each.small, each.agreeSmall].map(String),
    each.agreeFull === null ? '-' : String(each.agreeFull),
    each.degenerate.join(', '),
  ]);
  const reasons = summary.flatMap(({ level, reasons: all }) =>
    all.map(({ number, name, why }) => clip(`${keyOf({ level, number })} ${name}: ${why}`, shownOfReason)),
  );
  return [table(header, rows), ...reasons].join('\n');
}

export async function benchReferences(
  engine: Engine,
  folder?: string,
  options: Partial<SafeBenchOptions & RivalOptions> = {},
): Promise<BenchReport> {
  const how = { ...defaultRivalOptions, ...options };
  useModulesOf(how);
  const subjects = moduleProblems(how.kernelbench, how.levels ?? allLevels, how.only ?? '');
  const name = nameOnDevice('references', engine);
  const out = folder ?? packagePath('bench', 'results');
  const lines = how.resume || join(out, `${new Date().toISOString().slice(0, 10)}-${name}.jsonl`);
  const isDone = ({ failed, cases }: ReferenceRecord): boolean =>
    failed === null && cases.every((each) => each.failed === null);
  const done = how.resume ? readRecords(lines).filter(isDone) : [];
  const left = subjects.filter((subject) => !done.some((record) => keyOf(record) === keyOf(subject)));
  const run = {
    ...{ lines, limitS: Math.min(how.limit, mostSeconds), minutes: how.minutes },
    ...{ stop: closeHelpers, lost: () => engine.device?.lost ?? null },
  };
  const records = [...done];
  try {
    const pieces = left.map((subject) => pieceOf(engine, subject, how));
    records.push(...(await oneByOne(pieces, run)));
  } finally {
    await closeHelpers();
  }
  const summary = summaryOf(records);
  const path = writeResult(name, engine, { lines: basename(lines), records, summary }, folder);
  return { text: `${textOf(summary)}\n${lines}`, path };
}
