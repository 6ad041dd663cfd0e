import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { packagePath } from '../../../../lib/package_root.js';
import { atCase } from '../../../../lib/problem/problem.js';
import { Engine } from '../../../../lib/verify/engine.js';
import { compileReference } from '../../../../lib/verify/reference.js';
import { rightFiles } from '../../../sim/corpus.js';

const sources = packagePath('test', 'native', 'instrument', 'touch');
const native = packagePath('native');
const compiler = process.env.CXX ?? 'g++';
const flags = ['-std=c++17', '-O0', '-D_GLIBCXX_ASSERTIONS', '-Wall', '-Wextra', '-Wshadow', '-Wconversion', '-Werror'];

const execute = promisify(execFile);

function filesOf(folder: string, isWanted: (name: string) => boolean): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cc') && isWanted(name))
    .map((name) => join(folder, name));
}

/** Two compilers, each for every other file: most of the time goes into the standard library's headers. */
async function build(folder: string): Promise<string> {
  const files = [
    ...filesOf(join(native, 'ptx'), (name) => !name.startsWith('fuzz_')),
    ...filesOf(join(native, 'instrument'), (name) => name.startsWith('touch')),
    ...filesOf(sources, () => true),
  ];
  const halves = [0, 1].map((half) => files.filter((_, i) => i % 2 === half));
  const words = [...flags, '-I', native, '-I', sources, '-c'];
  await Promise.all(halves.map((half) => execute(compiler, [...words, ...half], { cwd: folder })));
  const objects = readdirSync(folder).filter((name) => name.endsWith('.o'));
  await execute(compiler, [...objects, '-o', 'touch_test'], { cwd: folder });
  return join(folder, 'touch_test');
}

describe('what an instruction touches', () => {
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-touch-'));
  let program = '';

  before(async function () {
    this.timeout(120_000);
    const hasCompiler = spawnSync(compiler, ['--version']).status === 0;
    const missing = [...(hasCompiler ? [] : [`no ${compiler}`]), ...(existsSync(sources) ? [] : ['no sources'])];
    if (missing.length > 0) {
      process.stdout.write(`      (skipped: ${missing.join('; ')})\n`);
      this.skip();
    }
    program = await build(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What can't be checked in each file of PTX, by its name without extension, and how many touches all have together. */
  function uncheckedIn(paths: readonly string[]): { unchecked: Record<string, string[]>; touches: number } {
    const { status, stdout, stderr } = spawnSync(program, paths, { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.equal(status, 0, stderr);
    const unchecked: Record<string, string[]> = {};
    let touches = 0;
    for (const line of stdout.trimEnd().split('\n')) {
      const at = line.indexOf(': ');
      const said = line.slice(at + 2);
      if (/^\d+$/.test(said)) touches += Number(said);
      else (unchecked[basename(line.slice(0, at), '.ptx')] ??= []).push(said);
    }
    return { unchecked, touches };
  }

  const multicast = 'the blocks in the mask of a multicast copy';

  it('is as the ISA says, and nothing is passed over in silence when the instruction is malformed', function () {
    this.timeout(60_000);
    const { status, stdout } = spawnSync(program, [], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^passed \d+\n$/);
  });

  it('is known for all instructions that the simulator is tested with', () => {
    const place = packagePath('test', 'sim', 'instructions');
    const names = readdirSync(place).filter((name) => name.endsWith('.ptx'));
    const { unchecked, touches } = uncheckedIn(names.map((name) => join(place, name)));
    assert.deepEqual(unchecked, { cluster_bulk: [multicast] });
    assert.ok(touches > 10_000, `found ${touches}`);
  });

  it('is known for all that NVRTC makes of right kernels', async function () {
    this.timeout(300_000);
    const engine = await Engine.open({ device: 'sim' });
    try {
      const paths: string[] = [];
      for (const { name, problem } of rightFiles()) {
        const { compiled } = await compileReference(engine, atCase(problem), { deadlineMs: 60_000 });
        paths.push(join(folder, `${name}.ptx`));
        writeFileSync(join(folder, `${name}.ptx`), compiled.ptx);
      }
      assert.deepEqual(uncheckedIn(paths).unchecked, { 'cluster-bulk-multicast': [multicast] });
    } finally {
      await engine.close();
    }
  });
});
