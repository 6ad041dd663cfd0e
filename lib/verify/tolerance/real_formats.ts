/** What the tolerance needs to know of the real dtypes. */
import type { Dtype } from '../../format/dtype.js';

export type RealDtype = 'f64' | 'f32' | 'f16' | 'bf16';

export interface RealFormat {
  /** Bits of the significand after the point: neighbours of 1 are 2^-bits apart. */
  bits: number;
  /** The smallest normal number: below it results may be flushed to zero. */
  leastNormal: number;
  /** The hard cap of a derived tolerance, in ulps. */
  capUlps: number;
}

const formats: Record<RealDtype, RealFormat> = {
  f64: { bits: 52, leastNormal: 2 ** -1022, capUlps: 2 ** 20 },
  f32: { bits: 23, leastNormal: 2 ** -126, capUlps: 2 ** 14 },
  f16: { bits: 10, leastNormal: 2 ** -14, capUlps: 2 ** 4 },
  bf16: { bits: 7, leastNormal: 2 ** -126, capUlps: 2 ** 3 },
};

export function isReal(dtype: Dtype): dtype is RealDtype {
  return Object.hasOwn(formats, dtype);
}

export function realFormat(dtype: RealDtype): RealFormat {
  return formats[dtype];
}

/** The one with the fewest bits; null when none is real. */
export function coarsest(dtypes: readonly Dtype[]): RealDtype | null {
  return dtypes.filter(isReal).reduce<RealDtype | null>((found, dtype) => {
    return found === null || formats[dtype].bits < formats[found].bits ? dtype : found;
  }, null);
}
