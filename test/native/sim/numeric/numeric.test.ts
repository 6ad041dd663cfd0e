import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../../../..');
const sources = join(root, 'test/native/sim/numeric');
const flags = ['-std=c++17', '-Og', '-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Wconversion', '-Werror'];

const execute = promisify(execFile);

describe("the simulator's lane arithmetic", () => {
  const compiler = process.env.CXX ?? 'g++';
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-numeric-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('agrees with independent oracles', async function () {
    const hasCompiler = spawnSync(compiler, ['--version']).status === 0;
    const missing = [...(hasCompiler ? [] : [`no ${compiler}`]), ...(existsSync(sources) ? [] : ['no sources'])];
    if (missing.length > 0) {
      assert(this.test);
      this.test.title += ` (skipped: ${missing.join('; ')})`;
      this.skip();
    }
    const files = readdirSync(sources).filter((name) => name.endsWith('.cc'));
    const includes = ['-I', sources, '-I', join(root, 'native')];
    // Contraction would round our own oracles' sums of products once.
    const compile = (name: string) =>
      execute(compiler, [
        ...flags,
        '-ffp-contract=off',
        ...includes,
        '-c',
        join(sources, name),
        '-o',
        `${folder}/${name}.o`,
      ]);
    await Promise.all(files.map(compile));
    const program = join(folder, 'numeric_test');
    await execute(compiler, [...files.map((name) => `${folder}/${name}.o`), '-o', program]);
    const { status, stdout } = spawnSync(program, { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.equal(stdout, 'passed\n');
  });
});
