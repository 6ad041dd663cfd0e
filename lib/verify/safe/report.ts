/** The layout of `warpsmith_report`, in which the threads of a checked launch note what they found. */
import type { Dim3 } from '../../native/types.js';

export const headerBytes = 64;
const recordBytes = 64;
/** Where the u32 stands whose 1 ends a launch. */
export const abortOffset = 16;
const countOffset = 20;

/** How long after the deadline, or after a finding, threads that wait for others may go on; milliseconds. */
const graceMs = 20;

/** What one thread found. */
export interface GuardRecord {
  /** Number of the `GuardSite`. */
  site: number;
  /** Where an access through a generic address went when not to global memory. */
  space: 'shared' | 'local' | null;
  /** Of shared and local memory without the name of a variable: bytes from its start. */
  address: bigint;
  /**
   * Of an access whose width is not fixed, the width. Of any other one to a variable of the module, the block or the
   * thread: where the variable begins. Of a coordinate, which stands in place of the address, the bits that had to be 0.
   */
  extra: bigint;
  block: Dim3;
  thread: Dim3;
}

/** The header before a trial. The deadline, milliseconds, begins with the first thread that looks at it. */
export function reportHeader(deadlineMs: number): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  const nanoseconds = (ms: number): bigint => BigInt(Math.ceil(ms * 1e6));
  view.setBigUint64(8, nanoseconds(deadlineMs), true);
  view.setBigUint64(24, nanoseconds(graceMs), true);
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How many records a launch wanted to write, by a copy of the header; there may be room for fewer. */
export function recordCount(header: Uint8Array): number {
  return viewOf(header).getUint32(countOffset, true);
}

/** The first `count` records of a copy of the whole report, or as many as it has room for. */
export function readRecords(report: Uint8Array, count: number): GuardRecord[] {
  const view = viewOf(report);
  const room = Math.floor((report.byteLength - headerBytes) / recordBytes);
  return Array.from({ length: Math.min(count, room) }, (_, i): GuardRecord => {
    const at = headerBytes + i * recordBytes;
    const index = (offset: number): Dim3 => [
      view.getUint32(at + offset, true),
      view.getUint32(at + offset + 4, true),
      view.getUint32(at + offset + 8, true),
    ];
    return {
      site: view.getUint32(at, true),
      space: ([null, 'shared', 'local'] as const)[view.getUint32(at + 4, true)] ?? null,
      address: view.getBigUint64(at + 8, true),
      extra: view.getBigInt64(at + 16, true),
      block: index(24),
      thread: index(36),
    };
  });
}
