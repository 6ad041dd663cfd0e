/** States the tolerance that was applied to an output: in numbers, in ulps, and why. */
import type { TensorSpec } from '../../format/tensor_spec.js';
import { digits } from '../../format/quantities.js';
import type { Contract } from '../../problem/contract.js';
import type { Summary } from '../compare/comparison.js';
import {
  type ToleranceBasis,
  growth,
  isDerived,
  isMorePrecise,
  longestChain,
  reductionFor,
  settingOf,
  toleranceOf,
  unitRoundoff,
} from './derive.js';
import { type RealDtype, isReal, realFormat } from './real_formats.js';
import type { AppliedTolerance } from './tolerance_schema.js';

/** The distance of neighbours in a real dtype at a finite number. */
export function ulpOf(dtype: RealDtype, value: number): number {
  const { bits, leastNormal } = realFormat(dtype);
  const size = Math.max(Math.abs(value), leastNormal);
  // The logarithm may round up to the next power of two.
  const exponent = Math.floor(Math.log2(size));
  return 2 ** ((2 ** exponent > size ? exponent - 1 : exponent) - bits);
}

/** @param summary of the comparison, for the output's size and how far it moved. */
export function appliedTolerance(
  contract: Contract,
  output: TensorSpec,
  basis: ToleranceBasis,
  { rms, moved }: Pick<Summary, 'rms' | 'moved'>,
): AppliedTolerance {
  const { dtype } = output;
  const tolerance = toleranceOf(contract, output, basis);
  const { relative, absolute, plain = 0, ulps = 0, spread = 0, cap = 0 } = tolerance;
  if (!isReal(dtype)) return { relative, absolute, kind: 'exact', why: `Elements of ${dtype} are compared exactly.` };
  // The near distance, and twice the wide one, which is about half of it.
  const usual = absolute * rms + plain + 2 * spread * moved;
  const ulp = ulpOf(dtype, rms);
  const uncapped = relative * rms + usual + ulps * ulp;
  const most = cap > 0 ? 2 * cap * rms + plain : Infinity;
  const capped = uncapped > most;
  return {
    relative: capped ? cap : relative,
    absolute: capped ? cap * rms + plain : usual,
    kind: kindOf(contract, dtype, basis),
    ulps: Math.min(uncapped, most) / ulp,
    ...(isDerived(contract, dtype, basis) ? { reduction: reductionFor(contract, basis).length } : {}),
    reference: referenceKind(dtype, basis),
    why: reasonOf(contract, output, dtype, basis) + (capped ? ` ${capReason(dtype)}` : ''),
  };
}

function capReason(dtype: RealDtype): string {
  return (
    `For these inputs roundings come to more than the ${realFormat(dtype).capUlps} ulps of an element and of the output's RMS ` +
    'that are allowed in any case.'
  );
}

function kindOf(contract: Contract, dtype: RealDtype, basis: ToleranceBasis): string {
  const setting = settingOf(contract);
  if (typeof setting === 'string') return setting;
  if (setting) return 'own';
  return isDerived(contract, dtype, basis) ? 'derived' : 'exact';
}

function referenceKind(dtype: RealDtype, { reference }: ToleranceBasis): NonNullable<AppliedTolerance['reference']> {
  if (!reference) return 'given';
  if (reference.arithmetic === 'none') return 'exact';
  return isMorePrecise(dtype, reference) ? 'more precise' : 'as precise';
}

const references: Record<NonNullable<AppliedTolerance['reference']>, string> = {
  'more precise': 'the reference computes in f64',
  'as precise': 'the reference computes no more precisely than that, so both may be off',
  exact: 'the reference does not round',
  given: 'the expected values were given, and may be off as well',
};

function reasonOf(contract: Contract, { count }: TensorSpec, dtype: RealDtype, basis: ToleranceBasis): string {
  const setting = settingOf(contract);
  if (typeof setting === 'string') return `The preset ${setting} was asked for.`;
  if (setting) return 'The problem or the caller has a tolerance of its own.';
  const from = references[referenceKind(dtype, basis)];
  if (!isDerived(contract, dtype, basis)) return `No rounding is needed: ${from}.`;
  const { length, from: origin } = reductionFor(contract, basis);
  const roundoff = `2^${Math.log2(unitRoundoff(dtype, contract))}`;
  const roundings = digits(growth(length, basis.equalValues ?? false, count), 2);
  const chain = length > longestChain ? `, ${longestChain} of them one after the other,` : '';
  const equal = basis.equalValues ? ', most of them equal,' : '';
  const declared = contract.precision ? `; the problem allows ${contract.precision} in between` : '';
  return (
    `Sums of ${length} terms (${origin})${equal}${chain} may differ by ${roundings} roundings of ${roundoff} with their order, ` +
    `and the result is rounded to ${dtype} once; ${from}${declared}.`
  );
}
