/** Where the wrong elements of an output lie: histograms from the device, and the elements around the first and last. */
import type { TensorSpec } from '../format/tensor_spec.js';
import { type ElementArray, dtypes } from '../format/dtype.js';
import type { Buffer, Command } from '../native/types.js';
import type { Allocations } from './allocations.js';
import type { Summary, Tolerance } from './comparison.js';
import { type Device, windowBytes } from './device.js';
import { stridingBlocks } from './fill.js';
import { doubles, ownLaunch, pointer, u64, u8 } from './own_launch.js';

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
  how: { summary: Summary; tolerance: Tolerance; poison: number; deadlineMs: number },
  allocations: Allocations,
): Promise<Location> {
  const rank = output.shape.length;
  const histogramBytes = Math.max(1, rank) * buckets * 4;
  const histogram = await allocations.buffer(histogramBytes);
  const { locate: kernel } = await device.kernels.forDtype(output.dtype);
  const launch = ownLaunch(kernel, stridingBlocks(device, output.count), [
    pointer(buffers.actual),
    pointer(buffers.expected),
    u64(output.count),
    doubles(how.tolerance.relative, how.tolerance.absolute),
    u8(how.poison),
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
  let offset = windowBytes / 2;
  const windows = windowStarts(output, how.summary).map((start) => {
    const read = (buffer: Buffer): ElementArray => {
      const elements = new array(window.buffer, offset, length);
      commands.push({ op: 'download', buffer, offset: start * bytes, array: elements });
      offset += Math.ceil((length * bytes) / 8) * 8;
      return elements;
    };
    return { start, actual: read(buffers.actual), expected: read(buffers.expected) };
  });
  await device.run(commands, how.deadlineMs);
  return {
    dimensions: output.shape.map((size, d) => ({
      size,
      counts: counts.slice(d * buckets, d * buckets + Math.min(size, buckets)),
      exact: size <= buckets,
    })),
    // The window's memory is used again: copies are handed on.
    windows: windows.map(({ start, actual, expected }) => ({
      start,
      actual: actual.slice(),
      expected: expected.slice(),
    })),
  };
}
