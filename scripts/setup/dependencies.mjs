import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';

/**
 * `npm ci` when what is installed isn't what package-lock.json asks for.
 *
 * No stamp: npm itself leaves the list of what it installed in node_modules, as the last thing it does. So an
 * `npm install` done by hand counts, and one that was broken off doesn't.
 *
 * @type {import('../setup.mjs').Step}
 */
export function dependencies({ root, signal, progress }) {
  const lock = readJson(join(root, 'package-lock.json'));
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (lock && installed && isInstalled(lock.packages, installed.packages)) return null;
  return {
    why: installed ? 'installed anew, package-lock.json has changed' : 'installed from package-lock.json',
    run: () =>
      runCommand('Installing the dependencies', 'npm', ['ci', '--no-audit', '--no-fund'], {
        cwd: root,
        signal,
        progress,
        env: { ...process.env, NODE_ENV: '' }, // "production" would leave out the compiler and the tests
      }),
  };
}

/** @param {string} path */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} Package
 * @param {Record<string, Package>} wanted
 * @param {Record<string, Package>} installed
 */
function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true; // the project itself
    const found = installed[path];
    if (!found) return optional === true; // most likely one for another platform
    return found.version === version && found.integrity === integrity;
  });
}
