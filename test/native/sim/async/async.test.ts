import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../../../..');
const sources = join(root, 'test/native/sim/async');
const native = join(root, 'native');
/** Objects of the addon: the simulator is in them, and the build knows when they are out of date. */
const addon = join(root, 'build/CMakeFiles/warpsmith.dir');
/** What the addon lacks is compiled into this folder, again when it or any header is newer than its object. */
const folder = join(root, 'build/async');
const flags = ['-std=c++17', '-O1', '-ffp-contract=off', '-I', native, '-I', sources];

const execute = promisify(execFile);

function filesUnder(path: string, extension: string): string[] {
  const entries = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return entries.filter((name) => name.endsWith(extension)).map((name) => join(path, name));
}

function modified(path: string): number {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** Compiles what no object is there for, two at a time, and links. */
async function build(compiler: string): Promise<string> {
  const simulator = [...filesUnder(join(native, 'sim'), '.cc'), ...filesUnder(join(native, 'ptx'), '.cc')];
  const files = [...simulator.filter((name) => !/\/fuzz_[^/]*$/.test(name)), ...filesUnder(sources, '.cc')];
  const headers = [...filesUnder(native, '.h'), ...filesUnder(sources, '.h')];
  const newestHeader = Math.max(...headers.map(modified));
  const built = (name: string) => join(addon, `${relative(root, name)}.o`);
  const own = (name: string) => join(folder, `${relative(root, name).replaceAll('/', '-')}.o`);
  const isBuilt = (name: string) => modified(built(name)) > modified(name);
  const objectOf = (name: string) => (isBuilt(name) ? built(name) : own(name));
  const stale = files.filter((name) => !isBuilt(name) && modified(own(name)) < Math.max(modified(name), newestHeader));
  mkdirSync(folder, { recursive: true });
  const compileNext = async (): Promise<void> => {
    for (let name = stale.pop(); name !== undefined; name = stale.pop()) {
      await execute(compiler, [...flags, '-c', name, '-o', objectOf(name)]);
    }
  };
  await Promise.all([compileNext(), compileNext()]);
  const program = join(folder, 'async_test');
  await execute(compiler, [...files.map(objectOf), '-o', program, '-lpthread', '-ldl']);
  return program;
}

describe("the simulator's asynchronous copies and barriers", () => {
  const compiler = process.env.CXX ?? 'g++';

  it('do what an H100 does, and find what must not be done', async function () {
    this.timeout(600_000);
    const hasCompiler = spawnSync(compiler, ['--version']).status === 0;
    const missing = [...(hasCompiler ? [] : [`no ${compiler}`]), ...(existsSync(sources) ? [] : ['no sources'])];
    if (missing.length > 0) {
      assert(this.test);
      this.test.title += ` (skipped: ${missing.join('; ')})`;
      this.skip();
    }
    const program = await build(compiler);
    const { status, stdout } = spawnSync(program, [join(sources, 'kernels.ptx')], {
      encoding: 'utf8',
      cwd: dirname(program),
    });
    assert.equal(status, 0, stdout);
    assert.equal(stdout, 'passed\n');
  });
});
