/** What every benchmark's result file says besides its numbers: where, when, at which commit. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../lib/package_root.js';
import type { EngineView } from '../lib/verify/engine.js';

/** The commit of this checkout with "+changes" when files differ from it, or what the bundle was made of. */
export function commitOfThis(): string {
  const noted = packagePath('COMMIT');
  if (existsSync(noted)) return readFileSync(noted, 'utf8').trim();
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: packagePath(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? '+changes' : '');
  } catch {
    return 'unknown';
  }
}

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
