/** A tolerance as the comparison applies it (`struct Tolerance` in native/device/judge.h). */

/**
 * An error of an element is allowed up to
 * `relative * |expected| + absolute * RMS + plain + ulps * ulp(expected) + spread * moved`
 * and, where there is a `cap`, at most up to `cap * (|expected| + RMS) + plain`. Fields that are left out are 0.
 */
export interface Tolerance {
  relative: number;
  /** In units of the expected output's RMS. */
  absolute: number;
  /** As it is. */
  plain?: number;
  /** Ulps of the output's dtype at the expected value. */
  ulps?: number;
  /** In units of how far outputs move when the inputs do: `sensitivity.ts`. */
  spread?: number;
  /** The hard cap, in units of |expected| + RMS; 0 for none. */
  cap?: number;
}

/** Nothing but the expected value; -0 is 0. */
export const exact: Tolerance = { relative: 0, absolute: 0 };
