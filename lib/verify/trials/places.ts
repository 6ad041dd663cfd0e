/**
 * Where tensors lie on the device. Each has memory with room around it, and lies elsewhere in it from trial to trial;
 * tensors of about the same size change their memory as well. So nothing can be kept by address, and what is written
 * beside a tensor is seen: `bands.ts`.
 */
import type { Buffer, Command } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import type { Band } from './bands.js';
import { type Device, simulatorId } from '../device.js';
import { randomBelow, randomWord } from '../../format/seeded.js';

/** What allocators give, and timed runs get. */
export const allocatorAlignment = 256;

/** What a tensor map's copies write at once. */
const copyUnit = 16;

/** Memory is mapped in units of this size: tensors that take as many of them can change places. */
const mappingBytes = 2 ** 21;

/** A tensor, or an expected output, that needs a place. */
export interface Tenant {
  /** Names its kind and itself, such as "output y". */
  key: string;
  bytes: number;
  /** Whether the bytes around it are looked at: the candidate may touch it. */
  watched: boolean;
  /**
   * Whether a copy engine writes it by a tensor map: in whole units of 16 bytes, also where it ends in the middle of one
   * (seen on an H100).
   */
  mapped: boolean;
}

export interface Place {
  /** The tenant's memory, of its size. */
  of(key: string): Buffer;
  /** Sets all of the memory, tensors and what is around them: nothing of an earlier trial is left. */
  wipe: Command[];
  /** What was set around the watched tensors, and still must be there after the candidate. */
  bands: Band[];
  bandWord: number;
}

export interface Where {
  /** Which of the places; 0 is at the memory's end, where on a GPU an access beyond it faults. */
  turn: number;
  seed: number;
  alignment: number;
}

/** Tenants that change their memory among themselves: one allocation for each, large enough for every one of them. */
interface Neighbours {
  tenants: Tenant[];
  memory: Buffer[];
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

export class Places {
  /** Memory without a place of its own that is wiped as well, such as the reference's workspaces. */
  private readonly hidden: Buffer[] = [];

  private constructor(
    private readonly groups: Neighbours[],
    /** Bytes around a tensor, before and after it together. */
    private readonly room: number,
    private readonly allocations: Allocations,
  ) {}

  /** Rejects with `device-out-of-memory`. */
  static async allocate(device: Device, tenants: readonly Tenant[], allocations: Allocations): Promise<Places> {
    // The simulator knows every access beside a tensor by itself.
    const room = device.id === simulatorId ? 4096 : 2 ** 16;
    const bySize = new Map<number, Neighbours>();
    for (const tenant of tenants) {
      const size = Math.ceil((tenant.bytes + room) / mappingBytes);
      const group = bySize.get(size) ?? { tenants: [], memory: [] };
      group.tenants.push(tenant);
      bySize.set(size, group);
    }
    for (const { tenants: sharing, memory } of bySize.values()) {
      const bytes = roundUp(Math.max(...sharing.map((tenant) => tenant.bytes)), allocatorAlignment) + room;
      while (memory.length < sharing.length) memory.push(await allocations.guarded(bytes));
    }
    return new Places([...bySize.values()], room, allocations);
  }

  /** Memory that is wiped whenever the tensors move, for what no candidate may find. Rejects with `device-out-of-memory`. */
  async hide(bytes: number): Promise<Buffer> {
    const buffer = await this.allocations.guarded(bytes);
    this.hidden.push(buffer);
    return buffer;
  }

  /** Another place for every tensor. */
  move(where: Where): Place {
    const bandWord = randomWord(where.seed, where.turn, 7);
    const buffers = new Map<string, Buffer>();
    const bands: Band[] = [];
    const wiped = [...this.hidden];
    for (const { tenants, memory } of this.groups) {
      wiped.push(...memory);
      for (const [i, tenant] of tenants.entries()) {
        const whole = memory[(i + where.turn) % memory.length];
        if (!whole) throw new Error('Expected memory for every tensor.');
        const offset = this.offsetOf(tenant, whole, i, where);
        buffers.set(tenant.key, this.allocations.slice(whole, offset, tenant.bytes));
        if (tenant.watched) bands.push(...this.bandsOf(tenant, whole, offset));
      }
    }
    return {
      of: (key) => {
        const buffer = buffers.get(key);
        if (!buffer) throw new Error(`Expected a place for "${key}".`);
        return buffer;
      },
      wipe: wiped.map((buffer) => wipeCommand(buffer, bandWord)),
      bands,
      bandWord,
    };
  }

  private offsetOf({ bytes }: Tenant, whole: Buffer, i: number, { turn, seed, alignment }: Where): number {
    const last = whole.bytes - roundUp(bytes, allocatorAlignment);
    if (turn === 0) return last;
    // A quarter of the room at least stays on either side.
    const first = last - (3 / 4) * this.room;
    const steps = Math.floor(this.room / 2 / alignment);
    return first + alignment * randomBelow(steps, seed, turn, i);
  }

  private bandsOf({ key, bytes: own, mapped }: Tenant, whole: Buffer, offset: number): Band[] {
    const bytes = mapped ? roundUp(own, copyUnit) : own;
    const start = whole.address + BigInt(offset);
    const end = start + BigInt(bytes);
    const before = BigInt(Math.min(offset, this.room));
    const after = BigInt(Math.min(whole.bytes - offset - bytes, this.room));
    const bands: Band[] = [
      { key, side: 'before', begin: start - before, end: start, tensor: start },
      { key, side: 'after', begin: end, end: end + after, tensor: end - 1n },
    ];
    return bands.filter((band) => band.end > band.begin);
  }
}

function wipeCommand(buffer: Buffer, word: number): Command {
  return { op: 'set', buffer, offset: 0, bytes: buffer.bytes, value: word, word: true, poison: true };
}
