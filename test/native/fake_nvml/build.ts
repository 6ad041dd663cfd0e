/** Builds the fake NVML into a folder of its own, once for all tests of a run. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../../../lib/package_root.js';

const source = packagePath('test', 'native', 'fake_nvml', 'fake_nvml.cc');
const compiler = process.env.CXX ?? 'g++';

/** Why it cannot be built here, or null. */
export function whyNot(): string | null {
  if (!existsSync(source)) return 'no sources';
  return spawnSync(compiler, ['--version']).status === 0 ? null : `no ${compiler}`;
}

const built = new Map<string, string>();

/** The library's path; `old` is that of a driver before 535, and `other` one that nobody has read from. */
export function fakeNvml(age: 'new' | 'old' | 'other' = 'new'): string {
  const known = built.get(age);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-fake-nvml-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const library = join(folder, 'libfake_nvml.so');
  const words = ['-std=c++17', '-O1', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared'];
  const names = age === 'old' ? ['-DOLD_NAMES'] : [];
  const run = spawnSync(compiler, [...words, ...names, '-I', packagePath('native'), source, '-o', library], {
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, run.stderr);
  built.set(age, library);
  return library;
}
