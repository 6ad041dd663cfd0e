/**
 * What takes long to make, on disk: bytes by key, for all processes of the machine. Nobody depends on it: an entry that
 * is spoilt or gone, a disk that is full or can't be written, is a miss and no error.
 */
import { join } from 'node:path';
import { cacheFolder } from '../../native/cache_folder.js';
import { Bound, type Usage } from './bound.js';
import { diskCacheLimit } from './disk_limit.js';
import { Store } from './store.js';

/** Of the way entries are written: others can't be read by this version, and grow old beside its own. */
const format = 1;

/** What waits to be written lives in memory: behind a disk that is too slow it is left out. */
const mostWaitingBytes = 64 * 2 ** 20;

/** In a row; then this process writes no more. */
const mostFailures = 3;

/** A part of the cache whose keys meet no other's. */
export interface DiskSpace {
  /** Null when there is none. The bytes are the caller's. */
  get(key: string): Promise<Uint8Array | null>;
  /** Keeps the bytes, which must not change any more, in the background. */
  put(key: string, bytes: Uint8Array): void;
  /** Removes an entry that turned out to be of no use, in the background. */
  remove(key: string): void;
}

export class DiskCache {
  private readonly store: Store;
  private readonly bound: Bound;
  /** What is under way in the background; never rejects. */
  private background: Promise<void> = Promise.resolve();
  private waitingBytes = 0;
  private failures = 0;

  /** @param limitBytes most bytes on disk; 0: nothing is read or written. */
  constructor(
    readonly folder: string,
    readonly limitBytes: number,
  ) {
    this.store = new Store(folder);
    this.bound = new Bound(this.store, limitBytes);
  }

  /** The cache of all engines, below `cacheFolder()`. @param bytes as for `diskCacheLimit`, which may throw. */
  static open(bytes?: number): DiskCache {
    const cache = new DiskCache(join(cacheFolder(), 'compiled'), diskCacheLimit(bytes));
    if (cache.isOn) cache.store.warmUp();
    return cache;
  }

  get isOn(): boolean {
    return this.limitBytes > 0;
  }

  /** @param name a short word. Keys are of letters and digits, such as a hash. */
  space(name: string): DiskSpace {
    const full = (key: string): string => `${format}/${name}/${key}`;
    return {
      get: (key) => this.get(full(key)),
      put: (key, bytes) => this.put(full(key), bytes),
      remove: (key) => this.later(() => this.store.remove(full(key))),
    };
  }

  /** Resolves when all that was put is on disk, or given up. */
  async flush(): Promise<void> {
    await this.background;
  }

  /** What is there now; looks at every entry. */
  usage(): Promise<Usage> {
    return this.bound.usage();
  }

  private async get(key: string): Promise<Uint8Array | null> {
    if (!this.isOn) return null;
    try {
      const found = await this.store.read(key);
      if (!found) return null;
      this.later(() => this.store.touch(found.path));
      return found.bytes;
    } catch {
      return null;
    }
  }

  private put(key: string, bytes: Uint8Array): void {
    const { length } = bytes;
    if (!this.isOn || !this.bound.admits(length) || this.failures >= mostFailures) return;
    if (this.waitingBytes + length > mostWaitingBytes) return;
    this.waitingBytes += length;
    this.later(async () => {
      try {
        await this.store.write(key, bytes);
        this.failures = 0;
        await this.bound.wrote(length);
      } catch {
        this.failures++;
      } finally {
        this.waitingBytes -= length;
      }
    });
  }

  /** One after the other: nobody waits for them, and others want the disk. */
  private later(work: () => Promise<void>): void {
    this.background = this.background.then(work).catch(() => undefined);
  }
}
