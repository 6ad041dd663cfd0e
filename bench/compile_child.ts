/** A process of the bench `compile`: a pool of one size. What it is to do is its one argument, what it found its output. */
import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { openCompiler } from '../lib/native/open.js';
import type { CompileJob } from '../lib/native/types.js';
import { candidateFrame } from '../lib/verify/compile/candidate_frame.js';
import { prepareHeaders, quickly } from '../lib/verify/precompiled_headers.js';
import { signatureExpression } from '../lib/verify/signature.js';
import { compileSubjects } from './compile_subjects.js';

export interface CompileTask {
  copies: number;
  /** How long jobs are handed over for each rate. */
  seconds: number;
  /** Compiles with nothing beside them. */
  alone: number;
  /** Of sources with this text in their names; without it all the usual headers are kept as well. */
  only: string;
}

/**
 * MB. The files in memory are the copies of the library and the headers that they keep compiled; of their pages, `resident`
 * counts those that the process has touched as `resident` ones of files.
 */
export interface CompileMemory {
  resident: number;
  residentOfFiles: number;
  files: number;
}

export interface CompileRate {
  name: string;
  /** With precompiled headers, and --minimal where the source allows it; else as NVRTC does it by itself. */
  headers: boolean;
  compilesPerSecond: number;
  compiled: number;
  aloneMs: number[];
}

export interface CompileAnswer {
  copies: number;
  rates: CompileRate[];
  /** When opened, with all copies open, after compiles without headers, and after ones with them. */
  memory: { opened: CompileMemory; idle: CompileMemory; used: CompileMemory; headers: CompileMemory };
}

const task = JSON.parse(process.argv[2] ?? '{}') as CompileTask;
const subjects = compileSubjects.filter(({ name }) => name.includes(task.only));
const common = candidateFrame('sm_90a');

function filesInMemory(): number {
  let bytes = 0;
  for (const descriptor of readdirSync('/proc/self/fd')) {
    const path = `/proc/self/fd/${descriptor}`;
    try {
      if (readlinkSync(path).startsWith('/memfd:')) bytes += statSync(path).blocks * 512;
    } catch {
      // The one that lists the folder is closed by now.
    }
  }
  return Math.round(bytes / 2 ** 20);
}

function memory(): CompileMemory {
  const status = readFileSync('/proc/self/status', 'utf8');
  const of = (name: string): number => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { resident: of('VmRSS'), residentOfFiles: of('RssShmem'), files: filesInMemory() };
}

const { compiler } = await openCompiler({ copies: task.copies });
// Numbers that no process before this one has had, each of which is another float: NVRTC keeps what it compiled, also from
// process to process.
let next = Date.now() % 2 ** 22;

async function compileOne({ head, body }: (typeof subjects)[number], headers: boolean): Promise<void> {
  const source = head + body(next++);
  const job: CompileJob = {
    ...common,
    source,
    nameExpressions: ['k', signatureExpression('k')],
    deadlineMs: 120_000,
    memoryBytes: 2 ** 32,
    ...(headers ? quickly(source) : {}),
  };
  const { status, log } = await compiler.compile(job);
  if (status !== 'compiled') throw new Error(`A source of the bench did not compile: ${status}\n${log}`);
}

/** As many at a time as keep every copy busy. */
async function load(times: number, one: () => Promise<void>, goesOn: () => boolean): Promise<void> {
  const feeder = async (): Promise<void> => {
    do await one();
    while (goesOn());
  };
  await Promise.all(Array.from({ length: times }, feeder));
}

async function rateOf(subject: (typeof subjects)[number], headers: boolean): Promise<CompileRate> {
  const one = (): Promise<void> => compileOne(subject, headers);
  // Every copy has met the headers then, and has its memory.
  for (let round = 0; round < (headers ? 3 : 1); round++) await load(task.copies, one, () => false);
  const aloneMs: number[] = [];
  for (let i = 0; i < task.alone; i++) {
    const begin = performance.now();
    await one();
    aloneMs.push(performance.now() - begin);
  }
  let compiled = 0;
  const begin = performance.now();
  await load(
    2 * task.copies,
    async () => {
      await one();
      compiled++;
    },
    () => performance.now() - begin < task.seconds * 1000,
  );
  const seconds = (performance.now() - begin) / 1000;
  return { name: subject.name, headers, compilesPerSecond: compiled / seconds, compiled, aloneMs };
}

const opened = memory();
const plain = subjects[0];
if (!plain) throw new Error(`Expected a source with "${task.only}" in its name.`);
while (compiler.copies < task.copies)
  await load(
    2 * task.copies,
    () => compileOne(plain, false),
    () => false,
  );
const idle = memory();
const rates: CompileRate[] = [];
for (const subject of subjects) rates.push(await rateOf(subject, false));
const used = memory();
// One source after the other does so with its own headers.
if (task.only === '') await prepareHeaders(compiler, common);
for (const subject of subjects) rates.push(await rateOf(subject, true));
const answer: CompileAnswer = {
  copies: compiler.copies,
  rates,
  memory: { opened, idle, used, headers: memory() },
};
process.stdout.write(JSON.stringify(answer));
