/** Comparing on the device: launches of `native/device/compare.cu` and the summary they leave. */
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Argument, Buffer, Command } from '../../native/types.js';
import type { Device } from '../device.js';
import { stridingBlocks } from '../fill.js';
import { doubles, ownLaunch, pointer, u32, u64 } from '../own_launch.js';
import type { Tolerance } from '../tolerance/tolerance.js';

/** Bytes of `struct Summary`. */
export const summaryBytes = 112;
/** The most blocks of the `measure` kernel, and its stride: fixed, so that its sums are always the same. */
const sumBlocks = 1024;
/** Bytes of the partial sums that `measure` leaves: three doubles a block. */
export const partialBytes = sumBlocks * 3 * 8;
/** Elements that share a `struct Near`, and a `struct Wide`, and the bytes of these. */
const nearElements = 32;
const nearBytes = 16;
const chunkElements = 4096;
const wideBytes = 24;

/** Where it stands how far an output goes when the inputs move: `tolerance/sensitivity.ts`. */
export interface Reach {
  /** `reachBytesOf` says how many bytes. */
  near: Buffer;
  wide: Buffer;
  /** The sums of the last look. */
  partial: Buffer;
  /** How often it was looked at. */
  looks: number;
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
  /** Largest error in ulps of the expected value or of the RMS, whichever is larger; 0 for integers. */
  largestUlps: number;
  sumActualExpected: number;
  sumExpectedSquared: number;
  sumActualSquared: number;
  rms: number;
  /** RMS of how far the elements moved at the last look; 0 where that was not measured. */
  moved: number;
}

/** Bytes of the two buffers of an output's reach. */
export function reachBytesOf({ count }: TensorSpec): { near: number; wide: number } {
  return { near: Math.ceil(count / nearElements) * nearBytes, wide: Math.ceil(count / chunkElements) * wideBytes };
}

/** `struct Tolerance`. */
export function toleranceArgument(tolerance: Tolerance): Argument {
  const { relative, absolute, plain = 0, ulps = 0, spread = 0, cap = 0 } = tolerance;
  return doubles(relative, absolute, plain, ulps, spread, cap);
}

/** The three parameters that make a `struct Reach`. */
export function reachArguments(reach: Reach | null): Argument[] {
  return reach ? [pointer(reach.near), pointer(reach.wide), doubles(reach.looks)] : [u64(0), u64(0), doubles(1)];
}

/** One pass over the expected output: its squares and, where the inputs were moved, how far it went. */
export async function measureCommands(
  device: Device,
  output: TensorSpec,
  expected: Buffer,
  partial: Buffer,
  moved: { outputs: Buffer; near: Buffer; wide: Buffer } | null = null,
): Promise<Command[]> {
  const { measure } = await device.kernels.forDtype(output.dtype);
  // Blocks without elements would leave zeros: zeroing once gives the same bits as launching them.
  const blocks = Math.min(sumBlocks, Math.max(1, Math.ceil(output.count / chunkElements)));
  const distances = moved
    ? [pointer(moved.outputs), pointer(moved.near), pointer(moved.wide)]
    : [u64(0), u64(0), u64(0)];
  const args = [pointer(expected), u64(output.count), ...distances, pointer(partial)];
  return [
    { op: 'set', buffer: partial, offset: 0, bytes: partialBytes, value: 0 },
    { op: 'launch', ...ownLaunch(measure, blocks, args) },
  ];
}

/**
 * Compares one output; the summary is left at `summaryOffset`. `poison` is the word that the output was filled with;
 * `partial` is used where there is no reach.
 */
export async function comparisonCommands(
  device: Device,
  output: TensorSpec,
  buffers: { actual: Buffer; expected: Buffer; partial: Buffer; summary: Buffer; summaryOffset: number },
  how: { tolerance: Tolerance; poison: number; reach?: Reach | null },
): Promise<Command[]> {
  const { rootMeanSquare, compare } = await device.kernels.forDtype(output.dtype);
  const { actual, expected, partial, summary, summaryOffset } = buffers;
  const { tolerance, poison, reach = null } = how;
  const commands: Command[] = [{ op: 'set', buffer: summary, offset: summaryOffset, bytes: summaryBytes, value: 0 }];
  if (!isExact(tolerance)) {
    const root = ownLaunch(rootMeanSquare, 1, [pointer(reach?.partial ?? partial), pointer(summary, summaryOffset)]);
    if (!reach) commands.push(...(await measureCommands(device, output, expected, partial)));
    commands.push({ op: 'launch', ...root });
  }
  const launch = ownLaunch(compare, stridingBlocks(device, output.count), [
    pointer(actual),
    pointer(expected),
    u64(output.count),
    toleranceArgument(tolerance),
    ...reachArguments(reach),
    u32(poison),
    pointer(summary, summaryOffset),
  ]);
  commands.push({ op: 'launch', ...launch });
  return commands;
}

function isExact({ relative, absolute, plain = 0, ulps = 0, spread = 0 }: Tolerance): boolean {
  return relative + absolute + plain + ulps + spread === 0;
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
    largestUlps: view.getFloat64(96, true),
    sumActualExpected: view.getFloat64(56, true),
    sumExpectedSquared: view.getFloat64(64, true),
    sumActualSquared: view.getFloat64(72, true),
    rms: view.getFloat64(80, true),
    moved: view.getFloat64(104, true),
  };
}
