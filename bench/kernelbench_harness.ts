/** KernelBench's harness in a Python process beside this one, which goes on to the next problem when one took it away. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digits } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { LineProcess } from '../lib/process/line_process.js';
import { modelNew } from './kernelbench_model.js';
import { type KernelBenchProblem, freshCandidate, freshId, loadKernelBenchProblem } from './kernelbench_problems.js';
import { type HarnessAnswer, type HarnessOutcome, harnessAnswerSchema } from './kernelbench_record.js';
import { table } from './measurement.js';
import { type RivalOptions, pythonEnvironment } from './rival_options.js';

/** Importing PyTorch from a cold disk takes its time. */
const startLimitMs = 180_000;
/** All extensions side by side, and then each candidate once. */
const rehearsalLimitMs = 540_000;

function start(options: RivalOptions, device: string, more: readonly string[]): LineProcess<HarnessAnswer> {
  const { kernelbench } = options;
  if (!existsSync(join(kernelbench, 'KernelBench', 'level1'))) {
    throw new Error(
      `Expected --kernelbench with a checkout of KernelBench, which has a folder KernelBench/level1; found "${kernelbench}".`,
    );
  }
  const words = [packagePath('bench', 'kernelbench', 'harness.py'), kernelbench, '--device', device, ...more];
  return LineProcess.start(options.python, words, {
    environment: pythonEnvironment(options),
    parse: (line) => harnessAnswerSchema.parse(JSON.parse(line)),
  });
}

/** Rejects when the process does not come to its first request. */
async function ready(process: LineProcess<HarnessAnswer>): Promise<Record<string, unknown>> {
  const ended = await process.next(startLimitMs);
  if ('answer' in ended && ended.answer.kind === 'ready') return ended.answer;
  await process.stop();
  throw new Error(`Expected KernelBench's harness to start but found ${JSON.stringify(ended)}.`);
}

/** What the harness is asked: the candidate with fresh names, at the problem's full size. */
function requestOf(problem: KernelBenchProblem, buildFolder: string): object {
  const id = freshId();
  const { contract } = loadKernelBenchProblem(problem, 'full');
  const source = modelNew(problem, freshCandidate(problem, id), contract, id);
  return { number: problem.number, source, buildFolder };
}

export class Harness {
  private running: LineProcess<HarnessAnswer> | null = null;
  /** What the process said of itself. */
  facts: Record<string, unknown> | null = null;

  constructor(
    private readonly options: RivalOptions,
    private readonly device: string,
  ) {}

  /** One call of `eval_kernel_against_ref`; the process is started and warm before its clock starts. */
  async evaluate(problem: KernelBenchProblem, buildFolder: string): Promise<HarnessOutcome> {
    if (!this.running?.alive) {
      this.running = start(this.options, this.device, []);
      this.facts = await ready(this.running);
    }
    const ended = await this.running.ask(requestOf(problem, buildFolder), 1000 * this.options.limit);
    if ('overMs' in ended) return { kind: 'over', seconds: ended.overMs / 1000 };
    if ('words' in ended) return { kind: 'failed', words: ended.words };
    const { answer } = ended;
    if (answer.kind !== 'result') return { kind: 'failed', words: `Unexpected: ${JSON.stringify(answer)}` };
    return answer.error === null ? answer : { kind: 'failed', words: answer.error };
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }
}

/** Builds all candidates as KernelBench would, side by side, and compares each once. Measures nothing. */
export async function rehearse(
  options: RivalOptions,
  device: string,
  problems: readonly KernelBenchProblem[],
): Promise<{ text: string; results: object[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-kernelbench-'));
  const python = start(options, device, ['--rehearse']);
  try {
    await ready(python);
    const rows: string[][] = [];
    const results: object[] = [];
    for (const problem of problems) python.send(requestOf(problem, join(folder, String(problem.number))));
    python.finish();
    for (const problem of problems) {
      const ended = await python.next(rehearsalLimitMs);
      const name = `${problem.number} ${problem.folder}`;
      results.push(ended);
      if (!('answer' in ended) || ended.answer.kind !== 'rehearsed') {
        rows.push([name, `ended: ${JSON.stringify(ended).slice(0, 2000)}`, '']);
        break;
      }
      const { agrees, difference, error } = ended.answer;
      rows.push([name, error ?? (agrees ? 'agrees' : 'differs'), difference === null ? '' : digits(difference, 3)]);
    }
    return { text: table(['rehearsal', 'came of it', 'largest difference'], rows), results };
  } finally {
    await python.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
