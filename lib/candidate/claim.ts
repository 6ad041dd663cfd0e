/** What a candidate says that it is written for. */
import { type DimRanges, contains, everything, rangeText } from '../format/dim_ranges.js';
import type { PlanProblem } from './plan.js';

/** What a candidate claims, in words by dim; null for one that claims everything. */
export function claimText(claim: DimRanges): Record<string, string> | null {
  const narrow = [...claim].filter(([, range]) => rangeText(range) !== rangeText(everything));
  return narrow.length === 0 ? null : Object.fromEntries(narrow.map(([dim, range]) => [dim, rangeText(range)]));
}

/** What keeps a candidate with this claim from being judged at these dims. */
export function claimProblems(
  claim: DimRanges,
  { dims, caseName }: { dims: Readonly<Record<string, number>>; caseName: string },
): PlanProblem[] {
  return [...claim].flatMap(([dim, range]): PlanProblem[] => {
    const where = `dims.${dim}`;
    const size = Object.hasOwn(dims, dim) ? dims[dim] : undefined;
    if (size === undefined) {
      const known = Object.keys(dims).join(', ') || 'none';
      return [{ where, message: `Expected one of the problem's dims (${known}) but found "${dim}".` }];
    }
    if (contains(range, size)) return [];
    const claimed = `The candidate says that it is written for ${dim} of ${rangeText(range)}`;
    const message = `${claimed}, but the case "${caseName}" has ${size}. Widen the claim, or judge another case.`;
    return [{ where, message }];
  });
}
