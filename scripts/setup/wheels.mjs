// PyPI's wheels, fetched and unpacked through the machine's python3: pip knows the mirrors and proxies set up here.
import { join } from 'node:path';
import { hasProgram, runCommand, Stopped, tryCommand } from './command.mjs';
import { filesUnder } from './stamp.mjs';

/** @typedef {Parameters<typeof tryCommand>[2]} Options its `cwd` is a folder for whatever is only needed meanwhile */

/**
 * Everything in the given wheels, in one folder.
 *
 * @param {string[]} wanted as pip takes them: name==version
 * @param {(first: string) => string} remedy tells a person what to do, beginning with what it is given
 * @param {Options} options
 */
export async function unpackedWheels(wanted, remedy, options) {
  const python = await pythonWithPip(remedy, options);
  const downloads = join(options.cwd, 'wheels');
  const unpacked = join(options.cwd, 'unpacked');
  // Without pip's own cache: the wheels are unpacked once and not needed again.
  const pip = ['-m', 'pip', 'download', '--no-cache-dir', '--disable-pip-version-check'];
  const words = [...pip, '--no-deps', '--only-binary=:all:', '--dest', downloads, ...wanted];
  const { ok, output } = await tryCommand(python, words, options);
  if (!ok) {
    const reason = output.trim().split('\n').slice(-3).join('\n');
    const first = 'connect this machine to PyPI or tell pip about a mirror (PIP_INDEX_URL), and run this again';
    throw new Stopped(`pip could not fetch ${wanted.join(', ')}:\n${reason}\n${remedy(first)}`);
  }
  for (const wheel of filesUnder(downloads)) {
    await runCommand('Unpacking a wheel', python, ['-m', 'zipfile', '-e', wheel, unpacked], options);
  }
  return unpacked;
}

/**
 * A python3 that has pip: the machine's own, or one in a virtual environment.
 *
 * @param {(first: string) => string} remedy
 * @param {Options} options
 */
async function pythonWithPip(remedy, options) {
  const install = remedy('apt-get install python3-pip, and run this again');
  if (!hasProgram('python3'))
    throw new Stopped(`Fetching NVRTC needs python3 with pip. Not found: python3.\n${install}`);
  if ((await tryCommand('python3', ['-m', 'pip', '--version'], options)).ok) return 'python3';
  const environment = join(options.cwd, 'venv');
  const made = await tryCommand('python3', ['-m', 'venv', environment], options);
  if (!made.ok) throw new Stopped(`Fetching NVRTC needs python3 with pip. Not found: pip, nor venv.\n${install}`);
  return join(environment, 'bin/python3');
}
