/** The bytes around tensors: a candidate that changed one of them wrote where it may not. */
import type { Buffer, Command } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import type { Device } from '../device.js';
import { ownLaunch, pointer, u32 } from '../own_launch.js';

export interface Band {
  /** The tensor's. */
  key: string;
  side: 'before' | 'after';
  /** Addresses; `tensor` is that of the tensor's byte next to the band. */
  begin: bigint;
  end: bigint;
  tensor: bigint;
}

/** Bytes beside a tensor that a candidate changed. */
export interface BandChange {
  key: string;
  side: 'before' | 'after';
  bytes: number;
  /** From the tensor to the nearest of them: 1 for the byte next to it. */
  distance: number;
}

/** Bytes of `struct Band` and `struct Change` of native/device/bands.cu. */
const bandBytes = 24;
export const changeBytes = 16;

export class BandCheck {
  private constructor(
    private readonly device: Device,
    private readonly table: Buffer,
    private readonly changes: Buffer,
  ) {}

  /** @param most bands that are looked at together. */
  static async prepare(device: Device, most: number, allocations: Allocations): Promise<BandCheck> {
    const table = await allocations.buffer(Math.max(1, most) * bandBytes);
    const changes = await allocations.buffer(Math.max(1, most) * changeBytes);
    return new BandCheck(device, table, changes);
  }

  /** Looks at all bands, whose changes are copied to `into`: `changeBytes` for each. */
  async commands(bands: readonly Band[], word: number, into: Uint8Array): Promise<Command[]> {
    if (bands.length === 0) return [];
    const { bands: kernel } = await this.device.kernels.plain();
    const list = new BigUint64Array(bands.flatMap(({ begin, end, tensor }) => [begin, end, tensor]));
    const bytes = bands.length * changeBytes;
    const launch = ownLaunch(kernel, bands.length, [pointer(this.table), u32(word), pointer(this.changes)]);
    return [
      { op: 'upload', buffer: this.table, offset: 0, array: list },
      { op: 'set', buffer: this.changes, offset: 0, bytes, value: 0 },
      { op: 'launch', ...launch },
      { op: 'download', buffer: this.changes, offset: 0, array: into.subarray(0, bytes) },
    ];
  }
}

/** What the commands left. */
export function readChanges(bands: readonly Band[], from: Uint8Array): BandChange[] {
  const view = new DataView(from.buffer, from.byteOffset, from.byteLength);
  return bands.flatMap(({ key, side }, i) => {
    const bytes = Number(view.getBigUint64(i * changeBytes, true));
    const inverted = view.getBigUint64(i * changeBytes + 8, true);
    return bytes === 0 ? [] : [{ key, side, bytes, distance: Number(BigInt.asUintN(64, ~inverted)) }];
  });
}
