/**
 * Dims that have one size at all cases, such as the axis of a reduction or a kernel's width: where host code needs a number,
 * they are that number, and the candidate claims no other.
 */
import { type CaseDims, atCases, sizeValue } from './arithmetic.js';
import { type Size, dimsIn } from './size.js';
import type { Value } from './values.js';

export class Pins {
  private readonly claimed = new Map<string, number>();

  constructor(private readonly cases: CaseDims) {}

  /** The claims, by dim. */
  get dims(): Record<string, number> {
    return Object.fromEntries(this.claimed);
  }

  /** A size as a number where all its dims have one size; other values as they are. */
  number(value: Value): Value {
    return value.kind === 'size' && this.pin(dimsIn(value.size)) ? sizeValue(this.first(value.size)) : value;
  }

  /** A comparison's answer where all its dims have one size, else null. */
  answer({ dims, cases }: Extract<Value, { kind: 'unsettled' }>): boolean | null {
    return this.pin(dims) ? (cases[0] ?? null) : null;
  }

  private first(size: Size): number {
    return atCases(size, this.cases)[0] ?? 0;
  }

  /** Claims the one size of each, or none. */
  private pin(names: readonly string[]): boolean {
    const [first] = this.cases;
    if (!first) return false;
    const isOne = (name: string): boolean =>
      first[name] !== undefined && this.cases.every((dims) => dims[name] === first[name]);
    if (!names.every(isOne)) return false;
    for (const name of names) this.claimed.set(name, first[name] ?? 0);
    return true;
  }
}
