import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNvrtc } from '../../lib/native/find_nvrtc.js';

const root = join(import.meta.dirname, '../../..');
const comparison = join(root, 'test/native/declarations.cc');
const native = join(root, 'native');

/** The headers must know everything we declare: the newest of it came with this version. */
const oldest = 13000;

/** A folder with NVIDIA's headers, or why there is none. */
function realHeaders(): { folder: string } | { reason: string } {
  const roots = [process.env.CUDA_PATH, process.env.CUDA_HOME, '/usr/local/cuda'].filter((path) => path !== undefined);
  const folders = [...(findNvrtc().found?.includes ?? []), ...roots.map((path) => join(path, 'include'))];
  const wanted = ['cuda.h', 'cudaTypedefs.h', 'nvrtc.h'];
  const complete = folders.filter((folder) => wanted.every((name) => existsSync(join(folder, name))));
  const folder = complete.find((candidate) => versionOf(candidate) >= oldest);
  if (folder !== undefined) return { folder };
  return { reason: `no folder with ${wanted.join(', ')} of CUDA 13.0 or newer among: ${folders.join(', ')}` };
}

/** NVML's own header lies in whole toolkits only; without it that part is left out. */
function nvmlFolder(): string | undefined {
  const roots = [process.env.CUDA_PATH, process.env.CUDA_HOME, '/usr/local/cuda'].filter((path) => path !== undefined);
  return roots.map((path) => join(path, 'include')).find((folder) => existsSync(join(folder, 'nvml.h')));
}

function versionOf(folder: string): number {
  const found = /^#define CUDA_VERSION (\d+)/m.exec(readFileSync(join(folder, 'cuda.h'), 'utf8'));
  return Number(found?.[1] ?? 0);
}

/** Our lists name the functions as strings, which the preprocessor can't turn back into names: so they are read here. */
function functionsIn(header: string): string[][] {
  const text = readFileSync(join(native, header), 'utf8');
  return [...text.matchAll(/^ {2}X\((\w+), "(\w+)"(?:, (\d+))?/gm)].map((match) => match.slice(1).filter(Boolean));
}

function defineFunctions(name: string, header: string): string[] {
  const functions = functionsIn(header);
  const calls = functions.map((words) => `${name}(${words.join(', ')})`);
  return [`-D${name}S=${calls.join(' ')}`, `-D${name}S_PASSED=${functions.length}`];
}

describe("our declarations of NVIDIA's interfaces", () => {
  it('agree with the real headers', function () {
    const headers = realHeaders();
    const compiler = process.env.CXX ?? 'g++';
    const hasCompiler = spawnSync(compiler, ['--version']).status === 0;
    const missing = [
      ...(hasCompiler ? [] : [`no ${compiler}`]),
      ...(existsSync(comparison) ? [] : ['no sources']),
      ...('reason' in headers ? [headers.reason] : []),
    ];
    if ('reason' in headers || missing.length > 0) {
      assert(this.test);
      this.test.title += ` (skipped: ${missing.join('; ')})`;
      this.skip();
    }
    const words = [
      '-std=c++17',
      '-fsyntax-only',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-I',
      native,
      '-isystem',
      headers.folder,
    ];
    const withNvml = nvmlFolder();
    if (withNvml !== undefined) words.push('-isystem', withNvml);
    words.push(...defineFunctions('NVML_FUNCTION', 'nvml/functions.h'));
    words.push(...defineFunctions('CUDA_FUNCTION', 'cuda/functions.h'));
    words.push(...defineFunctions('NVRTC_FUNCTION', 'nvrtc/functions.h'));
    const { status, stderr } = spawnSync(compiler, [...words, comparison], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  for (const library of ['cuda', 'nvrtc', 'nvml']) {
    it(`are all compared: ${library}/types.h`, function () {
      if (!existsSync(comparison)) this.skip();
      const compared = readFileSync(comparison, 'utf8');
      const declared = readFileSync(join(native, library, 'types.h'), 'utf8');
      const values = [...declared.matchAll(/\b(\w+) = \d+\s*[,}]/g)].map((match) => match[1]);
      assert.notEqual(values.length, 0);
      const forgotten = values.filter((name) => !compared.includes(`SAME(${library}::${name},`));
      assert.deepEqual(forgotten, []);
    });
  }
});
