/** What every benchmark's result file says besides its numbers: where, when, at which commit. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { commitOfThis } from '../lib/certificate/maker.js';
import { packagePath } from '../lib/package_root.js';
import type { EngineView } from '../lib/verify/engine.js';

/** What a bench tells: a text for people, and the path of its result file, which has all of it. */
export interface BenchReport {
  text: string;
  path: string;
}

/** What every result file holds beside its bench's own fields. */
export interface Result {
  /** The bench's name, such as "latency"; "latency-sim" where the simulator was measured. */
  bench: string;
  /** ISO 8601. */
  date: string;
  commit: string;
  machine: Machine;
}

export interface Machine {
  gpu: { name: string; driver: string; multiprocessors: number } | null;
  /** NVRTC's version. */
  nvrtc: string;
  cpu: string;
  cores: number;
  memoryGiB: number;
  node: string;
}

/** A bench's name with "-sim" or "-none" when no GPU was measured: such figures never stand in for a GPU's. */
export function nameOnDevice(bench: string, engine: EngineView): string {
  return engine.gpu ? bench : `${bench}-${engine.simulator ? 'sim' : 'none'}`;
}

export function machineOf(engine: EngineView): Machine {
  const { gpu } = engine;
  return {
    gpu: gpu && { name: gpu.facts.name, driver: gpu.driver, multiprocessors: gpu.facts.multiprocessors },
    nvrtc: engine.compiler.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** Writes `bench/results/DATE-NAME.json`, or into `folder`; returns the path. */
export function writeResult(name: string, engine: EngineView, content: object, folder?: string): string {
  const out = folder ?? packagePath('bench', 'results');
  mkdirSync(out, { recursive: true });
  const date = new Date().toISOString();
  const path = join(out, `${date.slice(0, 10)}-${name}.json`);
  const own: Result = { bench: name, date, commit: commitOfThis(), machine: machineOf(engine) };
  const result = { ...own, ...content };
  writeFileSync(path, `${JSON.stringify(result, null, 1)}\n`);
  return path;
}

/** A table with aligned columns, the first to the left and the others to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  return all
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n');
}
