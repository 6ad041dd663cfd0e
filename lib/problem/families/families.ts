/**
 * Input families: other ways to draw a problem's inputs than the one that its header declares, each within the inputs'
 * domains. What one family cannot show another does: a constant shift, a wrong sign, a tie, an overflow, a lost term.
 */
import { dtypes } from '../../format/dtype.js';
import type { Fill } from '../../format/schema.js';
import type { Contract, InputSpec } from '../contract.js';
import { type Domain, contains, domainOf } from './domain.js';
import { type Draw, mixtureParts, oneOfValues } from './draw.js';
import { scaleOf } from './scale.js';
import { specialValues } from './special.js';

export const familyNames = [
  'declared',
  'signed',
  'equal',
  'large',
  'integers',
  'tiny',
  'binary',
  'uniform',
  'negative',
  'special',
] as const;
export type FamilyName = (typeof familyNames)[number];

/** What each family draws, as a phrase for people. */
export const familyPhrases: Record<FamilyName, string> = {
  declared: "the problem's own fill",
  signed: 'normal values around zero',
  equal: 'three values, one of them mostly',
  large: 'large values',
  integers: 'small integers, whose products and sums are exact',
  tiny: 'tiny values',
  binary: 'zeros and ones',
  uniform: 'uniform values above zero, or over all of a range',
  negative: 'uniform values below zero',
  special: 'normal values with the special ones among them that the problem allows',
};

/** The draws of one trial's inputs. */
export interface InputFamily {
  name: FamilyName;
  /** By input. */
  draws: ReadonlyMap<string, Draw>;
}

/** What a family takes to draw one input. */
interface Asked {
  input: InputSpec;
  fill: Fill;
  domain: Domain;
  /** Factors of the families "large" and "tiny". */
  large: number;
  tiny: number;
  seed: number;
}

/** Null where the family has nothing to offer for an input, which then keeps its own fill. */
type Drawing = (asked: Asked) => Draw | null;

/** Root mean square of what a fill draws: the size that other families keep. */
function sizeOfFill(fill: Fill): number {
  if ('normal' in fill) return Math.hypot(...fill.normal);
  if ('uniform' in fill) {
    const [a, b] = fill.uniform;
    return Math.sqrt((a * a + a * b + b * b) / 3);
  }
  return 1;
}

/** Deviations that the generator's normal values never leave: its probabilities end at 2^-53, a quantile of -8.2. */
const reach = 8.5;

const signed: Drawing = ({ fill, domain, input }) => {
  if (dtypes[input.dtype].kind !== 'real') return null;
  if (domain.kind === 'any') return { normal: [0, sizeOfFill(fill)] };
  if (domain.kind !== 'range' || domain.whole || !(domain.low < 0 && domain.high > 0)) return null;
  return { normal: [0, Math.min(-domain.low, domain.high, reach * sizeOfFill(fill)) / reach] };
};

/** Of one sign: sums grow with their length, not with its root, and nothing cancels. */
const uniform: Drawing = ({ fill, domain, input }) => {
  if (domain.kind === 'any' && dtypes[input.dtype].kind === 'real') return { uniform: [0, widthOf(fill)] };
  if (domain.kind !== 'range' || !Number.isFinite(domain.high - domain.low)) return null;
  return domain.whole ? { integers: [domain.low, domain.high] } : { uniform: [domain.low, domain.high] };
};

/** A maximum that begins at 0 is right in all families but this one. */
const negative: Drawing = ({ fill, domain, input }) =>
  domain.kind === 'any' && dtypes[input.dtype].kind === 'real' ? { uniform: [-widthOf(fill), 0] } : null;

/** The end of a uniform fill from 0 that draws values of the size of another fill's. */
function widthOf(fill: Fill): number {
  return sizeOfFill(fill) * Math.sqrt(3);
}

function scaled(fill: Fill, factor: number): Draw | null {
  if ('normal' in fill) return { normal: [fill.normal[0] * factor, fill.normal[1] * factor] };
  if ('uniform' in fill) return { uniform: [fill.uniform[0] * factor, fill.uniform[1] * factor] };
  return null;
}

const large: Drawing = ({ fill, domain, large: factor }) =>
  domain.kind === 'any' || domain.kind === 'positive' ? scaled(fill, factor) : null;

