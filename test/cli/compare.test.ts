import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../search/scratch_folder.js';
import { fastPass, turnSteps } from '../report/run_report/sample_run.js';
import { ended, writeCompared } from '../report/strategies/compared_runs.js';
import { warpsmith } from './warpsmith_process.js';

describe('warpsmith compare', () => {
  const folder = scratchFolder();
  const write = (): string[] => {
    const steps = [...turnSteps('one', 1, 0, fastPass(1, 2)), ended(1500)];
    const strategies = ['refine', 'islands:2'];
    return writeCompared(
      folder(),
      strategies.map((strategy) => ({ strategy, steps })),
    ).map((run) => run.folder);
  };

  it('writes one HTML file here and a line for each run', async () => {
    const { code, stdout, stderr } = await warpsmith(['compare', ...write()], {}, folder());
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^The comparison: comparison\.html$/m);
    assert.match(stdout, /^refine: 1 of 4 right, 1 faster than the baseline; 1 answers, 100 tokens$/m);
    assert.match(stdout, /^islands:2: 1 of 4 right/m);
    assert.match(readFileSync(join(folder(), 'comparison.html'), 'utf8'), /^<!doctype html>/);
  });

  it('prints one JSON document and then writes a file only where it is told to', async () => {
    const runs = write();
    const { code, stdout } = await warpsmith(['compare', ...runs, '--json'], {}, folder());
    assert.equal(code, 0);
    const { kind, version } = JSON.parse(stdout) as { kind: string; version: number };
    assert.deepEqual([kind, version], ['warpsmith comparison', 1]);
    assert.ok(!existsSync(join(folder(), 'comparison.html')));
    await warpsmith(['compare', ...runs, '--json', '--out', join(folder(), 'x.html')]);
    assert.ok(existsSync(join(folder(), 'x.html')));
  });

  it('exits with 2 and one message for a single run and for a folder without one', async () => {
    const [run] = write();
    const single = await warpsmith(['compare', run!]);
    assert.equal(single.code, 2);
    assert.match(single.stderr, /^warpsmith: Expected two to 8 run folders.*\n$/);
    const none = await warpsmith(['compare', run!, folder()]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^warpsmith: Expected a run in .*run\.json is missing.*\n$/);
  });
});
