/** What compute-sanitizer's tools print, as data. Written for 2022 to 2025 versions; what it does not know is "other". */

export const sanitizerTools = ['memcheck', 'racecheck', 'initcheck', 'synccheck'] as const;
export type SanitizerTool = (typeof sanitizerTools)[number];

export interface SanitizerReport {
  /** A kind of the simulator's where there is one that means the same; "api" for a call of the host's that failed. */
  kind: 'out-of-bounds' | 'misaligned' | 'uninitialised-read' | 'race' | 'barrier' | 'stack-overflow' | 'api' | 'other';
  /** The tool's own words. */
  text: string;
  severity: 'error' | 'warning' | 'info';
  /** Lines of the kernel's source that the report names, innermost first. */
  lines: number[];
  /** Of the first of these reports. */
  thread: string | null;
  block: string | null;
  /** Reports that were printed with the same words and lines. */
  count: number;
  /** What racecheck counted in all of them. */
  hazards: number;
}

export interface SanitizerOutput {
  reports: SanitizerReport[];
  /** The number in the last line, which counts what was not printed as well; null when there is no such line. */
  errors: number | null;
}

const prefix = /^=========(.*)$/;
/** Of a report's second and later lines, in case their indentation is lost. */
const continued =
  /^(at|and|by|in|address|access|saved|host frame|device frame|barrier is|current value|(read|write) thread)\b/i;
const noise =
  /^(compute-sanitizer|(target )?application|error: (process|no attachable|target)|error summary|racecheck summary|log|saved)/i;

function kindOf(head: string, body: string): SanitizerReport['kind'] {
  if (/^program hit/i.test(head)) return 'api';
  if (/stack overflow/i.test(head)) return 'stack-overflow';
  if (/uninitialized|uninitialised/i.test(head)) return 'uninitialised-read';
  if (/race reported|hazard/i.test(head)) return 'race';
  if (/barrier error|divergent thread|cluster barrier|mbarrier/i.test(head)) return 'barrier';
  if (/^invalid __/i.test(head)) return /misaligned/i.test(body) ? 'misaligned' : 'out-of-bounds';
  if (/misaligned/i.test(`${head} ${body}`)) return 'misaligned';
  if (/out of bounds|out-of-bounds/i.test(`${head} ${body}`)) return 'out-of-bounds';
  return 'other';
}

/** Line numbers of `fileName` in "… in /path/candidate.cu:41" and "… in candidate.cu:41:kernel(int)". */
function linesIn(text: string, fileName: string): number[] {
  const escaped = fileName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = text.matchAll(new RegExp(`(?:^|[\\s/(])${escaped}(?::| \\(line |, line )(\\d+)`, 'g'));
  return [...new Set([...found].map(([, line]) => Number(line)))];
}

function toReport(lines: readonly string[], fileName: string): SanitizerReport {
  const [head = '', ...rest] = lines;
  // Frames of the host name no kernel.
  const body = rest.filter((line) => !/^(saved host|host frame|in \S*\.so)/i.test(line)).join('\n');
  const all = `${head}\n${body}`;
  const [, severity = 'error'] = /^(error|warning|info(?:rmation)?)\b/i.exec(head) ?? [];
  const thread = /thread\s*\(([\d,\s]+)\)/i.exec(all);
  const block = /block\s*\(([\d,\s]+)\)/i.exec(all);
  const hazards = [...all.matchAll(/\[(\d+) hazards?\]/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  return {
    kind: kindOf(head, body),
    // Addresses and threads differ from one report of the same fault to the next.
    text: head
      .replace(/^(error|warning|info(rmation)?):\s*/i, '')
      .replace(/ at __shared__ 0x[\da-f]+ in block \([\d,\s]+\)\s*:?$/i, '')
      .trim(),
    severity: /^w/i.test(severity) ? 'warning' : /^i/i.test(severity) ? 'info' : 'error',
    lines: linesIn(all, fileName),
    thread: thread?.[1]?.replace(/\s/g, '') ?? null,
    block: block?.[1]?.replace(/\s/g, '') ?? null,
    count: 1,
    hazards,
  };
}

/** Reports of one tool's output; `fileName` is the kernel's source as its line information names it. */
export function parseSanitizerOutput(output: string, fileName: string): SanitizerOutput {
  const records: string[][] = [];
  let errors: number | null = null;
  let open = false;
  for (const line of output.split(/\r?\n/)) {
    const rest = prefix.exec(line)?.[1];
    if (rest === undefined) continue;
    const text = rest.trim();
    if (text === '') {
      open = false;
      continue;
    }
    const summary =
      /RACECHECK SUMMARY:.*\((\d+) errors?/i.exec(text) ??
      /(?:ERROR|INITCHECK|SYNCCHECK) SUMMARY:\s*(\d+) errors?(?! were)/i.exec(text);
    if (summary) errors = (errors ?? 0) + Number(summary[1]);
    const last = records.at(-1);
    if (open && last && (/^\s{2,}/.test(rest) || continued.test(text))) last.push(text);
    else if (noise.test(text) || /summary:/i.test(text)) open = false;
    else if (!/^\s{2,}/.test(rest)) {
      records.push([text]);
      open = true;
    }
  }
  const reports = new Map<string, SanitizerReport>();
  for (const report of records.map((record) => toReport(record, fileName))) {
    const key = JSON.stringify([report.kind, report.text, report.severity, report.lines]);
    const known = reports.get(key);
    if (known) {
      known.count += 1;
      known.hazards += report.hazards;
    } else reports.set(key, report);
  }
  return { reports: [...reports.values()], errors };
}
