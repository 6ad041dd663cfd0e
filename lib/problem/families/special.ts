/** Values at which formats and comparisons behave in ways of their own. */
import type { Dtype } from '../../format/dtype.js';
import type { SpecialKind } from '../schema.js';

interface Ends {
  /** The least number above 0, and the largest that is still subnormal. */
  least: number;
  subnormal: number;
  most: number;
}

const ends: Partial<Record<Dtype, Ends>> = {
  f64: { least: 2 ** -1074, subnormal: 2 ** -1022 - 2 ** -1074, most: Number.MAX_VALUE },
  f32: { least: 2 ** -149, subnormal: 2 ** -126 - 2 ** -149, most: 2 ** 128 - 2 ** 104 },
  f16: { least: 2 ** -24, subnormal: 2 ** -14 - 2 ** -24, most: 65504 },
  bf16: { least: 2 ** -133, subnormal: 2 ** -126 - 2 ** -133, most: 2 ** 128 - 2 ** 120 },
};

/** The values of the kinds that a problem allows; at most 8, and none for dtypes that have no such values. */
export function specialValues(dtype: Dtype, kinds: readonly SpecialKind[]): number[] {
  const found = ends[dtype];
  if (!found) return [];
  return [
    ...(kinds.includes('zeros') ? [-0] : []),
    ...(kinds.includes('subnormals') ? [found.least, -found.subnormal] : []),
    ...(kinds.includes('infinities') ? [Infinity, -Infinity, found.most, -found.most] : []),
    ...(kinds.includes('nans') ? [Number.NaN] : []),
  ];
}
