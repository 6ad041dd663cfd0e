/**
 * A run in a process that is made to be killed: `node kill_child.js FOLDER`. It waits for its options, so that loading
 * the modules is over by then, and begins the run or goes on with it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRunFolder, openRunFolder } from '../../lib/search/journal.js';
import type { RunOptions } from '../../lib/search/run_options.js';
import { playOn } from './kill_run.js';

/** Milliseconds of a verdict: long enough to be killed in. */
const verdictMs = 12;

const [folder = ''] = process.argv.slice(2);
process.once('message', (options: RunOptions) => {
  const journal = existsSync(join(folder, 'run.json')) ? openRunFolder(folder) : createRunFolder(folder, options);
  void playOn(journal, verdictMs).then(() => process.disconnect());
});
process.send?.('ready');
