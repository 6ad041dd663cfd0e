/** What every benchmark's result file says besides its numbers: where, when, at which commit. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { commitOfThis } from '../lib/certificate/maker.js';
import { packagePath } from '../lib/package_root.js';
import type { EngineView } from '../lib/verify/engine.js';

export function machineOf(engine: EngineView): Record<string, unknown> {
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
  const result = { bench: name, date, commit: commitOfThis(), machine: machineOf(engine), ...content };
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
