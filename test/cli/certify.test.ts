import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificateSchema } from '../../lib/certificate/certificate.js';
import type { Recheck } from '../../lib/certificate/recheck.js';
import { packagePath } from '../../lib/package_root.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { warpsmith } from './warpsmith_process.js';

const candidate = (name: string): string => packagePath('test', 'candidates', `${name}.cu`);
const simulated = ['--device', 'sim', '--isolation', 'none'];

describe('warpsmith certify and recheck', () => {
  const folder = scratchFolder();
  const certify = (name: string, ...words: string[]): ReturnType<typeof warpsmith> =>
    warpsmith(['certify', candidate(name), ...simulated, '--trials', '1', '--seed', '1', ...words], {}, folder());

  it('write a file, confirm it with 0, and contradict it with 1 when it was changed', async () => {
    const made = await certify('vector_add/fast', '--problem', 'vector_add');
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /PASS vector_add, case small[^]*PASS vector_add, case single[^]*fast\.certificate\.json/);
    const path = join(folder(), 'fast.certificate.json');
    const confirmed = await warpsmith(['recheck', path, ...simulated]);
    assert.equal(confirmed.code, 0, confirmed.stdout);
    assert.match(confirmed.stdout, /\nCONFIRMED pass of fast\.cu on vector_add\n$/);

    const text = readFileSync(path, 'utf8');
    assert.ok(text.includes('"trials": 1'));
    writeFileSync(path, text.replaceAll('"trials": 1', '"trials": 2'));
    const contradicted = await warpsmith(['recheck', path, ...simulated]);
    assert.equal(contradicted.code, 1, contradicted.stdout);
    assert.match(contradicted.stdout, /contradicts sha256/);
    assert.match(contradicted.stdout, /The file was changed after it was written/);
  });

  it('with --json print one document each, the file only where --out names one', async () => {
    const out = join(folder(), 'out.json');
    const made = await certify('vector_add/fast', '--problem', 'vector_add', '--json', '--out', out);
    assert.equal(made.stderr, '');
    const certificate = certificateSchema.parse(JSON.parse(made.stdout));
    assert.deepEqual(certificateSchema.parse(JSON.parse(readFileSync(out, 'utf8'))), certificate);
    assert.equal(existsSync(join(folder(), 'fast.certificate.json')), false);
    const rechecked = await warpsmith(['recheck', out, ...simulated, '--json']);
    assert.equal(rechecked.code, 0, rechecked.stdout);
    assert.equal((JSON.parse(rechecked.stdout) as Recheck).result, 'confirmed');
  });

  it('keep a failure, and exit with 1 for it', async () => {
    const made = await certify('wrong/relu-writes_to_input', '--problem', 'relu');
    assert.equal(made.code, 1, made.stderr);
    const path = join(folder(), 'relu-writes_to_input.certificate.json');
    const confirmed = await warpsmith(['recheck', path, ...simulated]);
    assert.equal(confirmed.code, 0, confirmed.stdout);
    assert.match(confirmed.stdout, /CONFIRMED unsafe of relu-writes_to_input\.cu on relu/);
  });

  it('say what is missing, and exit with 2', async () => {
    const none = await warpsmith(['recheck', join(folder(), 'none.json'), ...simulated]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /Expected a certificate's file but cannot read/);
    writeFileSync(join(folder(), 'other.json'), '{}');
    const other = await warpsmith(['recheck', join(folder(), 'other.json'), ...simulated]);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /its "kind" is not/);
    const problem = await warpsmith(['certify', candidate('vector_add/fast')]);
    assert.equal(problem.code, 2);
    assert.match(problem.stderr, /--problem/);
  });

  it('without a device repeat nothing, say so, and exit with 3', async () => {
    await certify('vector_add/fast', '--problem', 'vector_add', '--out', 'c.json');
    const { code, stdout } = await warpsmith(['recheck', join(folder(), 'c.json'), '--device', 'none']);
    assert.equal(code, 3);
    assert.match(stdout, /NOT REPEATED/);
  });
});
