/** Says what a mismatch looks like, most telling first: what is missing, a factor, a shift, which rows and columns. */
import { elementAt } from '../../format/dtype.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Summary } from './comparison.js';
import type { DimensionCounts, Location, Window } from './locate.js';

function percent(part: number, whole: number): string {
  const share = (100 * part) / whole;
  if (share > 99 && part < whole) return 'more than 99%';
  return share < 0.01 ? 'less than 0.01%' : `${share < 10 ? share.toPrecision(2) : share.toFixed(0)}%`;
}

function factorSentence(summary: Summary): string | null {
  const { sumActualExpected: ae, sumExpectedSquared: ee, sumActualSquared: aa, wrong } = summary;
  if (wrong < 4 || !(ee > 0) || !(aa > 0)) return null;
  const factor = ae / ee;
  // The part of the actual values that the factor does not explain.
  const rest = (aa - factor * ae) / aa;
  if (Math.abs(rest) > 1e-4 || Math.abs(factor - 1) < 1e-3 || Math.abs(factor) < 1e-6) return null;
  if (Math.abs(factor + 1) < 1e-3) return 'The sign is wrong: every wrong value is the negative of the expected one.';
  return `Every wrong value is ${Number(factor.toPrecision(4))} times the expected one.`;
}

function constantSentence(output: TensorSpec, window: Window): string | null {
  const first = elementAt(output.dtype, window.actual, 0);
  if (window.actual.length < 8 || Number.isNaN(first)) return null;
  for (let i = 1; i < window.actual.length; i++) {
    if (elementAt(output.dtype, window.actual, i) !== first) return null;
  }
  return `The output is the constant ${first} around the first wrong element.`;
}

/** Whether the actual values are the expected ones of a neighbour. */
function shiftSentence(output: TensorSpec, window: Window): string | null {
  const near = (actual: number, of: number): boolean => {
    const expected = elementAt(output.dtype, window.expected, of);
    return actual === expected || Math.abs(actual - expected) <= (window.allowed[of] ?? 0);
  };
  const length = window.actual.length;
  for (const shift of [1, -1]) {
    let compared = 0;
    let equal = 0;
    for (let i = Math.max(0, -shift); i < length - Math.max(0, shift); i++) {
      const actual = elementAt(output.dtype, window.actual, i);
      if (near(actual, i)) continue;
      compared++;
      if (near(actual, i + shift)) equal++;
    }
    if (compared >= 8 && equal >= 0.9 * compared) {
      return `The values are shifted by one: element i holds what belongs to element i ${shift > 0 ? '+' : '-'} 1.`;
    }
  }
  return null;
}

/** The largest power of two up to 1024 that divides `index`. */
function tileBefore(index: number): number {
  let tile = 1;
  while (tile < 1024 && index % (tile * 2) === 0) tile *= 2;
  return tile;
}

function rangeSentence(label: string, size: number, low: number, high: number): string {
  if (low === high) return `Wrong elements lie only at index ${low} of ${label} (size ${size}).`;
  if (high === size - 1) {
    const tile = tileBefore(low);
    const tail = tile >= 4 && size - low < tile ? ` This is what is left after full tiles of ${tile}.` : '';
    return `Wrong elements lie only in the last ${size - low} of ${size} along ${label} (index ${low} and up).${tail}`;
  }
  if (low === 0) return `Wrong elements lie only in the first ${high + 1} of ${size} along ${label}.`;
  return `Wrong elements lie only at indexes ${low} to ${high} of ${size} along ${label}.`;
}

/** The shortest period whose residues tell the wrong indexes from `low` to `high`; it must come at least twice. */
function periodSentence(label: string, counts: Uint32Array, low: number, high: number): string | null {
  const between = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const wrong = between.filter((i) => counts[i]);
  for (let period = 2; period <= 256 && high - low >= 2 * period; period *= 2) {
    const residues = new Set(wrong.map((i) => i % period));
    if (residues.size > period / 2) continue;
    // A few indexes that happen to share a residue have no period.
    if (wrong.length < 0.9 * between.filter((i) => residues.has(i % period)).length) continue;
    const sorted = [...residues].sort((a, b) => a - b);
    const first = sorted[0] ?? 0;
    const last = sorted.at(-1) ?? 0;
    const consecutive = sorted.length > 2 && last - first + 1 === sorted.length;
    const which = consecutive
      ? `from ${first} to ${last}`
      : sorted.length === 1
        ? `${low}`
        : `one of ${sorted.slice(0, 8).join(', ')}${sorted.length > 8 ? ', …' : ''}`;
    return `Wrong elements lie only where the index along ${label} modulo ${period} is ${which}.`;
  }
  return null;
}

function dimensionSentence(label: string, { size, counts, exact }: DimensionCounts): string | null {
  if (size === 1) return null;
  let low = -1;
  let high = -1;
  let used = 0;
  counts.forEach((count, i) => {
    if (count === 0) return;
    if (low < 0) low = i;
    high = i;
    used++;
  });
  if (used === 0) return null;
  const perBucket = size / counts.length;
  if (used === counts.length) return null;
  const period = exact ? periodSentence(label, counts, low, high) : null;
  if (period) return period;
  if (low > 0 || high < counts.length - 1) {
    return rangeSentence(label, size, Math.floor(low * perBucket), Math.ceil((high + 1) * perBucket) - 1);
  }
  return `Wrong elements lie at ${percent(used, counts.length)} of the indexes along ${label} (size ${size}).`;
}

/** Sentences about one output's mismatch. */
export function describeMismatch(output: TensorSpec, summary: Summary, location: Location): string[] {
  const { wrong, unwritten, nan } = summary;
  const sentences: string[] = [];
  sentences.push(
    wrong === output.count
      ? `All ${output.count} elements are wrong.`
      : `${wrong} of ${output.count} elements (${percent(wrong, output.count)}) are wrong.`,
  );
  if (unwritten > 0) {
    sentences.push(
      unwritten === wrong
        ? 'Every wrong element was never written.'
        : `${unwritten} of the wrong elements were never written.`,
    );
  }
  const written = wrong - unwritten;
  if (nan > unwritten) sentences.push(`${nan - unwritten} elements were computed as NaN.`);
  if (written > 0) {
    const window = location.windows[0];
    const value =
      factorSentence(summary) ?? (window ? (constantSentence(output, window) ?? shiftSentence(output, window)) : null);
    if (value) sentences.push(value);
  }
  for (const [d, counts] of location.dimensions.entries()) {
    const sentence = dimensionSentence(output.labels[d] ?? `dimension ${d}`, counts);
    if (sentence) sentences.push(sentence);
  }
  return sentences;
}
