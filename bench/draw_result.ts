/** Draws what a result file holds, beside it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { WarpsmithError, messageOf } from '../lib/errors.js';
import { CannotDraw, draw } from './draw.js';
import type { Result } from './measurement.js';
import type { Plot } from './plot.js';
import { plotsOf } from './plots.js';

export interface Drawn {
  files: string[];
  /** Why there are none, though the result has plots, in one line; null when all were drawn. */
  missing: string | null;
}

function readResult(file: string): Result {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8')) as Partial<Result>;
    if (typeof result.bench !== 'string') throw new Error('It does not name its bench.');
    return result as Result;
  } catch (cause) {
    const message = `Expected ${file} to be a result of \`npm run bench\`: ${messageOf(cause)}`;
    throw new WarpsmithError('bad-file', message, { cause });
  }
}

function plotsIn(file: string): Plot[] {
  const result = readResult(file);
  const plots = plotsOf[result.bench.replace(/-(sim|none)$/, '')];
  try {
    return plots?.(result as never) ?? [];
  } catch (cause) {
    const message = `Expected ${file} to hold what this version's bench ${result.bench} writes: ${messageOf(cause)}`;
    throw new WarpsmithError('bad-file', message, { cause });
  }
}

/**
 * Writes `RESULT.svg` and `RESULT.png`, or `RESULT-PLOT.svg` where there are several, into the result's folder or another.
 * Throws `bad-file` for what is no result; none of its plots is one of the benches that have none.
 */
export async function drawResult(file: string, folder = dirname(file)): Promise<Drawn> {
  const files: string[] = [];
  try {
    for (const plot of plotsIn(file)) {
      const { svg, png } = await draw(plot);
      mkdirSync(folder, { recursive: true });
      const base = join(folder, [basename(file, '.json'), plot.name].filter(Boolean).join('-'));
      writeFileSync(`${base}.svg`, svg);
      writeFileSync(`${base}.png`, png);
      files.push(`${base}.svg`, `${base}.png`);
    }
  } catch (error) {
    if (!(error instanceof CannotDraw)) throw error;
    const missing = `No plots: ${error.message}. On a machine that can: npm run bench -- plot ${basename(file)}`;
    return { files, missing };
  }
  return { files, missing: null };
}
