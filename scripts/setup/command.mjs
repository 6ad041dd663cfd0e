import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** An end of the set-up that a person can do something about: only its message is shown. */
export class Stopped extends Error {
  /** @param {string} message @param {number} exitCode */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Is there a program of this name? Looked up without starting a process. @param {string} program */
export function hasProgram(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder || '.', program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Runs a program to its end. Its output goes to `progress` line by line and is kept for the case that it fails.
 *
 * @param {string} program
 * @param {string[]} words
 * @param {{ cwd: string, signal: AbortSignal, progress: (line: string) => void, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function tryCommand(program, words, { cwd, signal, progress, env = process.env }) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(program, words, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        const last = text.split(/[\r\n]/).findLast((/** @type {string} */ line) => line.trim() !== '');
        if (last) progress(last);
      });
    }
    child.on('error', (error) => {
      if (signal.aborted) reject(new Stopped('Stopped.', 130));
      else resolve({ ok: false, output: `${program}: ${error.message}` });
    });
    child.on('close', (code) => {
      if (signal.aborted) reject(new Stopped('Stopped.', 130));
      else resolve({ ok: code === 0, output });
    });
  });
}

/**
 * The same, but a failure ends the set-up with the program's whole output and what it was for.
 *
 * @param {string} purpose
 * @param {Parameters<typeof tryCommand>} command
 */
export async function runCommand(purpose, ...command) {
  const { ok, output } = await tryCommand(...command);
  if (!ok) throw new Stopped(`${output.trim()}\n\n${purpose} failed: ${[command[0], ...command[1]].join(' ')}`);
}
