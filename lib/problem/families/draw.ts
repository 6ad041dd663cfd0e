/** How the elements of one tensor are drawn: a fill of the header, or what only a family uses. */
import type { Fill } from '../../format/schema.js';

/** Of 4096 elements `share` hold one of the values, each as often as the others; the rest is normal. */
export interface Mixture {
  /** 1 to 8 of them; one that stands twice comes twice as often. */
  values: readonly number[];
  share: number;
  /** Mean and deviation of the rest. */
  normal: readonly [number, number];
}

export type Draw = Fill | { mixture: Mixture };

/** The most values of a mixture (`struct Fill` in native/device/generator.h). */
export const mostMixtureValues = 8;

/** Mixtures count their shares in parts of this. */
export const mixtureParts = 4096;

/** One of the values for every element. */
export function oneOfValues(values: readonly number[]): Draw {
  return { mixture: { values, share: mixtureParts, normal: [0, 0] } };
}
