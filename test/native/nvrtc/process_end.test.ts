import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('ending_process.js', import.meta.url));

/** Long enough for a busy machine: such a process takes a fifth of a second. */
const deadlineMs = 60_000;

/** How a process ended: its status or its signal. */
async function ended(what: string, delayMs: number): Promise<unknown> {
  const child = spawn(process.execPath, [script, what, String(delayMs)], {
    stdio: 'ignore',
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  const [status, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return status ?? signal;
}

// Where exit() meets the other threads is chance: each of these crashed or hung a third of the processes once.
describe('a process that ends itself', () => {
  for (const what of ['the first library being opened', 'copies being opened', 'one compile after the other']) {
    it(`ends with its own status in the middle of ${what}`, async () => {
      for (let delayMs = 0; delayMs < 36; delayMs += 3) {
        assert.equal(await ended(what, delayMs), 7, `${delayMs} ms later`);
      }
    });
  }
});
