/** What the compiler gave, on disk: as it came, so that a later version judges it as it would a fresh one. */
import { z } from 'zod';
import type { CompileOutput } from '../../native/types.js';
import type { DiskSpace } from '../disk_cache/disk_cache.js';

/** The first line of an entry; the PTX and the cubin follow. */
const headSchema = z.strictObject({
  status: z.enum(['compiled', 'failed']),
  log: z.string(),
  loweredNames: z.record(z.string(), z.string()),
  ptxBytes: z.int(),
  cubinBytes: z.int(),
});

const lineEnd = 0x0a;

export class StoredOutputs {
  constructor(private readonly space: DiskSpace) {}

  /** Null when there is none, or none that can be read. */
  async get(key: string): Promise<CompileOutput | null> {
    const bytes = await this.space.get(key);
    if (!bytes) return null;
    const output = decodeOutput(bytes);
    if (!output) this.space.remove(key);
    return output;
  }

  /** Keeps the output of a compile that ended by itself. */
  put(key: string, output: CompileOutput): void {
    this.space.put(key, encodeOutput(output));
  }
}

export function encodeOutput({ status, log, loweredNames, ptx, cubin }: CompileOutput): Uint8Array {
  const text = Buffer.from(ptx);
  const head = { status, log, loweredNames, ptxBytes: text.length, cubinBytes: cubin.length };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), text, cubin]);
}

/** Null for anything but what `encodeOutput` made. */
export function decodeOutput(bytes: Uint8Array): CompileOutput | null {
  const end = bytes.indexOf(lineEnd);
  if (end < 0) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const head = headSchema.parse(JSON.parse(buffer.toString('utf8', 0, end)));
    const { status, log, loweredNames, ptxBytes, cubinBytes } = head;
    const middle = end + 1 + ptxBytes;
    if (middle + cubinBytes !== bytes.length) return null;
    const ptx = buffer.toString('utf8', end + 1, middle);
    // A copy: the cubin is kept for long, and alone.
    const cubin = new Uint8Array(bytes.subarray(middle));
    return { status, abandoned: false, log, ptx, cubin, loweredNames };
  } catch {
    return null;
  }
}
