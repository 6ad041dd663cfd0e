import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runCommand } from './command.mjs';
import { filesUnder, fingerprint, isStamped, removeStamp, writeStamp } from './stamp.mjs';

const folders = ['lib', 'test', 'bench'];

/**
 * Compiles the TypeScript into dist/.
 *
 * @type {import('../setup.mjs').Step}
 */
export function script({ root, signal, progress }) {
  const sources = folders.flatMap((folder) => filesUnder(join(root, folder), (name) => name.endsWith('.ts')));
  const settings = ['tsconfig.json', 'package.json', 'node_modules/.package-lock.json'].map((name) => join(root, name));
  const compiled = fingerprint([...sources, ...settings]);
  const outputs = sources.filter((path) => !path.endsWith('.d.ts')).map((path) => outputOf(root, path));
  const missing = outputs.some((path) => !existsSync(path));
  if (!missing && isStamped(root, 'script', compiled)) return null;

  return {
    why: 'compiled into dist',
    async run() {
      removeStamp(root, 'script');
      removeOrphans(root, new Set(outputs));
      // The incremental compiler trusts its notes and doesn't look whether its outputs are still there.
      if (missing) rmSync(join(root, 'dist/.tsbuildinfo'), { force: true });
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      await runCommand('Compiling the TypeScript', process.execPath, [compiler, '--project', root], {
        cwd: root,
        signal,
        progress,
      });
      writeStamp(root, 'script', compiled);
    },
  };
}

/** @param {string} root @param {string} source */
function outputOf(root, source) {
  return join(root, 'dist', relative(root, source)).replace(/\.ts$/, '.js');
}

/**
 * What was compiled from sources that are gone. A test left over would go on being run.
 *
 * @param {string} root
 * @param {Set<string>} outputs
 */
function removeOrphans(root, outputs) {
  for (const path of folders.flatMap((folder) => filesUnder(join(root, 'dist', folder)))) {
    const output = path.replace(/(\.d\.ts|\.js)(\.map)?$/, '.js');
    if (!outputs.has(output)) rmSync(path);
  }
}
