import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';
import { needsPython } from '../import/needs_python.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { warpsmith } from './warpsmith_process.js';

const solution = packagePath('test', 'import', 'solutions', 'layernorm.py');

describe('warpsmith import', () => {
  needsPython();
  const folder = scratchFolder();

  it('writes a candidate that verify takes', async () => {
    const out = join(folder(), 'layernorm.cu');
    const { code, stdout, stderr } = await warpsmith(['import', 'layernorm', solution, '--out', out]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /layernorm\.cu: 2 launches for layernorm/);
    assert.match(stderr, /^note: "y" is set to 0/);
    const verdict = await warpsmith(['verify', 'layernorm', out, '--device', 'sim', '--trials', '5']);
    assert.equal(verdict.code, 0, verdict.stdout);
  });

  it('prints the candidate alone on stdout, and with --json one document', async () => {
    const plain = await warpsmith(['import', 'layernorm', solution]);
    assert.match(plain.stdout, /^\/\*---\n# Imported from layernorm\.py\.\n/);
    const { stdout } = await warpsmith(['import', 'layernorm', solution, '--json']);
    const document = JSON.parse(stdout) as { problem: string; source: string; notes: string[] };
    assert.equal(document.problem, 'layernorm');
    assert.equal(document.source.trimEnd(), plain.stdout.trimEnd());
    assert.equal(document.notes.length, 1);
  });

  it('says where and why it cannot, with exit code 2, and writes nothing', async () => {
    const file = join(folder(), 'solution.py');
    writeFileSync(file, readFileSync(solution, 'utf8').replace('return y;', 'return y.relu();'));
    const out = join(folder(), 'out.cu');
    const { code, stdout, stderr } = await warpsmith(['import', 'layernorm', file, '--out', out]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /solution\.py:37: Expected .* but found \.relu\(\), an operation of PyTorch\. .* write a kernel/,
    );
    assert.equal(stdout, '');
    assert.throws(() => readFileSync(out), { code: 'ENOENT' });
  });
});

describe('warpsmith import, where there is no Python', () => {
  const folder = scratchFolder();

  it('says that it needs one', async () => {
    const { code, stderr } = await warpsmith(['import', 'layernorm', solution, '--python', join(folder(), 'python3')]);
    assert.equal(code, 3);
    assert.match(stderr, /Expected a Python 3 but found none: .* Install Python 3/);
  });
});
