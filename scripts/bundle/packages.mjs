import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Needed to build the addon, not to run it. */
const onlyToBuild = ['cmake-js', 'node-addon-api'];

/** The bundle also runs the tests. */
const onlyToTest = ['mocha'];

/**
 * The folders of all packages that a run needs, found the way Node finds them.
 *
 * @param {string} root
 */
export function runtimePackages(root) {
  /** @type {Set<string>} */
  const folders = new Set();
  const own = Object.keys(manifest(root).dependencies ?? {}).filter((name) => !onlyToBuild.includes(name));
  /** @type {{ name: string, from: string, optional: boolean }[]} */
  const open = [...own, ...onlyToTest].map((name) => ({ name, from: root, optional: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { name, from, optional } = next;
    const folder = locate(name, from);
    if (!folder && !optional)
      throw new Error(`Expected the package ${name}, needed by ${from}, but it is not installed.`);
    if (!folder || folders.has(folder)) continue;
    folders.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = manifest(folder);
    for (const inner of Object.keys({ ...dependencies, ...optionalDependencies })) {
      open.push({ name: inner, from: folder, optional: inner in optionalDependencies });
    }
  }
  // A package inside another one's folder comes along with it.
  return [...folders].filter((folder) => ![...folders].some((other) => folder.startsWith(`${other}/`)));
}

/**
 * @param {string} folder
 * @returns {{ dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }}
 */
function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** @param {string} name @param {string} from @returns {string | null} */
function locate(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return null;
  }
}
