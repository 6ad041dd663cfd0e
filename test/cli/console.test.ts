import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { packagePath } from '../../lib/package_root.js';

/** What a process writes to standard error that says what goes on, and is done, on a terminal of this width. */
function progressOn(columns: number): string {
  const file = pathToFileURL(packagePath('dist', 'lib', 'cli', 'console.js')).href;
  const script = `
    const nothing = () => true;
    Object.assign(process.stderr, { isTTY: true, columns: ${columns}, clearLine: nothing, cursorTo: nothing, moveCursor: nothing });
    const { createConsole } = await import('${file}');
    const console = createConsole({ json: false });
    console.progress('loading');
    await new Promise((resolve) => setTimeout(resolve, 300));
    console.say('done');
  `;
  const environment = { ...process.env, CI: undefined, TERM: 'xterm' };
  const { stdout, stderr, error } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    ...{ encoding: 'utf8', env: environment, timeout: 20_000, killSignal: 'SIGKILL' },
  });
  assert.equal(error, undefined);
  assert.equal(stdout, 'done\n');
  return stderr;
}

describe('progress', () => {
  it('is shown on a terminal', () => assert.match(progressOn(80), /loading/));

  it('is not on one that tells no width, and holds nothing up there', () => assert.equal(progressOn(0), ''));
});
