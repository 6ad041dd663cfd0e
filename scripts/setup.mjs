// Everything a fresh clone needs before it can run: `node scripts/setup.mjs [--only STEP,STEP…]`.
//
// Runs before `npm ci`, so it and the steps use nothing but Node itself. Each step first decides from the file system
// alone whether it has anything to do: `npm test` and `npm run demo` call this every time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addon } from './setup/addon.mjs';
import { Stopped } from './setup/command.mjs';
import { dependencies } from './setup/dependencies.mjs';
import { nvrtc } from './setup/nvrtc.mjs';
import { showProgress } from './setup/progress.mjs';
import { script } from './setup/script.mjs';

/**
 * @typedef {object} Context
 * @property {string} root the project's folder
 * @property {AbortSignal} signal fires when the person stops the set-up
 * @property {(line: string) => void} progress takes each line a tool prints
 *
 * @typedef {object} Work
 * @property {string} why shown on the line of the step
 * @property {() => Promise<void>} run
 *
 * @typedef {(context: Context) => Work | null | Promise<Work | null>} Step null: nothing to do
 */

/** In the order in which they need each other. @type {Record<string, Step>} */
const steps = { dependencies, addon, script, nvrtc };

/** @param {string[]} words */
function chosenSteps(words) {
  const all = Object.keys(steps);
  if (words.length === 0) return all;
  const [option, list] = words[0]?.startsWith('--only=') ? ['--only', words[0].slice('--only='.length)] : words;
  const chosen = list?.split(',') ?? [];
  const unknown = chosen.filter((name) => !all.includes(name));
  if (option !== '--only' || chosen.length === 0 || unknown.length > 0) {
    throw new Stopped(`Expected --only with some of ${all.join(',')} but received: ${words.join(' ')}`);
  }
  return all.filter((name) => chosen.includes(name));
}

function checkNode(/** @type {string} */ root) {
  const { engines } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  const wanted = /(\d+)\.(\d+)/.exec(engines.node) ?? [];
  const found = process.versions.node.split('.');
  const difference = Number(found[0]) - Number(wanted[1]) || Number(found[1]) - Number(wanted[2]);
  if (difference < 0)
    throw new Stopped(`Expected Node ${engines.node} but this is ${process.version}. Install a newer Node.`);
}

async function main() {
  const root = join(import.meta.dirname, '..');
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  checkNode(root);
  for (const name of chosenSteps(process.argv.slice(2))) {
    const line = showProgress(name);
    try {
      const work = await steps[name]({ root, signal: stop.signal, progress: line.update });
      if (!work) continue;
      line.start(work.why);
      await work.run();
      line.done();
    } finally {
      line.clear();
    }
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Stopped)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
