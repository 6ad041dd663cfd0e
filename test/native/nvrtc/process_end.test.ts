import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('ending_process.js', import.meta.url));

/** Long enough for a busy machine: such a process takes a fifth of a second. */
const timeout = 60_000;

// Where exit() meets the other threads is chance: each of these crashed or hung a third of the processes once.
describe('a process that ends itself', () => {
  for (const what of ['the first library being opened', 'copies being opened', 'one compile after the other']) {
    it(`ends with its own status in the middle of ${what}`, () => {
      for (let delayMs = 0; delayMs < 36; delayMs += 3) {
        const words = [script, what, String(delayMs)];
        const { status, signal } = spawnSync(process.execPath, words, { timeout, killSignal: 'SIGKILL' });
        assert.deepEqual({ status, signal }, { status: 7, signal: null }, `${delayMs} ms later`);
      }
    });
  }
});
