/** Builds the fake driver into a folder of its own, once for all tests of a run. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../../../lib/package_root.js';

const source = packagePath('test', 'native', 'fake_driver', 'fake_driver.cc');
const compiler = process.env.CXX ?? 'g++';

/** Why it cannot be built here, or null. */
export function whyNot(): string | null {
  if (!existsSync(source)) return 'no sources';
  return spawnSync(compiler, ['--version']).status === 0 ? null : `no ${compiler}`;
}

let built: string | null = null;

/** The library's path. */
export function fakeDriver(): string {
  if (built !== null) return built;
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-fake-driver-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const library = join(folder, 'libfake_cuda.so');
  const words = ['-std=c++17', '-O1', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared', '-fvisibility-inlines-hidden'];
  const { status, stderr } = spawnSync(compiler, [...words, '-I', packagePath('native'), source, '-o', library], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  built = library;
  return built;
}
