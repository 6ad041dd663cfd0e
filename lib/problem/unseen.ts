/** Dims that no header names, for judging whether a candidate is right beyond the cases that its author could see. */
import { hasCode } from '../errors.js';
import { type DimRange, type DimRanges, contains, intersection, rangesOf } from '../format/dim_ranges.js';
import { randomBelow } from '../format/seeded.js';
import { type LoadedProblem, type Problem, atUnseen, fullCase } from './problem.js';

/** Tries to find dims whose sizes can be worked out and that are new. */
const mostTries = 40;
/** Bytes of all tensors that cost little everywhere, the simulator included. */
const smallBytes = 2 ** 18;

function bytesOf({ contract }: LoadedProblem): number {
  return [...contract.inputs, ...contract.outputs].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The size that small cases give a dim at most; the full case says nothing about small ones. */
function largestSmall(problem: Problem, dim: string): number {
  const sizes = Object.entries(problem.cases).flatMap(([name, dims]) => (name === fullCase ? [] : [dims[dim] ?? 1]));
  return Math.max(1, ...sizes);
}

/** A small size of the set; its least one when that is not small. */
function draw({ from, to, multipleOf }: DimRange, usual: number, random: (count: number) => number): number {
  const first = Math.ceil(from / multipleOf);
  const most = Math.min(to, 2 * usual);
  const count = Math.floor(most / multipleOf) - first + 1;
  return multipleOf * (first + (count > 1 ? random(count) : 0));
}

/**
 * The problem at dims of its limits that the candidate claims and that are none of its cases, `count` of them or fewer.
 * A problem without `limits` says of no other dims that its reference is right for them, and gets none.
 * @param seed the same one finds the same dims.
 */
export function unseenDims(problem: Problem, claim: DimRanges, seed: number, count: number): LoadedProblem[] {
  const { limits } = problem.header;
  if (!limits) return [];
  const allowed = rangesOf(limits);
  const dims = Object.keys(problem.header.dims);
  const known = new Set(Object.values(problem.cases).map((each) => JSON.stringify(dims.map((dim) => each[dim]))));
  const found: LoadedProblem[] = [];
  for (let attempt = 0; attempt < mostTries && found.length < count; attempt++) {
    const drawn: Record<string, number> = {};
    const fits = dims.every((dim, i) => {
      const range = intersection(allowed.get(dim), claim.get(dim));
      const size = draw(range, largestSmall(problem, dim), (most) => randomBelow(most, seed, attempt, i));
      drawn[dim] = size;
      return contains(range, size);
    });
    const key = JSON.stringify(Object.values(drawn));
    const loaded = fits && !known.has(key) ? tryAt(problem, drawn, found.length) : null;
    if (!loaded || bytesOf(loaded) > smallBytes) continue;
    known.add(key);
    found.push(loaded);
  }
  return found;
}

function tryAt(problem: Problem, dims: Record<string, number>, index: number): LoadedProblem | null {
  try {
    return atUnseen(problem, dims, index);
  } catch (error) {
    if (hasCode(error, 'bad-problem')) return null;
    throw error;
  }
}
