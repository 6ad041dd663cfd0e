/** Run folders to compare: one for each strategy named, below one folder. */
import { join } from 'node:path';
import { type RecordedRun, readRun } from '../../../lib/report/run_report/read_run.js';
import type { RunOptions } from '../../../lib/search/run_options.js';
import { parseStrategy, plainSearch } from '../../../lib/search/search_options.js';
import { type Step, writeRun } from '../run_report/sample_run.js';

export interface ComparedFolder {
  strategy: string;
  /** Its folder's name; the strategy's without one. */
  name?: string;
  steps: readonly Step[];
  options?: Partial<RunOptions>;
}

const problems = ['one', 'two', 'three', 'four'];

export function writeCompared(folder: string, runs: readonly ComparedFolder[]): RecordedRun[] {
  return runs.map(({ strategy, name = strategy, steps, options }) => {
    const run = join(folder, name);
    const search = { ...plainSearch, ...parseStrategy(strategy) };
    const started: Step = [0, { type: 'run-started', resumed: false }];
    writeRun(run, problems, [started, ...steps], { search, ...options });
    return readRun(run);
  });
}

/** The run's end, in order. */
export function ended(ms: number): Step {
  return [ms, { type: 'run-stopped', reason: 'candidates' }];
}
