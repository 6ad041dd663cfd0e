/** Processes under Compute Sanitizer, each with one file or several, and what they printed as data. */
import { execFileSync, spawn } from 'node:child_process';
import { messageOf } from '../lib/errors.js';
import { candidateFileName } from '../lib/verify/compile/compile_request.js';
import { type ChildOutcome, beginMark, endMark } from './sanitizer_process.js';
import { type SanitizerOutput, type SanitizerTool, parseSanitizerOutput } from './sanitizer_output.js';

export interface ToolResult extends SanitizerOutput {
  /** Of the launches together, by CUDA events, of a file that ran; milliseconds. */
  gpuMs?: number;
  /** "killed" past the time limit; "ended" when the process ended without saying how the file's run went. */
  outcome: ChildOutcome['outcome'] | 'killed' | 'ended' | 'not run';
  detail: string;
  /** Of the process; null when a signal ended it. */
  exit: number | null;
  seconds: number;
  /** What was printed, cut, where the parser found nothing though something went wrong. */
  output?: string;
}

const toolOptions: Record<SanitizerTool, string[]> = {
  // Allocations lie a multiple of 512 bytes apart; the padding keeps the end of one from being the start of the next.
  memcheck: ['--padding', '1024'],
  racecheck: ['--racecheck-report', 'all'],
  initcheck: [],
  synccheck: [],
};

export const notRun: ToolResult = {
  outcome: 'not run',
  detail: '',
  reports: [],
  errors: null,
  exit: null,
  seconds: 0,
};

export interface Settings {
  sanitizer: string;
  folder: string;
  child: string;
  deadlineMs: number;
  limitMs: number;
  /** performance.now() after which no process is started. */
  until: number;
}

export interface Ended {
  output: string;
  exit: number | null;
  killed: boolean;
  seconds: number;
}

/** How long a process may take to end after it has said that its kernel hangs. */
const hangPatienceMs = 3000;

/** The end of an output is worth the most, and the GPU's tools can print without end. */
const mostOutput = 4 << 20;

export function runChild(
  settings: Settings,
  tool: SanitizerTool,
  names: readonly string[],
  limitMs: number,
): Promise<Ended> {
  const started = performance.now();
  const words = ['--tool', tool, ...toolOptions[tool], '--print-limit', '200', process.execPath, settings.child];
  const child = spawn(settings.sanitizer, [...words, settings.folder, String(settings.deadlineMs), ...names], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that the sanitizer and the process under it are ended together.
    detached: true,
  });
  return new Promise((resolve, reject) => {
    let output = '';
    let killed = false;
    const kill = (): void => {
      killed = true;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    };
    let timer = setTimeout(kill, limitMs);
    const take = (chunk: string): void => {
      output = (output + chunk).slice(-mostOutput);
      if (!chunk.includes('"outcome":"hang"')) return;
      clearTimeout(timer);
      timer = setTimeout(kill, hangPatienceMs);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (exit) => {
      clearTimeout(timer);
      resolve({ output, exit, killed, seconds: Math.round(performance.now() - started) / 1000 });
    });
  });
}

/** What a process said of one of its files: from the file's first mark to the next one's. */
export function resultOf(name: string, { output, exit, killed, seconds }: Ended): ToolResult {
  const begin = output.indexOf(`${beginMark}${name}\n`);
  if (begin < 0) return { ...notRun, outcome: killed ? 'killed' : 'ended', detail: 'not begun', exit, seconds, output };
  const next = output.indexOf(beginMark, begin + beginMark.length);
  const own = output.slice(begin, next < 0 ? undefined : next);
  const said = own.split('\n').find((line) => line.startsWith(`${endMark}${name} `));
  const ended: Pick<ToolResult, 'outcome' | 'detail' | 'gpuMs'> = said
    ? (JSON.parse(said.slice(`${endMark}${name} `.length)) as ChildOutcome)
    : { outcome: killed ? 'killed' : 'ended', detail: '' };
  const parsed = parseSanitizerOutput(own, candidateFileName);
  const unclear = ended.outcome !== 'ran' && parsed.reports.length === 0;
  return { ...ended, ...parsed, exit, seconds, ...(unclear ? { output: own.slice(0, 2000) } : {}) };
}

export async function runOne(settings: Settings, tool: SanitizerTool, name: string): Promise<ToolResult> {
  if (performance.now() > settings.until) return notRun;
  return resultOf(name, await runChild(settings, tool, [name], settings.limitMs));
}

/** Runs jobs side by side in their order. */
export async function inParallel(jobs: (() => Promise<void>)[], most: number): Promise<void> {
  const waiting = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: most }, worker));
}

/** The last line of what it prints. Throws when it does not start. */
export function sanitizerVersion(sanitizer: string): string {
  try {
    const printed = execFileSync(sanitizer, ['--version'], { encoding: 'utf8' });
    return printed.trim().split('\n').at(-1) ?? 'unknown';
  } catch (error) {
    throw new Error(
      `Expected Compute Sanitizer at "${sanitizer}" but it does not start (${messageOf(error)}). ` +
        `It comes with the CUDA toolkit; name it with --sanitizer, such as /usr/local/cuda/bin/compute-sanitizer.`,
      { cause: error },
    );
  }
}
