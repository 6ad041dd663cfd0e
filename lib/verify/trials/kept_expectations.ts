/**
 * Expected outputs from one verification to the next: a naive reference takes longer than all else. They lie on the
 * device as `repeats.ts` keeps outputs, and look like noise to whoever has not the key: while a candidate runs, no
 * expected output is there.
 */
import { LRUCache } from 'lru-cache';
import { hasCode } from '../../errors.js';
import { randomWord } from '../../format/seeded.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Buffer, Command } from '../../native/types.js';
import type { Device } from '../device.js';
import { stridingBlocks } from '../fill.js';
import type { Holder, MemoryPool } from '../memory_pool.js';
import { ownLaunch, pointer, u64 } from '../own_launch.js';
import type { Sensitivity } from '../tolerance/sensitivity.js';
import { required } from './contract_buffers.js';

/** What a trial's expected outputs depend on. */
export interface ExpectationKey {
  /** Names the problem, its case and whatever else the reference's results depend on. */
  of: string;
  seed: number;
  family: string;
}

/** What is worked on in a trial. */
export interface Expected {
  outputs: readonly TensorSpec[];
  buffers: ReadonlyMap<string, Buffer>;
  sensitivity: Sensitivity | null;
}

/** The expected outputs of one trial's inputs. */
export class KeptExpectation {
  /** How often the outputs were looked at; null until what was to be kept is there. */
  private looks: number | null = null;
  private keeping: number | null = null;

  constructor(
    private readonly device: Device,
    /** Of the outputs, and of what the sensitivity has left. */
    readonly buffers: readonly Buffer[],
    private readonly key: number,
  ) {}

  get bytes(): number {
    return this.buffers.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get isThere(): boolean {
    return this.looks !== null;
  }

  /** Keeps what the commands before these have made; it is there once `settle` was called. */
  async keep({ outputs, buffers, sensitivity }: Expected): Promise<Command[]> {
    this.looks = null;
    this.keeping = sensitivity?.looked ?? 0;
    const commands: Command[] = [];
    for (const [i, output] of outputs.entries()) {
      commands.push(await this.veil(output, required(buffers, output.name), this.at(i)));
    }
    for (const [i, from] of (sensitivity?.left ?? []).entries()) {
      commands.push(copyOf(from, this.at(outputs.length + i)));
    }
    return commands;
  }

  /** The commands of `keep` have run. */
  settle(): void {
    this.looks ??= this.keeping;
  }

  /** Makes everything what it was when it was kept. */
  async restore({ outputs, buffers, sensitivity }: Expected): Promise<Command[]> {
    const commands = sensitivity?.takeUp(this.looks ?? 0) ?? [];
    for (const [i, output] of outputs.entries()) {
      commands.push(await this.veil(output, this.at(i), required(buffers, output.name)));
    }
    for (const [i, to] of (sensitivity?.left ?? []).entries()) commands.push(copyOf(this.at(outputs.length + i), to));
    return commands;
  }

  /** Done twice it is undone. */
  private async veil({ dtype, bytes }: TensorSpec, from: Buffer, to: Buffer): Promise<Command> {
    const { veil } = await this.device.kernels.repeats(dtype);
    const words = Math.ceil(bytes / 4);
    const args = [pointer(from), u64(words), u64(this.key), pointer(to)];
    return { op: 'launch', ...ownLaunch(veil, stridingBlocks(this.device, words), args) };
  }

  private at(i: number): Buffer {
    const buffer = this.buffers[i];
    if (!buffer) throw new Error('Expected memory for everything that is kept.');
    return buffer;
  }
}

function copyOf(from: Buffer, to: Buffer): Command {
  return { op: 'copy', from, fromOffset: 0, to, toOffset: 0, bytes: from.bytes };
}

export class KeptExpectations implements Holder {
  private readonly kept: LRUCache<string, KeptExpectation>;

  constructor(
    private readonly device: Device,
    private readonly pool: MemoryPool,
    private readonly mostBytes: number,
  ) {
    this.kept = new LRUCache({
      maxSize: mostBytes,
      sizeCalculation: ({ bytes }) => bytes,
      dispose: ({ buffers }) => {
        for (const buffer of buffers) pool.give(buffer, false);
      },
    });
  }

  get bytes(): number {
    return this.kept.calculatedSize;
  }

  dropAll(): void {
    this.kept.clear();
  }

  /** Room for one trial's expected outputs, or what is there already; null where they are too large to be kept. */
  async of({ of: problem, seed, family }: ExpectationKey, expected: Expected): Promise<KeptExpectation | null> {
    const { outputs, sensitivity } = expected;
    const key = JSON.stringify([problem, seed, family, sensitivity !== null]);
    const known = this.kept.get(key);
    if (known) return known;
    const sizes = [...outputs.map(({ bytes }) => bytes), ...(sensitivity?.left ?? []).map(({ bytes }) => bytes)];
    // Outputs need not end at a word, what is kept does.
    const rounded = sizes.map((bytes) => Math.ceil(bytes / 8) * 8);
    // One trial of several: a single one that takes most of the room would push out all others.
    if (rounded.reduce((sum, bytes) => sum + bytes, 0) > this.mostBytes / 8) return null;
    const buffers: Buffer[] = [];
    try {
      for (const bytes of rounded) buffers.push(await this.pool.take(bytes, false));
    } catch (error) {
      for (const buffer of buffers) this.pool.give(buffer, false);
      if (hasCode(error, 'device-out-of-memory')) return null;
      throw error;
    }
    const secret = randomWord(seed, 22) * 2 ** 20 + Math.floor(Math.random() * 2 ** 20);
    const made = new KeptExpectation(this.device, buffers, secret);
    this.kept.set(key, made);
    return made;
  }
}
