// `npm run build:gyp`: the same addon, built by node-gyp from binding.gyp.
//
// node-gyp always writes to `build/`, which belongs to cmake-js. So it works on a copy of the sources in out/gyp; there
// it still finds node_modules, one folder up and another.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stage = join(root, 'out/gyp');
const result = join(stage, 'build/Release/warpsmith.node');

/** @param {string} program @param {string[]} words */
function run(program, words) {
  const { status, error } = spawnSync(program, words, { cwd: stage, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(1);
}

for (const name of ['native', 'binding.gyp', 'package.json']) {
  rmSync(join(stage, name), { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  // Keeping the times lets make compile only what has changed since the last time.
  cpSync(join(root, name), join(stage, name), { recursive: true, preserveTimestamps: true });
}

// With Node's headers at hand node-gyp needs no network; otherwise it downloads them.
const node = dirname(dirname(realpathSync(process.execPath)));
const headers = existsSync(join(node, 'include/node/node_api.h')) ? [`--nodedir=${node}`] : [];
const gyp = join(root, 'node_modules/node-gyp/bin/node-gyp.js');
run(process.execPath, [gyp, 'configure', 'build', '--release', `--jobs=${availableParallelism()}`, ...headers]);

// An addon with an undefined symbol links without complaint, so only loading it shows that it is whole.
run(process.execPath, [
  '-e',
  'console.log("loaded, exports:", Object.keys(require(process.argv[1])).join(", "))',
  result,
]);
console.log(`built ${result.slice(root.length + 1)}`);
