import { join } from 'node:path';
import type { RunOptions } from '../search/run_options.js';
import { shortName } from './load_problems.js';

/** "runs/2026-11-22T06-24-00-softmax" in the current folder. */
export function newRunFolder({ problems }: Pick<RunOptions, 'problems'>): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const names = problems.map((problem) => shortName(problem).replace(':', '-'));
  return join('runs', `${time}-${names.length > 3 ? `${names.length}-problems` : names.join('-')}`);
}
