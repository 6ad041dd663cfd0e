import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskCache } from '../../../lib/verify/disk_cache/disk_cache.js';

function write(folder: string, bytes: number, rounds: number): Promise<{ wrong: number; hits: number; code: number }> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'writer_process.js'), [folder, String(bytes), String(rounds)]);
    let told = { wrong: -1, hits: -1 };
    child.on('message', (message) => (told = message as typeof told));
    child.on('error', reject);
    child.on('exit', (code) => resolve({ ...told, code: code ?? -1 }));
  });
}

describe('DiskCache, of several processes', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'warpsmith-disk-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('that write the same keys at once: each entry is whole and right', async () => {
    const [a, b] = await Promise.all([write(folder, 2 ** 28, 6), write(folder, 2 ** 28, 6)]);
    assert.deepEqual([a.code, b.code, a.wrong, b.wrong], [0, 0, 0, 0]);
    assert(a.hits > 0 && b.hits > 0);
    assert.equal((await new DiskCache(folder, 2 ** 28).usage()).entries, 60);
  });

  it('that remove from each other what they write: still whole and right, and within the bound', async () => {
    const bytes = 500_000;
    const [a, b] = await Promise.all([write(folder, bytes, 8), write(folder, bytes, 8)]);
    assert.deepEqual([a.code, b.code, a.wrong, b.wrong], [0, 0, 0, 0]);
    assert((await new DiskCache(folder, bytes).usage()).bytes <= bytes);
  });
});
