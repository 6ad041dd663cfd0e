import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../../../..');
const sources = join(root, 'test/native/sim/matrix');
// What the addon was linked of: the simulator itself takes minutes to compile.
const objects = join(root, 'build/CMakeFiles/warpsmith.dir/native');
const flags = ['-std=c++17', '-O0', '-I', join(root, 'native'), '-I', sources];

const execute = promisify(execFile);

function filesUnder(folder: string, ending: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

describe("the simulator's matrix instructions", () => {
  const compiler = process.env.CXX ?? 'g++';
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-matrix-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('multiply as the PTX ISA says and round as an H100 does', async function () {
    this.timeout(60_000);
    const hasCompiler = spawnSync(compiler, ['--version']).status === 0;
    const missing = [
      ...(hasCompiler ? [] : [`no ${compiler}`]),
      ...(existsSync(sources) ? [] : ['no sources']),
      ...(existsSync(join(objects, 'sim')) ? [] : ['no objects of the addon']),
    ];
    if (missing.length > 0) {
      assert(this.test);
      this.test.title += ` (skipped: ${missing.join('; ')})`;
      this.skip();
    }
    const files = readdirSync(sources).filter((name) => name.endsWith('.cc'));
    const compile = (name: string) =>
      execute(compiler, [...flags, '-c', join(sources, name), '-o', join(folder, `${name}.o`)]);
    await Promise.all(files.map(compile));
    const program = join(folder, 'matrix_test');
    const simulator = ['sim', 'ptx'].flatMap((part) => filesUnder(join(objects, part), '.o'));
    const tests = files.map((name) => join(folder, `${name}.o`));
    await execute(compiler, [...tests, ...simulator, '-lpthread', '-o', program]);
    const { status, stdout } = spawnSync(program, { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.equal(stdout, 'passed\n');
  });
});
