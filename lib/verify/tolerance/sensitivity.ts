/**
 * How far a problem's outputs go when its inputs move by about a rounding: measured, because no formula knows what a
 * problem does with its inputs. A right kernel's roundings act like such moves, so its error may be in proportion to
 * them: large where terms cancel or an exponential magnifies, small where a result hardly depends on its inputs.
 *
 * After the candidate ran, the inputs are moved on the device, part of each move shared by neighbours so that sums move
 * as well as their terms, and the reference runs again; a module's intermediates are moved as well, as a sum may be large
 * beside what a norm leaves of it. The reach of an element is the RMS distance of the 32 elements around it, for a peak
 * in proportion to its size, plus twice the geometric mean of 4096: one that stays by chance gets its neighbours'
 * tolerance, and small elements do not get that of large ones far away. Neighbours may all hang on one number,
 * as a row on its sum, which may stay by chance too; so a candidate that seems wrong by little is looked at again, with more
 * moves. Where tensors are large the first look, too, and the memory for it, waits for a candidate that seems wrong without:
 * most are right by their own size alone.
 */
import type { Buffer, Command } from '../../native/types.js';
import { hasCode } from '../../errors.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Contract } from '../../problem/contract.js';
import { type Reach, measureCommands, partialBytes, reachBytesOf } from '../compare/comparison.js';
import { required } from '../trials/contract_buffers.js';
import type { Device } from '../device.js';
import { stridingBlocks } from '../fill.js';
import { doubles, ownLaunch, pointer, u64 } from '../own_launch.js';
import { randomWord } from '../../format/seeded.js';
import { type Moves, movesOf } from './moves.js';
import { isReal } from './real_formats.js';

/** Elements that are looked at for an output's reach at least: few ones are looked at several times at once. */
const leastElements = 32;
const mostAtOnce = 4;

/**
 * Looks at a candidate that seems wrong: up to how many in all, while its error is below this many times the allowed one.
 * Of one look, one in a thousand stays within a thousandth of its usual distance; of four, within a tenth; of sixteen,
 * one in a million within a third, and outputs of half a million rows have such a row; of 64, within two thirds.
 *
 * A module's intermediates move from one number of f32 to another: of two moves the second takes the first one back one
 * time in some fifty, and what hangs on them has not moved at all. Where only few elements are wrong, such as these, that
 * is looked at again however large the error is beside nothing: `ofFew`.
 */
const closerLooks: { looks: number; belowShare: number; ofFew?: number }[] = [
  { looks: 1, belowShare: Infinity },
  { looks: 4, belowShare: 1000, ofFew: Infinity },
  { looks: 16, belowShare: 10 },
  { looks: 64, belowShare: 3 },
];

/** Few elements are less than this part of them. */
const fewPart = 1 / 8;

/** Memory that candidates never find. */
interface Hiding {
  hide(bytes: number): Promise<Buffer>;
}

/** By how much, as an RMS share, what is worked out on the way to the outputs is moved, and in which directions. */
export interface Roundings {
  share: number;
  seed: number;
  /** Whether what f32 can't hold becomes infinite, as it does there. */
  overflow?: boolean;
}

/** The commands that a look is made of, in a trial. */
export interface Looking {
  inputs: ReadonlyMap<string, Buffer>;
  expected: ReadonlyMap<string, Buffer>;
  /** Of the trial. */
  seed: number;
  /** Whether it is a module, which has roundings to be moved. */
  hasIntermediates: boolean;
  /** Makes the outputs of the inputs as they are then, in other buffers. */
  runReference: (outputs: ReadonlyMap<string, Buffer>, roundings: Roundings) => Promise<Command[]>;
  /** Makes the inputs what they were. */
  restore: () => Promise<Command[]>;
}

interface Measured {
  near: Buffer;
  wide: Buffer;
  partial: Buffer;
}

/** By the names of the outputs. */
type Distances = ReadonlyMap<string, Measured>;

export class Sensitivity {
  private looks = 0;
  /** From the first look on, where that is late. */
  private measured: Distances | null = null;
  /** For the outputs of moved inputs, from the first look on. */
  private room: ReadonlyMap<string, Buffer> | null = null;
  private hasRoom = true;

  private constructor(
    private readonly device: Device,
    private readonly contract: Contract,
    private readonly moves: Moves,
    private readonly atOnce: number,
    private readonly places: Hiding,
    private readonly late: boolean,
  ) {}

  /**
   * Null for a contract that has nothing to move or no real output, and where the device has no room.
   * @param late whether the first look waits for an output that seems wrong.
   */
  static async prepare(
    device: Device,
    contract: Contract,
    { places, late }: { places: Hiding; late: boolean },
  ): Promise<Sensitivity | null> {
    const moves = movesOf(contract);
    const reals = contract.outputs.filter(({ dtype }) => isReal(dtype));
    if (!moves || reals.length === 0) return null;
    const least = Math.min(...reals.map(({ count }) => count));
    const atOnce = Math.min(mostAtOnce, Math.ceil(leastElements / least));
    const made = new Sensitivity(device, contract, moves, atOnce, places, late);
    return late || (await made.roomForDistances()) ? made : null;
  }

  /** False once a look had no room for the outputs a second time. */
  get possible(): boolean {
    return this.hasRoom;
  }

  /** How often the outputs of the present trial were looked at. */
  get looked(): number {
    return this.looks;
  }

