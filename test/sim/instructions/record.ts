/**
 * `node dist/test/sim/instructions/record.js [NAME…] [--out FOLDER] [--commit C] [--date D] [--device N]`, on a GPU host:
 * runs every kernel of the corpus twice and keeps its output, compressed, with recorded.json beside it.
 *
 * A fault takes the GPU from the whole process, so the kernels run in a child process, which a new one follows after
 * the kernel that ended it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { messageOf } from '../../../lib/errors.js';
import { driverVersion, openDriver } from '../../../lib/native/open.js';
import type { Argument, Device, Dim3, Kernel, Module } from '../../../lib/native/types.js';
import { packagePath } from '../../../lib/package_root.js';
import { type InstructionKernel, type Recorded, loadInstructionCorpus, outputsFolder, readRecorded } from './corpus.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: outputsFolder },
    commit: { type: 'string' },
    date: { type: 'string' },
    device: { type: 'string', default: '0' },
    /** For the child: how many kernels of the order were done before. */
    child: { type: 'string' },
  },
});

/** Families that could take the GPU away run last. */
const risky = ['machine-specific', 'matrix', 'async', 'cluster', 'wgmma'];

function inOrder(kernels: InstructionKernel[]): InstructionKernel[] {
  const rank = ({ family }: InstructionKernel): number => risky.indexOf(family);
  return kernels.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

interface Line {
  name: string;
  sha256?: string;
  outputSha256?: string;
  nondeterministic?: boolean;
  failed?: string;
}

const linesPath = join(values.out, 'recording.jsonl');

function keep(line: Line): void {
  appendFileSync(linesPath, `${JSON.stringify(line)}\n`);
}

function readLines<T>(path: string): T[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

function dim3(sizes: readonly number[]): Dim3 {
  return [sizes[0] ?? 1, sizes[1] ?? 1, sizes[2] ?? 1];
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One run over fresh buffers. */
async function runOnce(device: Device, kernel: InstructionKernel, loaded: Kernel): Promise<Uint8Array> {
  const input = await device.allocate({ bytes: kernel.input.length });
  const output = await device.allocate({ bytes: kernel.outputBytes });
  const result = new Uint8Array(new SharedArrayBuffer(kernel.outputBytes));
  try {
    const parameters = kernel.parameters.map((hex): Argument => ({ bytes: Uint8Array.from(Buffer.from(hex, 'hex')) }));
    await device.run({
      commands: [
        { op: 'upload', buffer: input, offset: 0, array: kernel.input },
        { op: 'set', buffer: output, offset: 0, bytes: kernel.outputBytes, value: kernel.outputFill },
        {
          op: 'launch',
          kernel: loaded,
          grid: dim3(kernel.grid),
          block: dim3(kernel.block),
          cluster: kernel.cluster ? dim3(kernel.cluster) : null,
          sharedBytes: kernel.shared,
          cooperative: false,
          arguments: [{ buffer: input, offset: 0 }, { buffer: output, offset: 0 }, ...parameters],
        },
        { op: 'download', buffer: output, offset: 0, array: result },
      ],
      deadlineMs: 20_000,
      hold: false,
    });
    return result;
  } finally {
    input.free();
    output.free();
  }
}

async function recordKernel(device: Device, kernel: InstructionKernel): Promise<Line> {
  const { name, sha256: text } = kernel;
  let module: Module | null = null;
  try {
    module = await device.loadModule(Buffer.from(`${kernel.ptx}\0`));
    const loaded = await module.kernel(kernel.entry);
    const first = await runOnce(device, kernel, loaded);
    const second = await runOnce(device, kernel, loaded);
    loaded.free();
    const packed = brotliCompressSync(first, { params: { [constants.BROTLI_PARAM_LGWIN]: 22 } });
    writeFileSync(join(values.out, `${name}.bin.br`), packed);
    const differs = Buffer.compare(first, second) !== 0;
    return { name, sha256: text, outputSha256: sha256(first), ...(differs ? { nondeterministic: true } : {}) };
  } catch (error) {
    return { name, failed: messageOf(error) };
  } finally {
    if (device.lost === null) module?.unload();
  }
}

async function child(kernels: InstructionKernel[]): Promise<void> {
  const driver = await openDriver();
  const ordinal = Number(values.device);
  const device = await driver.openDevice(ordinal);
  for (const kernel of kernels) {
    process.stderr.write(`${kernel.name} …`);
    const line = await recordKernel(device, kernel);
    keep(line);
    process.stderr.write(` ${line.failed ?? (line.nondeterministic ? 'DIFFERS BETWEEN TWO RUNS' : 'done')}\n`);
    if (device.lost !== null) process.exit(4);
  }
  process.exit(0);
}

function commit(): string {
  const path = packagePath('COMMIT');
  return (
    values.commit ?? process.env.WARPSMITH_COMMIT ?? (existsSync(path) ? readFileSync(path, 'utf8').trim() : 'unknown')
  );
}

async function finish(lines: Line[], names: Set<string>): Promise<number> {
  const driver = await openDriver();
  const before = positionals.length > 0 ? readRecorded(values.out) : null;
  const kept = <T>(record: Record<string, T> | undefined): [string, T][] =>
    Object.entries(record ?? {}).filter(([name]) => names.has(name));
  const kernels = new Map(kept(before?.kernels));
  const failed = new Map(kept(before?.failed));
  for (const { name, sha256: text, outputSha256, nondeterministic, failed: why } of lines) {
    if (why !== undefined || !text || !outputSha256) {
      failed.set(name, why ?? 'not run');
      kernels.delete(name);
      continue;
    }
    failed.delete(name);
    kernels.set(name, { sha256: text, outputSha256, ...(nondeterministic ? { nondeterministic: true } : {}) });
  }
  const sorted = <T>(map: Map<string, T>): Record<string, T> =>
    Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  const recorded: Recorded = {
    device: driver.facts(Number(values.device)).name,
    driver: driverVersion(),
    cudaVersion: driver.cudaVersion,
    date: values.date ?? new Date().toISOString().slice(0, 10),
    commit: commit(),
    kernels: sorted(kernels),
    failed: sorted(failed),
  };
  writeFileSync(join(values.out, 'recorded.json'), `${JSON.stringify(recorded, null, 2)}\n`);
  rmSync(linesPath);
  const strange = [...kernels].filter(([, { nondeterministic }]) => nondeterministic).map(([name]) => name);
  const failures = [...failed].map(([name, why]) => `  ${name}: ${why.split('\n')[0]}`);
  process.stdout.write(`${kernels.size} recorded in ${values.out}\n`);
  if (strange.length > 0) process.stdout.write(`different between two runs: ${strange.join(', ')}\n`);
  if (failures.length > 0) process.stdout.write(`failed:\n${failures.join('\n')}\n`);
  return failures.length;
}

async function supervise(all: InstructionKernel[], names: Set<string>): Promise<void> {
  // Without a GPU this rejects before anything is touched.
  (await openDriver()).facts(Number(values.device));
  mkdirSync(values.out, { recursive: true });
  rmSync(linesPath, { force: true });
  for (;;) {
    const done = readLines<Line>(linesPath).length;
    if (done === all.length) break;
    const words = [fileURLToPath(import.meta.url), ...process.argv.slice(2), '--child', String(done)];
    const { status, signal } = spawnSync(process.execPath, words, { stdio: 'inherit' });
    const now = readLines<Line>(linesPath).length;
    if (now === done || (status !== 0 && status !== 4)) {
      const name = all[now]?.name;
      if (name !== undefined) keep({ name, failed: `the process ended with ${status ?? signal}` });
    }
  }
  process.exitCode = (await finish(readLines<Line>(linesPath), names)) > 0 ? 1 : 0;
}

const corpus = loadInstructionCorpus();
const names = new Set(corpus.map(({ name }) => name));
const unknown = positionals.filter((name) => !names.has(name));
if (unknown.length > 0) {
  process.stderr.write(`Expected names of kernels in test/sim/instructions but found ${unknown.join(', ')}.\n`);
  process.exit(2);
}
const wanted = inOrder(positionals.length > 0 ? corpus.filter(({ name }) => positionals.includes(name)) : corpus);
try {
  if (values.child === undefined) await supervise(wanted, names);
  else await child(wanted.slice(Number(values.child)));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(3);
}
