/** Errors and tolerances as people read them. */
import { digits, percent } from '../format/quantities.js';
import type { Mismatch, VerdictOf } from '../verify/verdict.js';

/** What a wrong output would have been allowed. */
export function allowedLines({ tolerance }: Mismatch): string[] {
  const { relative, absolute, ulps, kind, why } = tolerance;
  if (kind === 'exact') return [`    allowed: nothing. ${why ?? ''}`.trimEnd()];
  const inUlps = ulps === undefined ? '' : ` (${digits(ulps, 3)} ulps of a usual element)`;
  const sum = `${digits(relative, 3)} × |expected| + ${digits(absolute, 3)}${inUlps}`;
  return [`    allowed: ${sum}`, ...(why === undefined ? [] : [`    ${why}`])];
}

/** How far the outputs of a right candidate were off, one line for each. */
export function errorLines({ errorShare, errorUlps = {}, tolerances = {}, trials }: VerdictOf<'pass'>): string[] {
  return Object.entries(errorShare).map(([output, share]) => {
    const tolerance = tolerances[output];
    if (tolerance?.kind === 'exact') return `  error     ${output}: none, over ${trials} trials`;
    const ulps = errorUlps[output];
    const found = ulps === undefined ? '' : `${digits(ulps, 3)} ${ulps === 1 ? 'ulp' : 'ulps'}, `;
    const allowed = tolerance?.ulps === undefined ? 'the tolerance' : `the allowed ${digits(tolerance.ulps, 3)} ulps`;
    return `  error     ${output}: at most ${found}${percent(share)} of ${allowed}, over ${trials} trials`;
  });
}