const tiny: Drawing = ({ fill, domain, tiny: factor }) => {
  const shrinks = domain.kind === 'any' || domain.kind === 'positive' || (contains(domain, 0) && !isWhole(domain));
  return shrinks ? scaled(fill, factor) : null;
};

function isWhole(domain: Domain): boolean {
  return domain.kind === 'range' && domain.whole;
}

/** Where in a distribution the equal values lie, in deviations and as shares of a range; the seed says which three. */
const places = [-1.2, 0.3, -0.6, 1.1, -0.2, 0.7, -0.9, 0.5];

const equal: Drawing = ({ fill, domain, seed }) => {
  if (domain.kind === 'fixed') return null;
  const picked = [0, 1, 2].map((i) => places[(seed + i) % places.length] ?? 0);
  const at = (place: number): number => {
    if ('normal' in fill) return fill.normal[0] + place * fill.normal[1];
    // A quarter of a range to each side of its middle at most: what is open at an end stays so.
    const [low, high] = 'uniform' in fill ? fill.uniform : 'integers' in fill ? fill.integers : [0, 1];
    const value = low + (high - low) * (0.5 + place / 4);
    return isWhole(domain) ? Math.round(value) : value;
  };
  const [first = 0, second = 0, third = 0] = picked.map(at);
  return oneOfValues([first, first, first, first, first, second, second, third]);
};

/** With a sign that turns with the seed: then the zeros, which have one as well, are the largest. */
const binary: Drawing = ({ domain, input, seed }) => {
  if (!contains(domain, 0) || !contains(domain, 1)) return null;
  if (dtypes[input.dtype].kind !== 'real' || domain.kind !== 'any') return { bernoulli: 0.5 };
  const one = seed % 2 === 0 ? 1 : -1;
  return oneOfValues([0, one, 0, one, 0, one, -0, one]);
};

/** Sums of a million products of two such integers are exact in f32, and sums of 7,000 in f16's range. */
const mostInteger = 3;

const integers: Drawing = ({ domain, input }) => {
  if (dtypes[input.dtype].kind !== 'real' || domain.kind === 'fixed' || isWhole(domain)) return null;
  const low = [-mostInteger, 0, 1].find((value) => contains(domain, value));
  const high = [mostInteger, 2, 1, 0].find((value) => contains(domain, value));
  if (low === undefined || high === undefined || low >= high) return null;
  return { integers: [low, high] };
};

/** An eighth of the elements. */
const specialShare = mixtureParts / 8;

const special: Drawing = ({ fill, input }) => {
  const values = specialValues(input.dtype, input.special ?? []);
  const normal: [number, number] = 'normal' in fill ? fill.normal : [0, sizeOfFill(fill)];
  return values.length === 0 ? null : { mixture: { values, share: specialShare, normal } };
};

const drawings: Record<Exclude<FamilyName, 'declared'>, Drawing> = {
  signed,
  equal,
  large,
  integers,
  tiny,
  binary,
  uniform,
  negative,
  special,
};

/**
 * One family's draws for a contract; an input to which it does not apply keeps its own fill. `seed` is the trial's.
 * Null when that would be the declared family over again.
 */
export function drawFamily(contract: Contract, name: FamilyName, seed: number): InputFamily | null {
  const sizes = { large: scaleOf(contract, 'large'), tiny: scaleOf(contract, 'tiny') };
  const draws = new Map<string, Draw>();
  let differs = name === 'declared';
  for (const [i, input] of contract.inputs.entries()) {
    const { fill } = input;
    if (!fill) continue;
    // Inputs alike in their fills are not to get the same few values.
    const asked = { input, fill, domain: domainOf(input), ...sizes, seed: seed + i };
    const drawn = name === 'declared' ? null : drawings[name](asked);
    if (drawn && JSON.stringify(drawn) !== JSON.stringify(fill)) differs = true;
    draws.set(input.name, drawn ?? fill);
  }
  return differs ? { name, draws } : null;
}

/** The families that a contract's domains allow, "declared" first. */
export function familiesOf(contract: Contract): FamilyName[] {
  return familyNames.filter((name) => drawFamily(contract, name, 0) !== null);
}
