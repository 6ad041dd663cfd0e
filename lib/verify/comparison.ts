/** Comparing on the device: launches of `native/device/compare.cu` and the summary they leave. */
import { type Dtype, dtypes } from '../format/dtype.js';
import type { TensorSpec } from '../format/tensor_spec.js';
import type { Buffer, Command } from '../native/types.js';
import type { Contract } from '../problem/contract.js';
import type { Device } from './device.js';
import { stridingBlocks } from './fill.js';
import { doubles, ownBlock, ownLaunch, pointer, u64, u8 } from './own_launch.js';

/** Bytes of `struct Summary`. */
export const summaryBytes = 96;
/** The most blocks of the `squares` kernel, and its stride: fixed, so that its sum is always the same. */
const sumBlocks = 1024;
/** Bytes of the partial sums that `squares` leaves: two doubles a block. */
export const partialBytes = sumBlocks * 2 * 8;

export interface Tolerance {
  relative: number;
  /** In units of the expected output's RMS. */
  absolute: number;
}

export interface Summary {
  /** Elements that were looked at. */
  compared: number;
  wrong: number;
  unwritten: number;
  nan: number;
  firstWrong: number;
  lastWrong: number;
  largestError: number;
  /** Largest error over the allowed one, over all elements; Infinity where a number stands against none. */
  largestShare: number;
  sumActualExpected: number;
  sumExpectedSquared: number;
  sumActualSquared: number;
  rms: number;
}

/** The problem's own tolerance for real outputs, else the dtype's; integers and bool are always exact. */
export function toleranceOf(contract: Contract, dtype: Dtype): Tolerance {
  const { kind, tolerance } = dtypes[dtype];
  return kind === 'real' && contract.tolerance ? contract.tolerance : tolerance;
}

/** Compares one output; the summary is left at `summaryOffset`. */
export async function comparisonCommands(
  device: Device,
  output: TensorSpec,
  buffers: { actual: Buffer; expected: Buffer; partial: Buffer; summary: Buffer; summaryOffset: number },
  how: { tolerance: Tolerance; poison: number },
): Promise<Command[]> {
  const { squares, rootMeanSquare, compare } = await device.kernels.forDtype(output.dtype);
  const { actual, expected, partial, summary, summaryOffset } = buffers;
  const commands: Command[] = [{ op: 'set', buffer: summary, offset: summaryOffset, bytes: summaryBytes, value: 0 }];
  if (how.tolerance.absolute > 0) {
    // Blocks without elements would leave zeros: zeroing once gives the same bits as launching them.
    const blocks = Math.min(sumBlocks, Math.max(1, Math.ceil(output.count / ownBlock)));
    commands.push({ op: 'set', buffer: partial, offset: 0, bytes: partialBytes, value: 0 });
    const sum = ownLaunch(squares, blocks, [pointer(expected), u64(output.count), pointer(partial)]);
    const root = ownLaunch(rootMeanSquare, 1, [pointer(partial), pointer(summary, summaryOffset)]);
    commands.push({ op: 'launch', ...sum }, { op: 'launch', ...root });
  }
  const launch = ownLaunch(compare, stridingBlocks(device, output.count), [
    pointer(actual),
    pointer(expected),
    u64(output.count),
    doubles(how.tolerance.relative, how.tolerance.absolute),
    u8(how.poison),
    pointer(summary, summaryOffset),
  ]);
  commands.push({ op: 'launch', ...launch });
  return commands;
}

/** Reads `struct Summary`. */
export function readSummary(bytes: Uint8Array): Summary {
  const view = new DataView(bytes.buffer, bytes.byteOffset, summaryBytes);
  const count = (offset: number): number => Number(view.getBigUint64(offset, true));
  const inverted = view.getBigUint64(24, true);
  return {
    compared: count(88),
    wrong: count(0),
    unwritten: count(8),
    nan: count(16),
    firstWrong: inverted === 0n ? -1 : Number(BigInt.asUintN(64, ~inverted)),
    lastWrong: count(32) - 1,
    largestError: view.getFloat64(40, true),
    largestShare: view.getFloat64(48, true),
    sumActualExpected: view.getFloat64(56, true),
    sumExpectedSquared: view.getFloat64(64, true),
    sumActualSquared: view.getFloat64(72, true),
    rms: view.getFloat64(80, true),
  };
}
