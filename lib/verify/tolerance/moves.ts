/** How far inputs are moved to see how far outputs go: by about a rounding of the coarsest format involved. */
import type { Contract } from '../../problem/contract.js';
import { type RealDtype, coarsest, realFormat } from './real_formats.js';

/** RMS of the sum of eight signs, which `directionOf` in native/device/sensitivity.h draws. */
const directionRms = Math.sqrt(8);

/**
 * RMS move in ulps. Formats of 16 bits can hardly be moved by less than one; the others are moved by several, so that
 * the rounding of outputs is small beside what is to be seen.
 */
const ulps: Record<RealDtype, number> = {
  f64: 4 * directionRms,
  f32: 4 * directionRms,
  f16: 1,
  bf16: 1,
};

/** An ulp over its number, as RMS over numbers of all sizes: sqrt(3 / (8 ln 2)). */
const ulpOverValue = 0.7355;

export interface Moves {
  /** RMS move of a number as a share of it. */
  share: number;
  /** The argument of the `move` kernel for inputs of a dtype. */
  step: (dtype: RealDtype) => number;
}

/** Null for a contract without real inputs. */
export function movesOf({ inputs, outputs }: Contract): Moves | null {
  if (coarsest(inputs.map(({ dtype }) => dtype)) === null) return null;
  const format = coarsest([...inputs, ...outputs].map(({ dtype }) => dtype));
  if (format === null) return null;
  const { bits } = realFormat(format);
  return {
    share: ulps[format] * ulpOverValue * 2 ** -bits,
    step: (dtype) => (ulps[format] / directionRms) * 2 ** (realFormat(dtype).bits - bits),
  };
}
