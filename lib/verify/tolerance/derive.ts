/**
 * The tolerance of an output: the caller's, the problem's, or one that follows from the dtype, the length of the sums and
 * the size of the values. Integers and bool are always exact.
 *
 * The derived one allows what a right kernel may differ by that sums in another order. An element's error grows with
 * - u, the unit roundoff of the precision that sums are kept in: 2^-53 for f64, 2^-24 for the others, 2^-23 where 16-bit
 *   inputs invite tensor cores, which cut their sums instead of rounding them (M. Fasi, N. J. Higham, M. Mikaitis,
 *   S. Pranesh, "Numerical behavior of NVIDIA tensor cores", PeerJ Computer Science 7:e330, 2021);
 * - the square root of the length n, as roundings of different values fall in both directions (N. J. Higham, T. Mary,
 *   "A new approach to probabilistic rounding error analysis", SIAM J. Sci. Comput. 41(5), 2019), but with n itself where
 *   most values are equal: then they fall in one (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, 4.2);
 * - the number of elements: by the former, a sum is off by more than x sqrt(n) with a chance of some exp(-x^2 / 2), so the
 *   furthest of N has an x^2 that is larger by 2 ln N;
 * - the element's size, and how far it goes when the inputs move by a rounding, which is measured: `sensitivity.ts`.
 */
import type { Dtype } from '../../format/dtype.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Contract } from '../../problem/contract.js';
import type { Precision, ToleranceHeader } from '../../problem/schema.js';
import { movesOf } from './moves.js';
import { allclose, presetTolerance } from './presets.js';
import { type RealDtype, isReal, realFormat } from './real_formats.js';
import { type Reduction, reductionOf } from './reduction.js';
import type { ReferenceFacts } from './reference_facts.js';
import { type Tolerance, exact } from './tolerance.js';

/** What a tolerance follows from, beside the contract. */
export interface ToleranceBasis {
  /** Null without a reference: then both sides may have rounded as much. */
  reference?: ReferenceFacts | null;
  /** Whether most of the trial's values are equal. */
  equalValues?: boolean;
  /** Whether it is measured how far outputs move; else their RMS stands for it. */
  moved?: boolean;
}

/**
 * Roundings that sums of n different values may come to, in units of u: 4 sqrt(n) + 8 for an output of `fewElements`. A
 * naive sum of n terms needs some 2 sqrt(n).
 */
const perRoot = 4;
const fewElements = 2 ** 16;
const always = 8;
/** No kernel adds more than this one after the other: longer sums are shared out among threads. */
export const longestChain = 2 ** 16;
/** Roundings of operands and intermediates that a declared `precision` allows each element. */
const declaredRoundings = 4;
/** Without measured distances: the RMS in their place. */
const rmsShare = 1.5;

const precisionBits: Record<Precision, number> = { f32: 24, tf32: 11, f16: 11, bf16: 8 };

/** The rounding of a sum, as a share of it. */
export function unitRoundoff(dtype: RealDtype, contract: Pick<Contract, 'inputs'>): number {
  if (dtype === 'f64') return 2 ** -53;
  return contract.inputs.some((input) => input.dtype === 'f16' || input.dtype === 'bf16') ? 2 ** -23 : 2 ** -24;
}

/** How many u's a sum of n terms may be off by, in an output of so many elements. */
export function growth(length: number, equalValues: boolean, elements = 1): number {
  const chain = Math.min(length, longestChain);
  const furthest = Math.sqrt(perRoot ** 2 + 2 * Math.log(Math.max(1, elements / fewElements)));
  return furthest * Math.sqrt(chain) + always + (equalValues ? chain : 0);
}

/** Whether the expected values are closer to the true ones than a right kernel has to be. */
export function isMorePrecise(dtype: RealDtype, reference: ReferenceFacts | null): boolean {
  return reference !== null && dtype !== 'f64' && reference.arithmetic === 'f64';
}

/** Whether the tolerance is the derived one: then it is worth measuring how far outputs move. */
export function isDerived(contract: Contract, dtype: Dtype, basis: ToleranceBasis = {}): boolean {
  return isReal(dtype) && settingOf(contract) === null && basis.reference?.arithmetic !== 'none';
}

/** The tolerance that the contract has of its own; null for the derived one. */
export function settingOf({ tolerance }: Pick<Contract, 'tolerance'>): Exclude<ToleranceHeader, 'derived'> | null {
  return tolerance === 'derived' ? null : tolerance;
}

/** The tolerance for one output. */
export function toleranceOf(contract: Contract, output: TensorSpec | Dtype, basis: ToleranceBasis = {}): Tolerance {
  const dtype = typeof output === 'string' ? output : output.dtype;
  if (!isReal(dtype)) return exact;
  const setting = settingOf(contract);
  if (typeof setting === 'string') return presetTolerance(setting, dtype);
  if (setting) return 'rtol' in setting ? allclose(setting.rtol, setting.atol) : setting;
  if (basis.reference?.arithmetic === 'none') return exact;
  return derived(contract, dtype, typeof output === 'string' ? 1 : output.count, basis);
}

function derived(contract: Contract, dtype: RealDtype, elements: number, basis: ToleranceBasis): Tolerance {
  const { length } = reductionFor(contract, basis);
  const { bits, leastNormal, capUlps } = realFormat(dtype);
  const sums = growth(length, basis.equalValues ?? false, elements) * unitRoundoff(dtype, contract);
  const sides = isMorePrecise(dtype, basis.reference ?? null) ? 1 : 2;
  const declared = contract.precision ? declaredRoundings * 2 ** -precisionBits[contract.precision] : 0;
  const perSize = sides * sums + declared;
  const moves = basis.moved ? movesOf(contract) : null;
  return {
    relative: perSize,
    absolute: moves ? 0 : rmsShare * perSize,
    // Sums in f32 may flush what is below its smallest normal number.
    plain: growth(length, false) * (dtype === 'f64' ? leastNormal : realFormat('f32').leastNormal),
    // Two values that are each rounded once are neighbours at most; half an ulp more, as numbers between there are not.
    ulps: 1.5,
    spread: moves ? perSize / moves.share : 0,
    cap: capUlps * 2 ** -bits,
  };
}

/** The length that the derived tolerance counts with. */
export function reductionFor(contract: Contract, { reference }: ToleranceBasis): Reduction {
  return reductionOf(contract, reference ?? null);
}
