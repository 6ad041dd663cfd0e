import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Puts the running Node into STAGE/bin, with its licence and, where `strip` can take it off, without its symbol table.
 *
 * @param {string} stage
 */
export function copyNode(stage) {
  const source = realpathSync(process.execPath);
  const target = join(stage, 'bin/node');
  mkdirSync(dirname(target), { recursive: true });
  const stripped = spawnSync('strip', ['--strip-all', '-o', target, source]).status === 0;
  if (!stripped || !runs(target)) copyFileSync(source, target);
  chmodSync(target, 0o755);
  if (!runs(target)) throw new Error(`Expected a Node that is one file, but a copy of ${source} doesn't run.`);

  const prefix = dirname(dirname(source));
  const licence = ['LICENSE', 'share/doc/nodejs/LICENSE', 'share/doc/nodejs/copyright']
    .map((path) => join(prefix, path))
    .find((path) => existsSync(path));
  if (licence) copyFileSync(licence, join(stage, 'bin/LICENSE'));
}

/** @param {string} node */
function runs(node) {
  return spawnSync(node, ['-p', 'process.version'], { encoding: 'utf8' }).stdout?.trim() === process.version;
}
