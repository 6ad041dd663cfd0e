/**
 * How many sources a pool of compilers compiles a second, by its size and by the headers they include, with precompiled
 * headers and without; how long one takes with nothing beside it; and the memory of it all. Needs no GPU.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { digits } from '../lib/format/quantities.js';
import type { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import type { CompileAnswer, CompileTask } from './compile_child.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';

const sizes = [1, 2, 4, 8, 16];

/** In a process of its own: copies are never closed. */
async function measure(task: CompileTask): Promise<CompileAnswer> {
  const script = fileURLToPath(new URL('compile_child.js', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The process with ${task.copies} copies ended with ${code}.`);
  return JSON.parse(output) as CompileAnswer;
}

function rateTable(answers: readonly CompileAnswer[]): string {
  const single = answers.find(({ copies }) => copies === 1);
  const rows = answers.flatMap(({ copies, rates }) =>
    rates.map(({ name, headers, compilesPerSecond, aloneMs }, i) => {
      const one = single?.rates[i]?.compilesPerSecond;
      return [
        name,
        headers ? 'yes' : 'no',
        String(copies),
        digits(compilesPerSecond, 3),
        one === undefined ? '' : digits(compilesPerSecond / one, 3),
        digits(median(aloneMs), 3),
      ];
    }),
  );
  // Sizes of one source below each other.
  rows.sort(([a = '', b = ''], [c = '', d = '']) => b.localeCompare(d) || order(a) - order(c));
  function order(name: string): number {
    return single?.rates.findIndex((rate) => rate.name === name) ?? 0;
  }
  return table(['source', 'headers kept', 'copies', 'a second', 'times one copy', 'ms of one'], rows);
}

function memoryTable(answers: readonly CompileAnswer[]): string {
  const rows = answers.map(({ copies, memory: { opened, idle, used, headers } }) => [
    String(copies),
    // Files in memory that the process has not touched are memory as well.
    ...[opened, idle, used, headers].map((at) => String(at.resident - at.residentOfFiles + at.files)),
  ]);
  return table(['copies', 'MB with the first', 'all open', 'after compiles', 'with headers kept'], rows);
}

export async function benchCompile(
  engine: Engine,
  folder: string | undefined,
  { quick, only }: SafeBenchOptions,
): Promise<BenchReport> {
  const cores = availableParallelism();
  // One size beyond the cores shows what is lost by it.
  const chosen = sizes.filter((copies, i) => (quick ? copies <= 2 : copies <= cores || (sizes[i - 1] ?? 0) < cores));
  const answers: CompileAnswer[] = [];
  for (const copies of chosen) {
    answers.push(await measure({ copies, seconds: quick ? 1 : 5, alone: quick ? 3 : 15, only }));
    console.error(`  ${copies} of ${chosen.join(', ')} copies`);
  }
  const path = writeResult('compile', engine, { cores, answers }, folder);
  const text = `compile: a pool of compilers on ${cores} cores\n${rateTable(answers)}\n\nmemory of the process\n${memoryTable(answers)}`;
  return { text, path };
}
