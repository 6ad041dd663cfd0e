/** Where the wrong elements of an output lie: histograms from the device, and the elements around the first and last. */
import type { TensorSpec } from '../../format/tensor_spec.js';
import { type ElementArray, dtypes } from '../../format/dtype.js';
import type { Buffer, Command } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import { type Reach, type Summary, reachArguments, toleranceArgument } from './comparison.js';
import { type Device, windowBytes } from '../device.js';
import { stridingBlocks } from '../fill.js';
import { ownLaunch, pointer, u32, u64 } from '../own_launch.js';
import type { Tolerance } from '../tolerance/tolerance.js';

/** Buckets per dimension; longer dimensions share them. */
const buckets = 8192;
const mostDimensions = 8;
/** Elements read back around each of the two places. */
const windowElements = 2048;

export interface DimensionCounts {
  size: number;
  /** Wrong elements by bucket; bucket = index when `exact`. */
  counts: Uint32Array;
  exact: boolean;
}

export interface Window {
  /** Linear index of the first element. */
  start: number;
  actual: ElementArray;
  expected: ElementArray;
  /** The allowed error of each element; all 0 where values must be equal. */
  allowed: Float64Array;
}

export interface Location {
  dimensions: DimensionCounts[];
  windows: Window[];
}

function shapeArgument(shape: readonly number[]): { bytes: Uint8Array } {
  const view = new DataView(new ArrayBuffer(mostDimensions * 8 + 8));
  shape.forEach((size, i) => view.setBigUint64(i * 8, BigInt(size), true));
  view.setUint32(mostDimensions * 8, shape.length, true);
  view.setUint32(mostDimensions * 8 + 4, buckets, true);
  return { bytes: new Uint8Array(view.buffer) };
}

function windowStarts(output: TensorSpec, summary: Summary): number[] {
  const length = Math.min(windowElements, output.count);
  const around = (index: number): number =>
    Math.max(0, Math.min(index - Math.floor(length / 2), output.count - length));
  const first = around(summary.firstWrong);
  const last = around(summary.lastWrong);
  return last - first < length ? [first] : [first, last];
}

/** Reads back what describes a mismatch; only windows and histograms cross the bus. */
export async function locate(
  device: Device,
  output: TensorSpec,
  buffers: { actual: Buffer; expected: Buffer; summary: Buffer; summaryOffset: number },
  how: { summary: Summary; tolerance: Tolerance; reach?: Reach | null; poison: number; deadlineMs: number },
  allocations: Allocations,
): Promise<Location> {
  const rank = output.shape.length;
  const histogramBytes = Math.max(1, rank) * buckets * 4;
  const histogram = await allocations.buffer(histogramBytes);
  const { locate: kernel, allowances } = await device.kernels.forDtype(output.dtype);
  const judging = [toleranceArgument(how.tolerance), ...reachArguments(how.reach ?? null)];
  const launch = ownLaunch(kernel, stridingBlocks(device, output.count), [
    pointer(buffers.actual),
    pointer(buffers.expected),
    u64(output.count),
    ...judging,
    u32(how.poison),
    pointer(buffers.summary, buffers.summaryOffset),
    shapeArgument(output.shape),
    pointer(histogram),
  ]);
  const window = await device.window();
  if (histogramBytes > windowBytes / 2) throw new Error('Expected the histograms to fit half the window.');
  const counts = new Uint32Array(window.buffer, 0, histogramBytes / 4);
  const commands: Command[] = [
    { op: 'set', buffer: histogram, offset: 0, bytes: histogramBytes, value: 0 },
    { op: 'launch', ...launch },
    { op: 'download', buffer: histogram, offset: 0, array: counts },
  ];
  const { array, bytes } = dtypes[output.dtype];
  const length = Math.min(windowElements, output.count);
  const allowedBytes = length * 8;
  const allowedOnDevice = await allocations.buffer(2 * allowedBytes);
  let offset = windowBytes / 2;
  const windows = windowStarts(output, how.summary).map((start, i) => {
    const read = (buffer: Buffer): ElementArray => {
      const elements = new array(window.buffer, offset, length);
      commands.push({ op: 'download', buffer, offset: start * bytes, array: elements });
      offset += Math.ceil((length * bytes) / 8) * 8;
      return elements;
    };
    const allow = ownLaunch(allowances, stridingBlocks(device, length), [
      pointer(buffers.expected),
      ...judging,
      pointer(buffers.summary, buffers.summaryOffset),
      u64(start),
      u64(length),
      pointer(allowedOnDevice, i * allowedBytes),
    ]);
    const allowed = new Float64Array(window.buffer, offset, length);
    offset += allowedBytes;
    commands.push(
      { op: 'launch', ...allow },
      { op: 'download', buffer: allowedOnDevice, offset: i * allowedBytes, array: allowed },
    );
    return { start, actual: read(buffers.actual), expected: read(buffers.expected), allowed };
  });
  await device.run(commands, how.deadlineMs);
  return {
    dimensions: output.shape.map((size, d) => ({
      size,
      counts: counts.slice(d * buckets, d * buckets + Math.min(size, buckets)),
      exact: size <= buckets,
    })),
    // The window's memory is used again: copies are handed on.
    windows: windows.map(({ start, actual, expected, allowed }) => ({
      start,
      actual: actual.slice(),
      expected: expected.slice(),
      allowed: allowed.slice(),
    })),
  };
}
