/**
 * The corpora's expectations, Compute Sanitizer's reports and the simulator's findings side by side.
 *
 *   node dist/bench/sanitizer_table.js SANITIZER.json [SIM.json]
 *
 * SIM.json: { "results": [{ "corpus": "faulty", "name": "race-reduction", "findings": [{ "kind": "race", "line": 19 }] }] }
 */
import { readFileSync } from 'node:fs';
import { messageOf } from '../lib/errors.js';
import { type ExpectedFinding, type FindingKind, findingKinds } from '../test/sim/corpus.js';
import { table } from './measurement.js';
import type { FileResult, SanitizerResult } from './sanitizer.js';
import { type SanitizerReport, sanitizerTools } from './sanitizer_output.js';
import type { ToolResult } from './sanitizer_run.js';

export interface SimFinding {
  kind: string;
  /** 0 when the finding has none. */
  line: number;
  /** Of the earlier access of a race. */
  otherLine?: number;
}

export interface SimResult {
  results: { corpus: 'faulty' | 'right'; name: string; findings: SimFinding[] }[];
}

/**
 * How well a file's fault was told, best first: "line": kind and line; "kind": the kind alone; "other": something else
 * was reported; "fault": the launch failed; "hang": it had to be stopped.
 */
export type Grade = 'line' | 'kind' | 'other' | 'fault' | 'hang' | 'none' | 'not run';

const shown: Record<Grade, string> = {
  line: 'line',
  kind: 'kind',
  other: 'other',
  fault: 'fault',
  hang: 'hang',
  none: '-',
  'not run': '?',
};

/** Whether a report of the sanitizer's means the same as a kind of finding. */
function means(report: SanitizerReport, kind: FindingKind): boolean {
  if (report.kind === kind) return true;
  if (report.kind === 'barrier') return kind === 'barrier-divergence' || kind === 'leftover';
  return report.kind === 'api' && kind === 'trap' && /ASSERT|LAUNCH_FAILED|ILLEGAL_INSTRUCTION/i.test(report.text);
}

export function gradeOfTool(result: ToolResult | undefined, expected: readonly ExpectedFinding[]): Grade {
  if (!result || result.outcome === 'not run') return 'not run';
  let best: Grade = 'none';
  for (const { kind, lines } of expected) {
    const same = result.reports.filter((report) => means(report, kind));
    if (same.some((report) => report.lines.some((line) => lines.includes(line)))) return 'line';
    if (same.length > 0) best = 'kind';
  }
  if (best !== 'none') return best;
  if (result.reports.some(({ kind }) => kind !== 'api')) return 'other';
  if (result.outcome === 'hang' || result.outcome === 'killed') return 'hang';
  return result.outcome === 'ran' ? 'none' : 'fault';
}

export function gradeOfSim(findings: readonly SimFinding[] | undefined, expected: readonly ExpectedFinding[]): Grade {
  if (!findings) return 'not run';
  let best: Grade = findings.length > 0 ? 'other' : 'none';
  for (const { kind, lines } of expected) {
    const same = findings.filter((finding) => finding.kind === kind);
    if (same.some(({ line, otherLine = 0 }) => lines.includes(line) || lines.includes(otherLine))) return 'line';
    if (same.length > 0) best = 'kind';
  }
  return best;
}

const rank: Grade[] = ['line', 'kind', 'other', 'fault', 'hang', 'none', 'not run'];

interface Row {
  file: FileResult;
  grades: Grade[];
  any: Grade;
  sim: Grade;
}

function rowsOf(results: readonly FileResult[], sim: SimResult | null): Row[] {
  return results.map((file) => {
    const grades = sanitizerTools.map((tool) => gradeOfTool(file.tools[tool], file.expected));
    const any = rank.find((grade) => grades.includes(grade)) ?? 'not run';
    const own = sim?.results.find(({ corpus, name }) => corpus === file.corpus && name === file.name);
    return { file, grades, any, sim: gradeOfSim(own?.findings, file.expected) };
  });
}

const told = (grade: Grade): boolean => grade === 'line' || grade === 'kind';

function faultyTables(rows: readonly Row[]): string[] {
  const one = rows.map(({ file, grades, any, sim }) => [
    file.name,
    ...[...grades, any, sim].map((each) => shown[each]),
  ]);
  const columns = [...sanitizerTools, 'any tool', 'sim'];
  const present = findingKinds.filter((kind) =>
    rows.some(({ file }) => file.expected.some((one) => one.kind === kind)),
  );
  const counts = present.map((kind) => {
    const these = rows.filter(({ file }) => file.expected.some((expected) => expected.kind === kind));
    const count = (of: (row: Row) => Grade): string =>
      `${these.filter((row) => told(of(row))).length} (${these.filter((row) => of(row) === 'line').length})`;
    const tools = sanitizerTools.map((_, i) => count(({ grades }) => grades[i] ?? 'not run'));
    return [kind, String(these.length), ...tools, count(({ any }) => any), count(({ sim }) => sim)];
  });
  return [table(['faulty', ...columns], one), table(['kind told (with its line)', 'files', ...columns], counts)];
}

/** Right files that somebody says something against. */
function rightTable(rows: readonly Row[], sim: SimResult | null): string {
  const wordsOf = (result: ToolResult | undefined): string => {
    if (!result || result.outcome === 'not run') return '?';
    // A call of the host's that failed says nothing about the kernel: the runner asks for parameters until there are none.
    const report = result.reports.find(({ kind }) => kind !== 'api');
    if (report) return `${report.kind}${report.lines.length > 0 ? `:${report.lines[0]}` : ''}`;
    return result.outcome === 'ran' ? '-' : result.outcome;
  };
  const against = rows.flatMap(({ file }) => {
    const own = sim?.results.find(({ corpus, name }) => corpus === 'right' && name === file.name);
    const tools = sanitizerTools.map((tool) => wordsOf(file.tools[tool]));
    const finding = own?.findings[0];
    const simWords = own ? (finding ? `${finding.kind}:${finding.line}` : '-') : '?';
    return tools.every((words) => words === '-') && simWords !== `${finding?.kind}:${finding?.line}`
      ? []
      : [[file.name, ...tools, simWords]];
  });
  const count = `${against.length} of ${rows.length} right files have something said against them`;
  return against.length > 0 ? table([count, ...sanitizerTools, 'sim'], against) : `${count}.`;
}

/** What each said about every file, the counts by kind, and what was said against right files. */
export function sanitizerTable({ sanitizer, results }: SanitizerResult, sim: SimResult | null): string {
  const rows = rowsOf(results, sim);
  const faulty = rows.filter(({ file }) => file.corpus === 'faulty');
  const right = rows.filter(({ file }) => file.corpus === 'right');
  return [sanitizer, ...faultyTables(faulty), rightTable(right, sim)].join('\n\n');
}

if (process.argv[1]?.endsWith('sanitizer_table.js')) {
  const [of = '', sim] = process.argv.slice(2);
  try {
    const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
    console.log(sanitizerTable(read(of) as SanitizerResult, sim === undefined ? null : (read(sim) as SimResult)));
  } catch (error) {
    console.error(`Expected the result of sanitizer.js and perhaps the simulator's: ${messageOf(error)}`);
    process.exitCode = 2;
  }
}
