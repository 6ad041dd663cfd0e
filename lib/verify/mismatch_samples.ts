import { elementAt } from '../format/dtype.js';
import type { TensorSpec } from '../format/tensor_spec.js';
import type { Tolerance } from './comparison.js';
import type { Window } from './locate.js';
import type { Mismatch } from './verdict.js';

const mostSamples = 8;

/** The multi-index of a linear one, row-major. */
export function indexOf(shape: readonly number[], linear: number): number[] {
  const index: number[] = [];
  let rest = linear;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** A number as JSON can hold it. */
export function scalar(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function isWrong(actual: number, expected: number, tolerance: Tolerance, rms: number): boolean {
  if (Object.is(actual, expected) || actual === expected) return false;
  if (Number.isNaN(expected)) return !Number.isNaN(actual);
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return true;
  return Math.abs(actual - expected) > tolerance.relative * Math.abs(expected) + tolerance.absolute * rms;
}

/** The first wrong elements of each window, at most eight in all. */
export function samplesOf(
  output: TensorSpec,
  windows: readonly Window[],
  tolerance: Tolerance,
  rms: number,
): Mismatch['samples'] {
  const perWindow = Math.floor(mostSamples / Math.max(1, windows.length));
  return windows.flatMap(({ start, actual, expected }) => {
    const found: Mismatch['samples'] = [];
    for (let i = 0; i < actual.length && found.length < perWindow; i++) {
      const a = elementAt(output.dtype, actual, i);
      const e = elementAt(output.dtype, expected, i);
      if (isWrong(a, e, tolerance, rms)) {
        found.push({ index: indexOf(output.shape, start + i), actual: scalar(a), expected: scalar(e) });
      }
    }
    return found;
  });
}
