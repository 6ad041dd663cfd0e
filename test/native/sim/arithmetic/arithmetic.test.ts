import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../../../..');
const sources = join(root, 'test/native/sim/arithmetic');
const native = join(root, 'native');
const folder = join(root, 'build/arithmetic_test');
const flags = ['-std=c++17', '-O2', '-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Wconversion', '-Werror'];
const compiler = process.env.CXX ?? 'g++';
const execute = promisify(execFile);

/** The addon's objects of the simulator, which is what is tested. */
const built = join(root, 'build/CMakeFiles/warpsmith.dir/native');

function filesUnder(path: string, ending: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(path, name));
}

function simulatorObjects(): string[] {
  const files = ['sim', 'ptx'].flatMap((part) => filesUnder(join(native, part), '.cc'));
  return files.filter((file) => !/\/fuzz_[^/]*$/.test(file)).map((file) => join(built, `${relative(native, file)}.o`));
}

const timeOf = (path: string): number => statSync(path).mtimeMs;

async function compile(name: string): Promise<string> {
  const source = join(sources, name);
  const object = join(folder, `${name}.o`);
  const newest = Math.max(
    timeOf(source),
    ...['sim', 'ptx'].flatMap((part) => filesUnder(join(native, part), '.h')).map(timeOf),
  );
  if (!existsSync(object) || timeOf(object) < newest) {
    await execute(compiler, [...flags, '-ffp-contract=off', '-I', native, '-c', source, '-o', object]);
  }
  return object;
}

async function link(program: string, objects: string[]): Promise<string> {
  const path = join(folder, program);
  if (!existsSync(path) || timeOf(path) < Math.max(...objects.map(timeOf))) {
    await execute(compiler, [...objects, '-o', path, '-ldl', '-lpthread']);
  }
  return path;
}

describe("the simulator's lane-by-lane instructions", () => {
  const hasCompiler = spawnSync(compiler, ['--version']).status === 0;
  const missing = [
    ...(hasCompiler ? [] : [`no ${compiler}`]),
    ...(existsSync(sources) ? [] : ['no sources']),
    ...(existsSync(built) && simulatorObjects().every(existsSync) ? [] : ['no objects of the addon: npm run build']),
  ];
  const skipped = missing.length > 0 ? ` (skipped: ${missing.join('; ')})` : '';

  const check = async (program: string, extra: string[], without: string[]): Promise<void> => {
    mkdirSync(folder, { recursive: true });
    const own = await Promise.all(['forms_test.cc', ...extra].map(compile));
    const objects = simulatorObjects().filter((file) => !without.some((name) => file.endsWith(`/${name}.o`)));
    const { status, stdout } = spawnSync(await link(program, [...own, ...objects]), { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^passed: \d+ forms, \d+ cases\n$/);
  };

  it(`give in all lanes at once what they give in one${skipped}`, async function () {
    if (missing.length > 0) this.skip();
    await check('forms_test', [], []);
  });

  it(`do so on machines without AVX2${skipped}`, async function () {
    if (missing.length > 0) this.skip();
    await check('forms_test_baseline', ['no_avx2.cc'], ['handlers_avx2.cc']);
  });
});
