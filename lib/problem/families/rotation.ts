/** Which family a trial draws its inputs from. */
import { mixed } from '../../format/seeded.js';
import type { Contract } from '../contract.js';
import { type FamilyName, type InputFamily, drawFamily, familiesOf } from './families.js';

const none: ReadonlySet<FamilyName> = new Set();

/** Trials after the first of a run with the default number of them. */
const usualTurns = 4;

/**
 * The families of a run's trials: the problem's own, then the others in an order of the seed's, so that no candidate can
 * know what comes next. Each case of a problem begins where the one before it ends with the usual number of trials:
 * together they see all families where none sees all alone.
 */
export function familyOrder(contract: Contract, seed: number, without = none): FamilyName[] {
  const names = familiesOf(contract).filter((name) => name !== 'declared' && !without.has(name));
  let state = mixedSeed(seed);
  for (let i = names.length - 1; i > 0; i--) {
    state = mixedSeed(state + 1);
    const j = state % (i + 1);
    [names[i], names[j]] = [names[j]!, names[i]!];
  }
  const first = names.length === 0 ? 0 : (usualTurns * (contract.caseIndex ?? 0)) % names.length;
  return ['declared', ...names.slice(first), ...names.slice(0, first)];
}

/**
 * The family of a trial: the first trial is the problem's own fill, and the others take turns, so that each family has
 * come once when there are as many trials.
 *
 * @param trial from 0.
 * @param seed of the run (its first trial's); trial i draws its values with `seed + i`.
 * @param without families that the problem's reference has no answer for.
 */
export function familyOf(contract: Contract, trial: number, seed: number, without = none): InputFamily {
  const order = familyOrder(contract, seed, without);
  const name = order[trial % order.length] ?? 'declared';
  return familyNamed(contract, name, seed + trial);
}

/** A family by its name, as a verdict gives it; `seed` is the trial's. A family that does not apply is the declared one. */
export function familyNamed(contract: Contract, name: FamilyName, seed: number): InputFamily {
  return drawFamily(contract, name, seed) ?? { name: 'declared', draws: declaredDraws(contract) };
}

function declaredDraws(contract: Contract): InputFamily['draws'] {
  return drawFamily(contract, 'declared', 0)?.draws ?? new Map();
}

/** A number below 2^32 from another, of whose halves both count. */
function mixedSeed(seed: number): number {
  return mixed((seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b1));
}
