/** Which sizes a candidate says it is written for, and a problem has a meaning for: sets of whole numbers, by dim. */
import type { DimRangeHeader } from './schema.js';

/** The multiples of a number within two bounds, both included. */
export interface DimRange {
  from: number;
  to: number;
  multipleOf: number;
}

/** By dim; one that is not in it may have any size. */
export type DimRanges = ReadonlyMap<string, DimRange>;

export const everything: DimRange = { from: 1, to: Number.MAX_SAFE_INTEGER, multipleOf: 1 };

function rangeOf(header: DimRangeHeader): DimRange {
  if (header === 'any') return everything;
  if (typeof header === 'number') return { from: header, to: header, multipleOf: 1 };
  if (typeof header === 'string') return { ...everything, multipleOf: Number(header.replace(/^multiple of /, '')) };
  if (Array.isArray(header)) return { ...everything, from: header[0], to: header[1] };
  const { from = everything.from, to = everything.to, multipleOf = 1 } = header;
  return { from, to, multipleOf };
}

/** The sets that a header names. */
export function rangesOf(header: Record<string, DimRangeHeader> | undefined): DimRanges {
  return new Map(Object.entries(header ?? {}).map(([dim, range]) => [dim, rangeOf(range)]));
}

export function contains({ from, to, multipleOf }: DimRange, size: number): boolean {
  return size >= from && size <= to && size % multipleOf === 0;
}

/** Whether all dims are of the sizes that the sets have. */
export function containsAll(ranges: DimRanges, dims: Readonly<Record<string, number>>): boolean {
  return Object.entries(dims).every(([dim, size]) => contains(ranges.get(dim) ?? everything, size));
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** What is in both sets. */
export function intersection(a: DimRange = everything, b: DimRange = everything): DimRange {
  const multipleOf = (a.multipleOf / gcd(a.multipleOf, b.multipleOf)) * b.multipleOf;
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to), multipleOf };
}

/** A set as people say it, such as "a multiple of 4 up to 4096". */
export function rangeText({ from, to, multipleOf }: DimRange): string {
  if (from === to) return String(from);
  const what = multipleOf === 1 ? 'any size' : `a multiple of ${multipleOf}`;
  const least = from > Math.max(1, multipleOf) ? ` from ${from}` : '';
  const most = to < everything.to ? ` up to ${to}` : '';
  return `${what}${least}${most}`;
}
