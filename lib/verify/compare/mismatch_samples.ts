import { type Dtype, elementAt } from '../../format/dtype.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Window } from './locate.js';
import type { Mismatch } from '../verdict.js';

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

/** A number where that is exact, else text. */
function decimal(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function isWrong(actual: number, expected: number, allowed: number): boolean {
  if (Object.is(actual, expected) || actual === expected) return false;
  if (Number.isNaN(expected)) return !Number.isNaN(actual);
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return true;
  return Math.abs(actual - expected) > allowed;
}

/** The elements of one place as the verdict writes them when they differ too much, else null. */
function differing(
  dtype: Dtype,
  { actual, expected, allowed }: Window,
  i: number,
): Omit<Mismatch['samples'][number], 'index'> | null {
  const a = actual[i];
  const e = expected[i];
  // As they are: a number would lose the last bits of those beyond 2^53.
  if (typeof a === 'bigint' && typeof e === 'bigint') {
    return a === e ? null : { actual: decimal(a), expected: decimal(e) };
  }
  const found = elementAt(dtype, actual, i);
  const wanted = elementAt(dtype, expected, i);
  const most = allowed[i] ?? 0;
  if (!isWrong(found, wanted, most)) return null;
  const values = { actual: scalar(found), expected: scalar(wanted) };
  return most > 0 && Number.isFinite(most) ? { ...values, allowed: most } : values;
}

/** The first wrong elements of each window, at most eight in all. */
export function samplesOf(output: TensorSpec, windows: readonly Window[]): Mismatch['samples'] {
  const perWindow = Math.floor(mostSamples / Math.max(1, windows.length));
  return windows.flatMap((window) => {
    const found: Mismatch['samples'] = [];
    for (let i = 0; i < window.actual.length && found.length < perWindow; i++) {
      const pair = differing(output.dtype, window, i);
      if (pair) found.push({ index: indexOf(output.shape, window.start + i), ...pair });
    }
    return found;
  });
}
