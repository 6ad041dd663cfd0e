import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Stopped } from './command.mjs';
import { filesUnder } from './stamp.mjs';
import { unpackedWheels } from './wheels.mjs';

const wheels = ['nvidia-cuda-nvrtc', 'nvidia-cuda-runtime', 'nvidia-cuda-crt', 'nvidia-cuda-cccl'];
const version = '13.0.*';

/** Of the wheels' libraries only these are kept: no `.alt` form, nothing static, no CUDA runtime. */
const libraries = ['libnvrtc.so.13', 'libnvrtc-builtins.so.13.0'];
const header = 'cuda_fp16.h';

/**
 * Fetches NVRTC and the headers for device code into the cache, unless the library finds them on the machine.
 *
 * @type {import('../setup.mjs').Step}
 */
export async function nvrtc({ root, signal, progress }) {
  // The library's own search, so that the set-up can't find what the library doesn't.
  const { findNvrtc } = await compiled(root, 'find_nvrtc');
  const { cudaCacheFolder } = await compiled(root, 'cache_folder');
  if (findNvrtc().found) return null;
  if (process.env.WARPSMITH_NVRTC) {
    throw new Stopped(
      `Expected NVRTC and ${header} in the folder that WARPSMITH_NVRTC names (${process.env.WARPSMITH_NVRTC}), but they ` +
        'are not there. Correct it, or unset it to have NVRTC looked for elsewhere and fetched when there is none.',
    );
  }

  const target = cudaCacheFolder();
  return {
    why: `NVRTC and its headers fetched from PyPI into ${target}`,
    async run() {
      const work = makeWorkFolder(target);
      try {
        const wanted = wheels.map((name) => `${name}==${version}`);
        const unpacked = await unpackedWheels(wanted, remedy, { cwd: work, signal, progress });
        moveInto(target, arrange(unpacked, join(work, 'result')));
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    },
  };
}

/** @param {string} root @param {string} name */
async function compiled(root, name) {
  const path = join(root, 'dist/lib/native', `${name}.js`);
  if (!existsSync(path)) throw new Stopped('Looking for NVRTC needs the compiled script: run `npm run build` first.');
  return import(pathToFileURL(path).href);
}

/** @param {string} first */
function remedy(first) {
  return [
    'NVRTC with its headers was not found on this machine either. Do one of these:',
    `  - ${first};`,
    '  - install the CUDA toolkit (13.x) and set CUDA_PATH to its folder;',
    '  - set WARPSMITH_CACHE to a copy of the cache folder of a machine where this set-up has run.',
  ].join('\n');
}

/**
 * Beside the target, so that moving the finished folder there is one step. Named after this process: what a set-up that
 * was killed left behind is known by it and removed.
 *
 * @param {string} target
 */
function makeWorkFolder(target) {
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const owner = /^\.partial-(\d+)$/.exec(name)?.[1];
    if (owner && !existsSync(`/proc/${owner}`)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const work = join(parent, `.partial-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  return work;
}

/**
 * The wheels' useful part in a toolkit's layout (lib, include), with NVIDIA's licence beside it.
 *
 * @param {string} unpacked
 * @param {string} result
 */
function arrange(unpacked, result) {
  const files = filesUnder(unpacked);
  /** @param {string} end */
  function find(end) {
    const path = files.find((file) => file.endsWith(end));
    if (path) return path;
    throw new Stopped(`Expected ${end} in PyPI's wheels ${wheels.join(', ')} (${version}) but it isn't there.`);
  }
  mkdirSync(join(result, 'lib'), { recursive: true });
  for (const name of libraries) renameSync(find(`/lib/${name}`), join(result, 'lib', name));
  renameSync(dirname(find(`/include/${header}`)), join(result, 'include'));
  renameSync(find('/licenses/License.txt'), join(result, 'License.txt'));
  return result;
}

/** @param {string} target @param {string} result */
function moveInto(target, result) {
  // Another set-up was faster: what is there is whole, and may be in use.
  if (existsSync(join(target, 'lib', libraries[0])) && existsSync(join(target, 'include', header))) return;
  rmSync(target, { recursive: true, force: true });
  renameSync(result, target);
}
