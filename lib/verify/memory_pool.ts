/**
 * Device memory between one verification and the next. What is given back is kept and handed out again for the same
 * size: mapping memory takes longer than judging a small case. Whoever takes some writes all of it first.
 */
import { hasCode } from '../errors.js';
import type { Buffer, CommonDevice } from '../native/types.js';

/** Somebody who holds device memory that can be made again. */
export interface Holder {
  readonly bytes: number;
  /** Gives all of it back to the pool. */
  dropAll(): void;
}

export class MemoryPool {
  /** By kind and size; those that were given back last come last. */
  private readonly spare = new Map<string, Buffer[]>();
  private readonly holders: Holder[] = [];
  private spareBytes = 0;

  /** @param mostSpare bytes that are kept for later. */
  constructor(
    private readonly device: Pick<CommonDevice, 'allocate'>,
    private readonly mostSpare: number,
  ) {}

  /** What the device would have free besides, were it asked for. */
  get bytes(): number {
    return this.holders.reduce((sum, { bytes }) => sum + bytes, this.spareBytes);
  }

  /** When memory is short, `holder` has to give back its own. */
  add(holder: Holder): void {
    this.holders.push(holder);
  }

  /** Memory of exactly so many bytes, as `allocate` gives it. Rejects with `device-out-of-memory`. */
  async take(bytes: number, guarded: boolean): Promise<Buffer> {
    const kept = this.spare.get(keyOf(bytes, guarded))?.pop();
    if (kept) {
      this.spareBytes -= bytes;
      return kept;
    }
    try {
      return await this.device.allocate({ bytes, guarded });
    } catch (error) {
      if (!hasCode(error, 'device-out-of-memory') || this.bytes === 0) throw error;
      this.dropAll();
      return this.device.allocate({ bytes, guarded });
    }
  }

  /** Nobody uses it any more, nor parts of it. */
  give(buffer: Buffer, guarded: boolean): void {
    const { bytes } = buffer;
    if (bytes > this.mostSpare) {
      buffer.free();
      return;
    }
    const key = keyOf(bytes, guarded);
    const alike = this.spare.get(key) ?? [];
    this.spare.delete(key);
    this.spare.set(key, alike);
    alike.push(buffer);
    this.spareBytes += bytes;
    for (const [oldest, buffers] of this.spare) {
      if (this.spareBytes <= this.mostSpare) break;
      while (buffers.length > 0 && this.spareBytes > this.mostSpare) this.free(buffers.pop());
      if (buffers.length === 0) this.spare.delete(oldest);
    }
  }

  /** Gives everything back to the device. */
  dropAll(): void {
    for (const holder of this.holders) holder.dropAll();
    for (const buffers of this.spare.values()) for (const buffer of buffers.splice(0)) this.free(buffer);
    this.spare.clear();
  }

  private free(buffer: Buffer | undefined): void {
    if (!buffer) return;
    this.spareBytes -= buffer.bytes;
    buffer.free();
  }
}

function keyOf(bytes: number, guarded: boolean): string {
  return `${guarded ? 'guarded' : 'plain'} ${bytes}`;
}
