/** What an input may hold: no family draws anything else. */
import { dtypes } from '../../format/dtype.js';
import type { Fill } from '../../format/schema.js';
import type { InputSpec } from '../contract.js';
import type { DomainHeader } from '../schema.js';

export type Domain =
  /** Any number of any size. */
  | { kind: 'any' }
  /** Any number above 0. */
  | { kind: 'positive' }
  /** From `low` to `high`; `open` leaves `high` itself out. */
  | { kind: 'range'; low: number; high: number; open: boolean; whole: boolean }
  /** What the fill draws, and nothing else. */
  | { kind: 'fixed' };

/** What a fill says about the meaning of its values, where the header names no domain. */
function domainOfFill(fill: Fill): Domain {
  if ('normal' in fill) return fill.normal[1] === 0 ? { kind: 'fixed' } : { kind: 'any' };
  if ('uniform' in fill)
    return { kind: 'range', low: fill.uniform[0], high: fill.uniform[1], open: true, whole: false };
  if ('integers' in fill) {
    return { kind: 'range', low: fill.integers[0], high: fill.integers[1], open: false, whole: true };
  }
  if ('bernoulli' in fill) return { kind: 'range', low: 0, high: 1, open: false, whole: true };
  return { kind: 'fixed' };
}

/** The header's own domain, else what follows from the fill. Integers stay whole whatever their domain. */
export function domainOf({ dtype, fill, domain }: InputSpec): Domain {
  if (domain === undefined) return fill ? domainOfFill(fill) : { kind: 'fixed' };
  const { kind, range } = dtypes[dtype];
  const whole = kind !== 'real' || (fill !== null && ('integers' in fill || 'bernoulli' in fill));
  const [low, high] = boundsOf(domain);
  if (!whole && domain === 'any') return { kind: 'any' };
  if (!whole && domain === 'positive') return { kind: 'positive' };
  if (!whole) return { kind: 'range', low, high, open: false, whole };
  const [least, most] = range ?? [-wholeEnd, wholeEnd];
  return { kind: 'range', low: Math.max(Math.ceil(low), least), high: Math.min(high, most), open: false, whole };
}

/** Ends of whole domains without an end of their own: far from where sums of i64 overflow. */
const wholeEnd = 2 ** 20;

function boundsOf(domain: DomainHeader): readonly [number, number] {
  if (domain === 'any') return [-Infinity, Infinity];
  if (domain === 'positive') return [Number.MIN_VALUE, Infinity];
  return domain === 'unit' ? [0, 1] : domain;
}

export function contains(domain: Domain, value: number): boolean {
  switch (domain.kind) {
    case 'any':
      return true;
    case 'positive':
      return value > 0;
    case 'range':
      return value >= domain.low && (domain.open ? value < domain.high : value <= domain.high);
    case 'fixed':
      return false;
  }
}

/** Why a fill does not fit the domain that the header gives its input, as a sentence; null when it does. */
export function domainProblem(input: InputSpec): string | null {
  const { fill, domain } = input;
  if (domain === undefined || fill === null) return null;
  const found = `but the fill is ${JSON.stringify(fill)}.`;
  const allowed = domainOf(input);
  if (allowed.kind === 'range' && allowed.low > allowed.high) {
    return `Expected a domain with a value in it but found ${JSON.stringify(domain)}.`;
  }
  if (allowed.kind === 'any') return null;
  if ('normal' in fill)
    return `Expected values of the domain ${JSON.stringify(domain)} ${found} Its values have no end.`;
  const ends =
    'uniform' in fill
      ? fill.uniform
      : 'integers' in fill
        ? fill.integers
        : 'constant' in fill
          ? [fill.constant]
          : [0, 1];
  // A uniform fill leaves its upper end out, which may be the one value that the domain lacks.
  const fits = contains(allowed, ends[0] ?? 0) && ends.every((end) => contains(allowed, end));
  return fits ? null : `Expected values of the domain ${JSON.stringify(domain)} ${found}`;
}
