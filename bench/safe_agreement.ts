/** The safe run's findings and memcheck's reports of the same candidate, side by side. */
import { table } from './measurement.js';
import { type SafeGrade, describeFindings, gradeOfFindings, isRight } from './safe_grade.js';
import type { Checked } from './safe_prepare.js';
import type { FaultySubject, RightSubject } from './safe_subjects.js';
import type { SanitizerReport } from './sanitizer_output.js';
import type { ToolResult } from './sanitizer_run.js';

/** How memcheck told a fault: its line, its kind, something else, only that the launch failed or hung, or not at all. */
type MemcheckGrade = 'line' | 'kind' | 'other' | 'fault' | 'hang' | 'none' | 'not run';

export interface Agreement {
  corpus: 'faulty' | 'right';
  name: string;
  kind: string;
  safe: SafeGrade | 'none' | 'refused';
  safeWords: string;
  memcheck: MemcheckGrade;
  memcheckWords: string;
  agree: boolean;
  /** Why they differ; empty where they agree and "unexplained" where nothing is known. */
  reason: string;
}

/** What memcheck does not look for, by the finding's kind: the manual's section on it says what it does. */
const reasons: Record<string, string> = {
  'write-to-input': 'memcheck does not know which allocations may only be read',
  deadline: 'memcheck has no deadline: the launch hangs under it',
  heap: "memcheck allows the device's heap",
  trap: 'memcheck reports only that the launch failed',
  'stack-overflow': 'memcheck reports only that the launch failed',
};

/** Spaces that the hardware keeps in constant banks: kernel parameters are in one as well. */
const constantSpaces = new Set(['constant', 'parameter']);

function meansOutside(report: SanitizerReport): boolean {
  return report.kind === 'out-of-bounds' || report.kind === 'misaligned';
}

function gradeOfMemcheck(result: ToolResult, { kind, lines }: FaultySubject): MemcheckGrade {
  if (result.outcome === 'not run') return 'not run';
  const same = result.reports.filter((report) => report.kind === kind);
  if (same.some((report) => report.lines.some((line) => lines.includes(line)))) return 'line';
  if (same.length > 0) return 'kind';
  if (result.reports.some((report) => report.kind !== 'api')) return 'other';
  if (result.outcome === 'hang' || result.outcome === 'killed') return 'hang';
  return result.outcome === 'ran' ? 'none' : 'fault';
}

function wordsOf({ reports, outcome, detail }: ToolResult): string {
  const own = reports.filter(({ kind }) => kind !== 'api');
  const words = own.slice(0, 2).map(({ kind, text, lines }) => `${kind} at line ${lines[0] ?? '?'}: ${text}`);
  return words.join(' | ') || `${outcome} ${detail}`.trim();
}

function ownWords(checked: Checked | string | undefined): { findings: Checked['findings']; words: string } | string {
  if (checked === undefined) return 'not run';
  if (typeof checked === 'string') return checked;
  return { findings: checked.findings, words: describeFindings(checked.findings) };
}

/** One that should be found: they agree when both tell its kind. */
export function compareFaulty(
  subject: FaultySubject,
  checked: Checked | string | undefined,
  memcheckResult: ToolResult,
): Agreement {
  const { name, kind } = subject;
  const own = ownWords(checked);
  const safe = typeof own === 'string' ? 'refused' : gradeOfFindings(own.findings, subject);
  const memcheck = gradeOfMemcheck(memcheckResult, subject);
  const found = memcheck === 'line' || memcheck === 'kind';
  const agree = isRight(safe) && (found || (safe === 'passed' && memcheck === 'none'));
  return {
    corpus: 'faulty',
    name,
    kind,
    safe,
    safeWords: typeof own === 'string' ? own : own.words,
    memcheck,
    memcheckWords: wordsOf(memcheckResult),
    agree,
    reason: agree ? '' : reasonOf(subject, { safe, inConstant: isInConstant(own) }, memcheck),
  };
}

/** Whether all that the safe run found lies in constant memory. */
function isInConstant(own: ReturnType<typeof ownWords>): boolean {
  return (
    typeof own !== 'string' && own.findings.length > 0 && own.findings.every(({ space }) => constantSpaces.has(space))
  );
}

function reasonOf(
  { kind, where }: FaultySubject,
  { safe, inConstant }: { safe: string; inConstant: boolean },
  memcheck: MemcheckGrade,
): string {
  if (memcheck === 'not run') return 'memcheck did not run';
  if (!isRight(safe)) return 'unexplained';
  const known = reasons[kind];
  if (known !== undefined) return known;
  // Static variables, locals and the window of shared memory have no red zones under memcheck.
  if (where === 'shared' || where === 'local') return `memcheck sees only the whole window of ${where} memory`;
  if (memcheck === 'fault') return 'memcheck reports only that the launch failed';
  if (memcheck === 'none' && inConstant) return 'memcheck does not look at constant memory';
  return 'unexplained';
}

/** One in which nothing should be found. */
export function compareRight(
  { name }: RightSubject,
  checked: Checked | string | undefined,
  memcheckResult: ToolResult,
): Agreement {
  const own = ownWords(checked);
  const safe = typeof own === 'string' ? 'refused' : own.findings.length > 0 ? 'other' : 'none';
  const reported = memcheckResult.reports.some(meansOutside);
  const memcheck = memcheckResult.outcome === 'not run' ? 'not run' : reported ? 'other' : 'none';
  const agree = safe === 'none' && memcheck === 'none';
  return {
    corpus: 'right',
    name,
    kind: '',
    safe,
    safeWords: typeof own === 'string' ? own : own.words,
    memcheck,
    memcheckWords: wordsOf(memcheckResult),
    agree,
    reason: agree ? '' : memcheck === 'not run' ? 'memcheck did not run' : 'unexplained',
  };
}

/** Counts, the differences by reason, and every unexplained one in full. */
export function agreementTable(agreements: readonly Agreement[]): string {
  const count = (of: (agreement: Agreement) => boolean): string => String(agreements.filter(of).length);
  const summary = table(
    ['candidates', 'all', 'agree', 'explained', 'unexplained'],
    (['faulty', 'right'] as const).map((corpus) => [
      corpus,
      count((one) => one.corpus === corpus),
      count((one) => one.corpus === corpus && one.agree),
      count((one) => one.corpus === corpus && !one.agree && one.reason !== 'unexplained'),
      count((one) => one.corpus === corpus && one.reason === 'unexplained'),
    ]),
  );
  const byReason = new Map<string, number>();
  for (const { agree, reason } of agreements) {
    if (!agree) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  }
  const differences = table(
    ['why they differ', 'candidates'],
    Array.from(byReason, ([reason, times]) => [reason, String(times)]),
  );
  const unexplained = agreements
    .filter(({ reason }) => reason === 'unexplained')
    .map(({ name, safe, safeWords, memcheck, memcheckWords }) =>
      [`  ${name}`, `    safe run: ${safe}, ${safeWords}`, `    memcheck: ${memcheck}, ${memcheckWords}`].join('\n'),
    );
  return [summary, ...(byReason.size > 0 ? [differences] : []), ...unexplained].join('\n\n');
}
