/** A folder of cacache's, with what cacache does not do: an entry's last use leaves a date, and it goes without a trace. */
import { createHash } from 'node:crypto';
import { rmdir, unlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as Cacache from 'cacache';
import { frame, unframe } from './entry.js';

/** Loading it takes as long as reading a hundred entries, and not everybody reads one. */
async function cacache(): Promise<typeof Cacache> {
  return (await import('cacache')).default as typeof Cacache;
}

/** The entry goes, and its place in the index with it. The package's types don't know the option. */
type RemoveFully = (folder: string, key: string, options: { removeFully: true }) => Promise<unknown>;

/** Causes of a failure that lie in the entry, and not in the disk or in this process. */
const spoiled = ['EINTEGRITY', 'EBADSIZE', 'ENOENT'];

export interface StoredEntry {
  bytes: Uint8Array;
  /** For `touch`. */
  path: string;
}

export class Store {
  constructor(readonly folder: string) {}

  /** Where the entries' bytes lie, two folders deep, each file as old as its last use. */
  get contents(): string {
    return join(this.folder, 'content-v2', 'sha512');
  }

  /** Where they lie before they are whole. */
  get unfinished(): string {
    return join(this.folder, 'tmp');
  }

  /** Begins to load what reading takes. */
  warmUp(): void {
    cacache().catch(() => undefined);
  }

  /** Null when there is none. One that is not as `write` left it goes. */
  async read(key: string): Promise<StoredEntry | null> {
    const { get } = await cacache();
    const found = await get.info(this.folder, key);
    if (!found) return null;
    const { integrity, path, size } = found;
    try {
      const whole = await get.byDigest(this.folder, integrity, size === undefined ? {} : { size });
      const bytes = unframe(key, whole);
      if (bytes) return { bytes, path };
    } catch (error) {
      if (!spoiled.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    await this.remove(key, path);
    return null;
  }

  /** A reader sees all of it or nothing. */
  async write(key: string, bytes: Uint8Array): Promise<void> {
    const { put } = await cacache();
    await put(this.folder, key, frame(key, bytes));
  }

  async touch(path: string): Promise<void> {
    const now = new Date();
    await utimes(path, now, now);
  }

  /** Removes an entry; `path` is that of its bytes, where it is known. What is gone already is fine. */
  async remove(key: string, path?: string): Promise<void> {
    const { get, rm } = await cacache();
    const content = path ?? (await get.info(this.folder, key))?.path;
    // First: without it nobody looks for the bytes, and bytes without it are found by who looks at all files.
    await (rm.entry as unknown as RemoveFully)(this.folder, key, { removeFully: true });
    if (content !== undefined) await removeFile(content);
    const hash = createHash('sha256').update(key).digest('hex');
    await rmdir(join(this.folder, 'index-v5', hash.slice(0, 2), hash.slice(2, 4))).catch(() => undefined);
  }
}

/** Removes a file of the store, and its folder with the last one. */
export async function removeFile(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
  await rmdir(dirname(path)).catch(() => undefined);
}
