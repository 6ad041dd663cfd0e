/** A run's outputs, kept where no candidate can read them, and other runs' compared with them bit for bit. */
import { WarpsmithError } from '../../errors.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Buffer, Command } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import type { Allocations } from '../allocations.js';
import { required } from '../trials/contract_buffers.js';
import type { Device } from '../device.js';
import { stridingBlocks } from '../fill.js';
import { ownLaunch, pointer, u64 } from '../own_launch.js';
import { randomWord } from '../../format/seeded.js';

/** Bytes of `struct Spread` of native/device/repeat.cu. */
const spreadBytes = 24;

/** How far one output of another run lies from the first run's. */
export interface Spread {
  output: TensorSpec;
  different: number;
  /** Values of the format between the two, at most; of integers the difference; Infinity for a NaN against a number. */
  largestUlps: number;
}

export class KeptOutputs {
  private constructor(
    private readonly device: Device,
    private readonly contract: Contract,
    private readonly kept: readonly Buffer[],
    private readonly spreads: Buffer,
    /** Without it, what is kept looks like noise. */
    private readonly key: number,
  ) {}

  /** Memory for the outputs of one run. Rejects with `device-out-of-memory`. */
  static async prepare(
    device: Device,
    contract: Contract,
    seed: number,
    allocations: Allocations,
  ): Promise<KeptOutputs> {
    const kept: Buffer[] = [];
    for (const { bytes } of contract.outputs) kept.push(await allocations.buffer(Math.ceil(bytes / 8) * 8));
    const spreads = await allocations.buffer(contract.outputs.length * spreadBytes);
    const key = randomWord(seed, 21) * 2 ** 20 + Math.floor(Math.random() * 2 ** 20);
    return new KeptOutputs(device, contract, kept, spreads, key);
  }

  /** Takes the outputs of a run. */
  async keep(outputs: ReadonlyMap<string, Buffer>): Promise<Command[]> {
    const commands: Command[] = [];
    for (const [i, output] of this.contract.outputs.entries()) {
      const { veil } = await this.device.kernels.repeats(output.dtype);
      const words = Math.ceil(output.bytes / 4);
      const launch = ownLaunch(veil, stridingBlocks(this.device, words), [
        pointer(required(outputs, output.name)),
        u64(words),
        u64(this.key),
        pointer(this.keptOf(i)),
      ]);
      commands.push({ op: 'launch', ...launch });
    }
    return commands;
  }

  /** Compares the outputs of another run with those that were kept; `spreads` then reads what came of it. */
  async compare(outputs: ReadonlyMap<string, Buffer>): Promise<Command[]> {
    const bytes = this.contract.outputs.length * spreadBytes;
    const commands: Command[] = [{ op: 'set', buffer: this.spreads, offset: 0, bytes, value: 0 }];
    for (const [i, output] of this.contract.outputs.entries()) {
      const { differ } = await this.device.kernels.repeats(output.dtype);
      const launch = ownLaunch(differ, stridingBlocks(this.device, output.count), [
        pointer(required(outputs, output.name)),
        pointer(this.keptOf(i)),
        u64(output.count),
        u64(this.key),
        pointer(this.spreads, i * spreadBytes),
      ]);
      commands.push({ op: 'launch', ...launch });
    }
    const { buffer } = await this.device.window();
    const array = new Uint8Array(buffer, 0, bytes);
    return [...commands, { op: 'download', buffer: this.spreads, offset: 0, array }];
  }

  async read(): Promise<Spread[]> {
    const view = new DataView((await this.device.window()).buffer);
    return this.contract.outputs.map((output, i) => {
      const at = i * spreadBytes;
      const compared = Number(view.getBigUint64(at, true));
      if (compared !== output.count) {
        const message = `Expected ${output.count} elements of "${output.name}" to be compared but found ${compared}.`;
        throw new WarpsmithError('native', message);
      }
      const different = Number(view.getBigUint64(at + 8, true));
      return { output, different, largestUlps: view.getFloat64(at + 16, true) };
    });
  }

  private keptOf(i: number): Buffer {
    const buffer = this.kept[i];
    if (!buffer) throw new Error('Expected memory for every output.');
    return buffer;
  }
}
