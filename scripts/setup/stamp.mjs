// A stamp remembers from which inputs a step was last done, so that the step is skipped while they are the same.
// Size and modification time stand for a file's content: reading every source on each `npm test` would cost more than
// the whole rest of the set-up, and a needless rebuild after a checkout is cheap.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * All files under a folder whose names pass, sorted; none when the folder isn't there.
 *
 * @param {string} folder
 * @param {(name: string) => boolean} accept
 * @returns {string[]}
 */
export function filesUnder(folder, accept = () => true) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} place */
  function walk(place) {
    let entries;
    try {
      entries = readdirSync(place, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const path = join(place, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (accept(entry.name)) found.push(path);
    }
  }
  walk(folder);
  return found.sort();
}

/**
 * @param {string[]} files those that aren't there count as such
 * @param {string[]} facts whatever else the result depends on
 */
export function fingerprint(files, facts = []) {
  const hash = createHash('sha256');
  for (const path of files) {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    hash.update(`${path}\0${stat?.size}\0${stat?.mtimeNs}\n`);
  }
  for (const fact of facts) hash.update(`${fact}\0`);
  return hash.digest('hex');
}

/** @param {string} root @param {string} name */
function stampPath(root, name) {
  return join(root, 'build', 'stamps', name);
}

/** @param {string} root @param {string} name @param {string} print */
export function isStamped(root, name, print) {
  try {
    return readFileSync(stampPath(root, name), 'utf8') === print;
  } catch {
    return false;
  }
}

/** @param {string} root @param {string} name @param {string} print */
export function writeStamp(root, name, print) {
  const path = stampPath(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, print);
}

/** To be done before the work starts: a step that breaks off must not look done. @param {string} root @param {string} name */
export function removeStamp(root, name) {
  rmSync(stampPath(root, name), { force: true });
}
