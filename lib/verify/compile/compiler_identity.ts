/** Tells compilers apart whose version is the same: by the files that they consist of, and those that they include. */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { NvrtcPlace } from '../../native/find_nvrtc.js';

/** A toolkit has some 2,000 to 5,000 headers. Where a folder holds many other files, looking at all takes too long. */
const mostHeaders = 20_000;

/**
 * A text that changes when NVRTC's version does, or the name, the size or the time of change of one of its libraries
 * and headers; not with the place where they lie. Takes some 30 ms for the headers of CUDA 13, in small pieces.
 *
 * @returns null where it can't be told, for too many files or one that can't be looked at.
 */
export async function compilerIdentity(
  version: string,
  { library, companions, includes }: NvrtcPlace,
): Promise<string | null> {
  try {
    const libraries = [library, ...companions].map((path) => lineOf('', path));
    const headers = new Headers();
    for (const [i, folder] of includes.entries()) await headers.look(folder, `${i}`);
    const parts = [version, libraries, includes.length, headers.lines.sort()];
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  } catch {
    return null;
  }
}

function lineOf(name: string, path: string): string {
  const { size, mtimeMs } = statSync(path);
  // Copies keep whole seconds at least.
  return `${name} ${size} ${Math.floor(mtimeMs / 1000)}`;
}

class Headers {
  readonly lines: string[] = [];
  /** CCCL's folder may lie inside another one, and a link may lead back. */
  private readonly seen = new Set<string>();
  private files = 0;

  async look(folder: string, name: string): Promise<void> {
    const { dev, ino } = statSync(folder);
    if (this.seen.has(`${dev} ${ino}`)) return;
    this.seen.add(`${dev} ${ino}`);
    const entries = readdirSync(folder, { withFileTypes: true });
    this.files += entries.length;
    if (this.files > mostHeaders) throw new Error(`Expected at most ${mostHeaders} headers.`);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const isFolder = entry.isSymbolicLink() ? statSync(path).isDirectory() : entry.isDirectory();
      if (isFolder) await this.look(path, `${name}/${entry.name}`);
      else this.lines.push(lineOf(`${name}/${entry.name}`, path));
    }
    // A promise for each file would take three times as long; others get their turn between folders.
    await setImmediate();
  }
}
