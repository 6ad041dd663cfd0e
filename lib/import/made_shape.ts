/** The shape that a parameter is made with, whatever it is filled with. */
import { sizesIn } from './tensors.js';
import type { Size } from './size.js';
import type { Expression } from './syntax.js';
import { Underivable } from './underivable.js';
import type { Value } from './values.js';

const makers = /^torch\.(empty|zeros|ones|full|randn|rand|Tensor)$/;

/** Null where it cannot be told. */
export function madeShape(initial: Expression, value: (expression: Expression) => Value): Size[] | null {
  // torch.randn(…) * 0.02, and so on.
  if (initial.kind === 'binary') return madeShape(initial.left, value) ?? madeShape(initial.right, value);
  if (initial.kind !== 'call' || initial.callee.kind !== 'name' || !makers.test(initial.callee.name)) return null;
  const args = initial.args.map(value);
  try {
    return sizesIn(args[0]?.kind === 'list' ? args.slice(0, 1) : args);
  } catch (error) {
    if (error instanceof Underivable) return null;
    throw error;
  }
}
