/** The same kernels under Nsight Compute, which reads gpu__time_duration from the GPU, its caches flushed before each. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const metric = 'gpu__time_duration.sum';

/** The cells of a line of CSV in which every cell is quoted or holds no comma. */
function cellsOf(line: string): string[] {
  return Array.from(line.matchAll(/"((?:[^"]|"")*)"|([^,]+)|(?<=^|,)(?=,|$)/g), ([, quoted, plain]) =>
    (quoted ?? plain ?? '').replaceAll('""', '"'),
  );
}

/** How many of a unit a millisecond has. */
const perMs: Record<string, number> = {
  ns: 1e6,
  nsecond: 1e6,
  us: 1e3,
  usecond: 1e3,
  ms: 1,
  msecond: 1,
  s: 1e-3,
  second: 1e-3,
};

/** Durations in milliseconds from Nsight Compute's CSV, in the order of the launches. Throws where a line is none. */
export function ncuDurations(csv: string): number[] {
  const lines = csv.split(/\r?\n/);
  const start = lines.findIndex((line) => line.includes('"Metric Value"'));
  if (start === -1) throw new Error(`Expected Nsight Compute's CSV but found:\n${csv.slice(0, 2000)}`);
  const header = cellsOf(lines[start]!);
  const column = (name: string): number => header.indexOf(name);
  const [name, unit, value] = [column('Metric Name'), column('Metric Unit'), column('Metric Value')];
  return lines
    .slice(start + 1)
    .map(cellsOf)
    .filter((cells) => cells[name] === metric)
    .map((cells) => {
      const ms = Number(cells[value]?.replaceAll(',', '')) / (perMs[cells[unit] ?? ''] ?? Number.NaN);
      if (!(ms > 0)) throw new Error(`Expected a duration but found "${cells[value]}" ${cells[unit]}.`);
      return ms;
    });
}

/** Why Nsight Compute is of no use here, or null. */
export function ncuMissing(program: string): string | null {
  const { error, status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return error ? error.message : status === 0 ? null : `${program} --version ended with ${status}`;
}

/** Milliseconds of every launch of one kernel that `words`, a command, makes. */
export function profile(program: string, kernel: string, words: readonly string[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-ncu-'));
  const log = join(folder, 'log.csv');
  const how = ['--metrics', metric, '--clock-control', 'none', '--cache-control', 'all'];
  const output = ['--csv', '--print-units', 'base', '--log-file', log];
  const filter = ['--kernel-name-base', 'function', '-k', `regex:^${kernel}$`];
  try {
    const all = [...how, ...output, ...filter, ...words];
    const { status, stderr, error } = spawnSync(program, all, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (error) throw error;
    const csv = readFileSync(log, 'utf8');
    if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stderr}\n${csv.slice(0, 2000)}`);
    return ncuDurations(csv);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
