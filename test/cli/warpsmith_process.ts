/** The command line as people start it: a process of its own, asynchronously, so that a server in this one can answer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { keyVariables } from '../../lib/dialogue/api_key.js';
import { packagePath } from '../../lib/package_root.js';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  process: ChildProcess;
  /** Resolves once stderr or stdout holds the text. */
  says(text: string): Promise<void>;
  ended: Promise<Ended>;
}

/** Variables of the surroundings that would change what a test sees. */
const ignored = [...keyVariables, 'NO_COLOR', 'FORCE_COLOR', 'DISPLAY', 'WAYLAND_DISPLAY'];

export function start(words: readonly string[], env: Record<string, string> = {}, cwd?: string): Running {
  const inherited = Object.entries(process.env).filter(([name]) => !ignored.includes(name));
  const child = spawn(process.execPath, [packagePath('dist', 'lib', 'cli', 'main.js'), ...words], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stdout = '';
  let stderr = '';
  const waiting: { text: string; resolve: () => void }[] = [];
  const look = (): void => {
    for (const { text, resolve } of waiting) if (stdout.includes(text) || stderr.includes(text)) resolve();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    look();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    process: child,
    ended,
    says: (text) =>
      Promise.race([
        new Promise<void>((resolve) => {
          waiting.push({ text, resolve });
          look();
        }),
        ended.then(({ stdout: out, stderr: err }) => {
          if (!out.includes(text) && !err.includes(text)) {
            throw new Error(`Expected the process to say "${text}" but it ended with:\n${out}\n${err}`);
          }
        }),
      ]),
  };
}

/** Runs to the end. */
export function warpsmith(words: readonly string[], env?: Record<string, string>, cwd?: string): Promise<Ended> {
  return start(words, env, cwd).ended;
}
