import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { warpsmith } from './warpsmith_process.js';

const recorded = packagePath('test', 'report', 'run_report', 'recorded');

describe('warpsmith report', () => {
  const folder = scratchFolder();

  it('writes one HTML file and says where', async () => {
    const out = join(folder(), 'report.html');
    const { code, stdout, stderr } = await warpsmith(['report', recorded, '--out', out]);
    assert.equal(code, 0, stderr);
    assert.ok(stdout.includes(out));
    assert.match(stdout, /1 of 1 right, 0 of 1 faster than the baseline/);
    assert.match(readFileSync(out, 'utf8'), /^<!doctype html>/);
  });

  it('prints one JSON document and then writes nothing of its own', async () => {
    const { code, stdout } = await warpsmith(['report', recorded, '--json']);
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as { kind: string; version: number; counts: { right: number } };
    assert.deepEqual([report.kind, report.version, report.counts.right], ['warpsmith run report', 1, 1]);
    assert.ok(!existsSync(join(recorded, 'report.html')));
  });

  it('exits with 2 and one message where there is no run, a newer one, or no place to write', async () => {
    const missing = await warpsmith(['report', folder()]);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /^warpsmith: Expected a run in .*run\.json is missing.*\n$/);
    writeFileSync(join(folder(), 'run.json'), '{"version": 99}');
    const newer = await warpsmith(['report', folder()]);
    assert.equal(newer.code, 2);
    assert.match(newer.stderr, /^warpsmith: .*version 99.*newer.*\n$/);
    const unwritable = await warpsmith(['report', recorded, '--out', join(folder(), 'no', 'report.html')]);
    assert.equal(unwritable.code, 2);
    assert.match(unwritable.stderr, /Name another file with --out/);
  });
});
