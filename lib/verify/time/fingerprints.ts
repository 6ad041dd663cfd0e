/** Checksums of the outputs, taken on the device right behind each timed run and looked at afterwards. */
import type { Buffer, Command } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import { stridingBlocks } from '../fill.js';
import type { Gpu } from '../gpu.js';
import { ownLaunch, pointer, u64 } from '../own_launch.js';

const sumBytes = 8;

/**
 * The device itself counts how many were taken, so that the commands are the same for every run. In its memory that
 * number goes before the sums.
 */
export class Fingerprints {
  private constructor(
    private readonly gpu: Gpu,
    private readonly outputs: number,
    private readonly most: number,
    private readonly sums: Buffer,
  ) {}

  /** @param most runs until `read`. */
  static async prepare(gpu: Gpu, outputs: number, most: number, allocations: Allocations): Promise<Fingerprints> {
    return new Fingerprints(gpu, outputs, most, await allocations.buffer((1 + outputs * most) * sumBytes));
  }

  /** Forgets what was taken. */
  begin(): Command {
    return { op: 'set', buffer: this.sums, offset: 0, bytes: this.sums.bytes, value: 0 };
  }

  /** Takes the next one, of outputs in the contract's order. */
  async take(outputs: readonly Buffer[]): Promise<Command[]> {
    const { fingerprint, nextFingerprint } = await this.gpu.kernels.plain();
    const taken = pointer(this.sums);
    const sums = outputs.map((output, i): Command => {
      const blocks = stridingBlocks(this.gpu, output.bytes / 4);
      const first = pointer(this.sums, (1 + i) * sumBytes);
      const how = [pointer(output), u64(output.bytes), first, u64(this.outputs), taken];
      return { op: 'launch', ...ownLaunch(fingerprint, blocks, how) };
    });
    return [...sums, { op: 'launch', ...ownLaunch(nextFingerprint, 1, [taken]) }];
  }

  /** Runs the last commands, then reads all `taken` that were taken since `begin`, in order: a sum for each output. */
  async read(last: Command[], taken: number, deadlineMs: number): Promise<bigint[][]> {
    if (taken > this.most) throw new Error(`Expected at most ${this.most} fingerprints but found ${taken}.`);
    const sums = new BigUint64Array(taken * this.outputs);
    await this.gpu.run([...last, { op: 'download', buffer: this.sums, offset: sumBytes, array: sums }], deadlineMs);
    return Array.from({ length: taken }, (_, run) => [...sums.subarray(run * this.outputs, (run + 1) * this.outputs)]);
  }
}

/** What fingerprints of a series say: runs of sets that took turns, then one of each set when all had ended. */
export interface Agreement {
  /** Runs whose outputs are bit for bit those that are there at the end, and are compared with what is expected. */
  checkedRuns: number;
  /** Sets, and positions of outputs in them, that changed after the set's last run had ended. */
  changedLate: { set: number; output: number }[];
}

export function agreementOf(fingerprints: readonly bigint[][], sets: number): Agreement {
  const runs = fingerprints.slice(0, fingerprints.length - sets);
  const atEnd = fingerprints.slice(fingerprints.length - sets);
  const same = (a: readonly bigint[], b: readonly bigint[]): boolean => a.every((sum, i) => sum === b[i]);
  const changedLate = atEnd.flatMap((sums, set) => {
    const last = runs.filter((_, run) => run % sets === set).at(-1) ?? sums;
    return sums.flatMap((sum, output) => (sum === last[output] ? [] : [{ set, output }]));
  });
  return { checkedRuns: runs.filter((sums, run) => same(sums, atEnd[run % sets] ?? [])).length, changedLate };
}
