import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { hasProgram, runCommand, Stopped } from './command.mjs';
import { filesUnder, fingerprint, isStamped, removeStamp, writeStamp } from './stamp.mjs';

/** Where `bindings` looks before it looks into build/Release: what lies there is always stale. */
const wrongPlaces = ['build/warpsmith.node', 'build/Debug'];

/**
 * Builds build/Release/warpsmith.node with cmake-js.
 *
 * @type {import('../setup.mjs').Step}
 */
export function addon({ root, signal, progress }) {
  for (const place of wrongPlaces) rmSync(join(root, place), { recursive: true, force: true });

  const sources = filesUnder(join(root, 'native'), (name) => /\.(cc|h)$/.test(name));
  const settings = ['CMakeLists.txt', 'node_modules/node-addon-api/package.json', 'node_modules/cmake-js/package.json'];
  const configured = fingerprint(settings.map((name) => join(root, name)));
  const built = fingerprint(sources, [configured]);
  if (existsSync(join(root, 'build/Release/warpsmith.node')) && isStamped(root, 'addon', built)) return null;

  return {
    why: 'built by cmake-js',
    async run() {
      checkTools();
      removeStamp(root, 'addon');
      if (!isStamped(root, 'addon-configured', configured)) forgetConfiguration(root);
      // Not `compile`: on an error in a source that one throws the whole build folder away and starts over.
      const words = [
        join(root, 'node_modules/cmake-js/bin/cmake-js'),
        ...['build', '--config', 'Release', '--parallel', String(availableParallelism())],
      ];
      await runCommand('Building the addon', process.execPath, words, { cwd: root, signal, progress });
      writeStamp(root, 'addon-configured', configured);
      writeStamp(root, 'addon', built);
    },
  };
}

function checkTools() {
  const compiler = process.env.CXX ?? 'g++';
  const missing = [
    ...(hasProgram('cmake') ? [] : ['cmake']),
    ...(hasProgram('make') || hasProgram('ninja') ? [] : ['make']),
    ...(hasProgram(compiler) || hasProgram('c++') || existsSync(compiler) ? [] : ['g++']),
  ];
  if (missing.length === 0) return;
  throw new Stopped(
    `Building the addon needs cmake, make and a C++17 compiler. Not found: ${missing.join(', ')}.\n` +
      `Install with: apt-get install ${missing.join(' ')}   (Fedora: dnf install cmake make gcc-c++)`,
  );
}

/** cmake keeps to the folders and options of its first run, so after a change it has to forget them. @param {string} root */
function forgetConfiguration(root) {
  for (const name of ['CMakeCache.txt', 'CMakeFiles', 'Makefile', 'build.ninja', 'cmake_install.cmake', 'Release']) {
    rmSync(join(root, 'build', name), { recursive: true, force: true });
  }
}
