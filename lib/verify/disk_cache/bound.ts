/** Keeps a store within its bound: what was used longest ago goes first. */
import { appendFile, open, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { headBytes, keyOf } from './entry.js';
import { type Store, removeFile } from './store.js';

/** File systems give out space in such blocks. */
const blockBytes = 4096;
/** Of each entry: its line in the index, and mostly a folder there and one for its bytes. */
const furtherBlocks = 3;
/** After a sweep this share of the bound is free, and it takes as many bytes to the next one. */
const slack = 1 / 8;
/** What was written for so long was left by a process that was killed. */
const unfinishedMs = 3600_000;
/** Files that are looked at side by side; more would keep others from the disk. */
const sideBySide = 16;

interface Content {
  path: string;
  /** On disk, with what belongs to it. */
  bytes: number;
  usedMs: number;
}

export interface Usage {
  entries: number;
  /** On disk. */
  bytes: number;
}

export class Bound {
  constructor(
    private readonly store: Store,
    readonly bytes: number,
  ) {}

  /** An entry that takes all that a sweep makes free is not worth what goes for it. */
  admits(bytes: number): boolean {
    return onDisk(bytes) <= this.bytes * slack;
  }

  /** To be told after each write, by every process: together they sweep when it is time. */
  async wrote(bytes: number): Promise<void> {
    // As long as the number of blocks that were written since the last sweep: all processes can add to it at once.
    const ledger = join(this.store.folder, 'written');
    await appendFile(ledger, Buffer.alloc(onDisk(bytes) / blockBytes));
    if ((await stat(ledger)).size * blockBytes < this.bytes * slack) return;
    // Before the sweep: the other processes need not do the same.
    await truncate(ledger, 0);
    await this.sweep();
  }

  /** Removes entries until the slack is free. */
  async sweep(): Promise<void> {
    const contents = (await this.contents()).sort((a, b) => a.usedMs - b.usedMs);
    let left = total(contents);
    for (const { path, bytes } of contents) {
      if (left <= this.bytes * (1 - slack)) break;
      await this.remove(path);
      left -= bytes;
    }
    await this.removeUnfinished();
  }

  async usage(): Promise<Usage> {
    const contents = await this.contents();
    return { entries: contents.length, bytes: total(contents) };
  }

  private async contents(): Promise<Content[]> {
    const { contents } = this.store;
    const folders = await namesIn(contents);
    const found: Content[] = [];
    for (const folder of folders) {
      const inner = (await namesIn(join(contents, folder))).map((name) => join(contents, folder, name));
      for (let i = 0; i < inner.length; i += sideBySide) {
        const looks = inner.slice(i, i + sideBySide).map(filesIn);
        found.push(...(await Promise.all(looks)).flat());
      }
    }
    return found;
  }

  private async remove(path: string): Promise<void> {
    const key = await keyAt(path);
    if (key === null) await removeFile(path);
    else await this.store.remove(key, path);
  }

  private async removeUnfinished(): Promise<void> {
    for (const { path, usedMs } of await filesIn(this.store.unfinished)) {
      if (Date.now() - usedMs > unfinishedMs) await removeFile(path);
    }
  }
}

function onDisk(bytes: number): number {
  return (Math.ceil((bytes + headBytes) / blockBytes) + furtherBlocks) * blockBytes;
}

function total(contents: Content[]): number {
  return contents.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Nothing where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Another process may sweep as well: what goes meanwhile is left out. */
async function filesIn(folder: string): Promise<Content[]> {
  const found: Content[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const { size, mtimeMs } = (await stat(path).catch(() => null)) ?? { size: 0, mtimeMs: null };
    if (mtimeMs !== null) found.push({ path, bytes: onDisk(size), usedMs: mtimeMs });
  }
  return found;
}

async function keyAt(path: string): Promise<string | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return keyOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
