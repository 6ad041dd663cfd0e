/**
 * Cuts a stream of bytes into lines at "\n" alone. Node's readline also ends lines at U+2028 and its like, which JSON may
 * hold as they are.
 */

/** A line that is longer was cut off; nobody answers with so much. */
export const longestLine = 64 * 2 ** 20;

export class LineSplitter {
  private pending: Buffer[] = [];
  private pendingBytes = 0;

  /** @param longest bytes of a line that are kept at most. */
  constructor(private readonly longest = longestLine) {}

  /**
   * The lines that end in this chunk, without their ends; characters that are cut by a chunk's end are put together
   * again, bytes that are no UTF-8 become U+FFFD.
   */
  push(chunk: Uint8Array): string[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: string[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      this.keep(bytes.subarray(from, end));
      lines.push(this.take());
      from = end + 1;
    }
    this.keep(bytes.subarray(from));
    return lines;
  }

  /** What followed the last line's end; it is no line, for its rest may be missing. */
  get rest(): string {
    return Buffer.concat(this.pending).toString('utf8');
  }

  private keep(bytes: Buffer): void {
    const kept = bytes.subarray(0, this.longest - this.pendingBytes);
    if (kept.length === 0) return;
    this.pending.push(kept);
    this.pendingBytes += kept.length;
  }

  private take(): string {
    const line = this.rest;
    this.pending = [];
    this.pendingBytes = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