  /** Where it stands what the first looks have found, in one order; nothing where these are late. */
  get left(): Buffer[] {
    if (this.late || !this.measured) return [];
    return [...this.measured.values()].flatMap(({ near, wide, partial }) => [near, wide, partial]);
  }

  /** So many looks have been taken at these inputs; what they have left is written behind these commands. */
  takeUp(looks: number): Command[] {
    this.looks = looks;
    return this.wipe();
  }

  /** What the comparison of an output takes, after the looks that were asked for until now. */
  reachOf({ name, dtype }: TensorSpec): Reach | null {
    const measured = this.measured?.get(name);
    return measured && isReal(dtype) && this.looks > 0 ? { ...measured, looks: this.looks } : null;
  }

  /** The first looks of a trial: after the expected outputs are there, before they are compared. */
  async look(looking: Looking): Promise<Command[]> {
    this.looks = 0;
    return this.late ? this.wipe() : [...this.wipe(), ...(await this.more(looking, this.atOnce))];
  }

  private wipe(): Command[] {
    return [...(this.measured?.values() ?? [])].flatMap(({ near, wide }) => [zero(near), zero(wide)]);
  }

  /**
   * One more look, for outputs that seem wrong; null where chance can't be the reason, and empty when there was no room for
   * it. Each is run by itself: a slow reference must not pass the deadline of a trial.
   * @param share the largest error over the allowed one.
   * @param part the part of the elements that is wrong.
   */
  async lookCloser(looking: Looking, share: number, part: number): Promise<Command[] | null> {
    const next = closerLooks.find(({ looks }) => looks > this.looks);
    if (!this.hasRoom || !next) return null;
    const { belowShare, ofFew = belowShare } = next;
    const isFew = looking.hasIntermediates && part < fewPart;
    return share < (isFew ? ofFew : belowShare) ? this.more(looking, 1) : null;
  }

  /**
   * The outputs as they are where f32 overflows on the way to them, with the commands that make them; null when there is no
   * room for them.
   */
  async overflowing({
    seed,
    runReference,
  }: Looking): Promise<{ outputs: ReadonlyMap<string, Buffer>; commands: Command[] } | null> {
    const outputs = await this.roomForOutputs();
    if (!outputs) return null;
    return { outputs, commands: await runReference(outputs, { share: this.moves.share, seed, overflow: true }) };
  }

  private async more(looking: Looking, looks: number): Promise<Command[]> {
    const commands: Command[] = [];
    if (!this.measured && (await this.roomForDistances())) commands.push(...this.wipe());
    const outputs = await this.roomForOutputs();
    if (!outputs) return [];
    for (let i = 0; i < looks; i++) {
      this.looks++;
      const seed = randomWord(looking.seed, this.looks, 17);
      commands.push(...(await this.move(looking.inputs, seed)));
      commands.push(...(await looking.runReference(outputs, { share: this.moves.share, seed })));
      commands.push(...(await this.measure(looking.expected, outputs)));
      commands.push(...(await looking.restore()));
    }
    return commands;
  }

  private async roomForDistances(): Promise<boolean> {
    this.measured ??= await this.forEachOutput(async (output): Promise<Measured> => {
      const bytes = reachBytesOf(output);
      const [near, wide] = [await this.places.hide(bytes.near), await this.places.hide(bytes.wide)];
      return { near, wide, partial: await this.places.hide(partialBytes) };
    });
    return this.measured !== null;
  }

  private async roomForOutputs(): Promise<ReadonlyMap<string, Buffer> | null> {
    this.room ??= await this.forEachOutput(({ bytes }) => this.places.hide(bytes));
    return this.room;
  }

  /** Null where there is no room for all of them, once and for all. */
  private async forEachOutput<Made>(hide: (output: TensorSpec) => Promise<Made>): Promise<Map<string, Made> | null> {
    if (!this.hasRoom) return null;
    const made = new Map<string, Made>();
    try {
      for (const output of this.contract.outputs) made.set(output.name, await hide(output));
    } catch (error) {
      if (!hasCode(error, 'device-out-of-memory')) throw error;
      this.hasRoom = false;
      return null;
    }
    return made;
  }

  private async move(inputs: ReadonlyMap<string, Buffer>, seed: number): Promise<Command[]> {
    const commands: Command[] = [];
    for (const [i, { name, dtype, count }] of this.contract.inputs.entries()) {
      if (!isReal(dtype)) continue;
      const { move } = await this.device.kernels.forDtype(dtype);
      const args = [pointer(required(inputs, name)), u64(count), doubles(this.moves.step(dtype)), u64(seed * 64 + i)];
      commands.push({ op: 'launch', ...ownLaunch(move, stridingBlocks(this.device, count), args) });
    }
    return commands;
  }

  private async measure(
    expected: ReadonlyMap<string, Buffer>,
    outputs: ReadonlyMap<string, Buffer>,
  ): Promise<Command[]> {
    const commands: Command[] = [];
    for (const output of this.contract.outputs) {
      const measured = isReal(output.dtype) ? this.measured?.get(output.name) : undefined;
      if (!measured) continue;
      const { name } = output;
      const moved = { ...measured, outputs: required(outputs, name) };
      commands.push(...(await measureCommands(this.device, output, required(expected, name), measured.partial, moved)));
    }
    return commands;
  }
}

function zero(buffer: Buffer): Command {
  return { op: 'set', buffer, offset: 0, bytes: buffer.bytes, value: 0 };
}
