import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyToClipboard } from '../../lib/dialogue/clipboard.js';
import { scratchFolder } from '../search/scratch_folder.js';

describe('copyToClipboard', () => {
  const scratch = scratchFolder();

  /** A program of this name that keeps what it is given in `got`, or fails. */
  function install(name: string, fails = false): void {
    const path = join(scratch(), name);
    const keep = `/bin/cat > '${join(scratch(), 'got')}'`;
    writeFileSync(path, `#!/bin/sh\n${fails ? 'exit 1' : keep}\n`);
    chmodSync(path, 0o755);
  }
  const environment = (more: Record<string, string>) => ({ PATH: scratch(), ...more });

  it('hands the text to the first program that takes it', async () => {
    install('wl-copy', true);
    install('xclip');
    const text = `${'A long prompt with 漢字.\n'.repeat(10_000)}end`;
    assert.equal(await copyToClipboard(text, environment({ WAYLAND_DISPLAY: 'w', DISPLAY: ':0' })), true);
    assert.equal(readFileSync(join(scratch(), 'got'), 'utf8'), text);
  });

  it('starts no program that has no display', async () => {
    install('xclip');
    assert.equal(await copyToClipboard('text', environment({})), false);
    assert.ok(!existsSync(join(scratch(), 'got')));
  });

  it('says no where there is no program', async () => {
    assert.equal(await copyToClipboard('text', environment({ DISPLAY: ':0' })), false);
  });
});
