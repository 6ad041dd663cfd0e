import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findNvrtc } from '../../../lib/native/find_nvrtc.js';

/** Runs `work` while the cache folder is one of its own, empty; the compiler stays where it is. */
export async function withOwnCacheFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const { WARPSMITH_CACHE: cache, WARPSMITH_NVRTC: nvrtc } = process.env;
  const { found } = findNvrtc();
  if (!found) throw new Error('Expected to find NVRTC.');
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-cache-'));
  process.env.WARPSMITH_CACHE = folder;
  process.env.WARPSMITH_NVRTC = dirname(found.library);
  try {
    await work(folder);
  } finally {
    if (cache === undefined) delete process.env.WARPSMITH_CACHE;
    else process.env.WARPSMITH_CACHE = cache;
    if (nvrtc === undefined) delete process.env.WARPSMITH_NVRTC;
    else process.env.WARPSMITH_NVRTC = nvrtc;
    rmSync(folder, { recursive: true, force: true });
  }
}
