/** `condition ? then : otherwise`, which sizes may leave open where it is a minimum or a maximum. */
import { extremeOf, truthOf } from '../arithmetic.js';
import { type Size, same } from '../size.js';
import type { Expression } from '../syntax.js';
import { Underivable } from '../underivable.js';
import type { Value } from '../values.js';
import type { Run } from './run.js';

/** What to do about a condition that a plan can't have. */
export const oneCase = 'Take one branch, or import for one case with --case, where sizes are numbers.';

export function chosen(run: Run, { condition, then, otherwise }: Extract<Expression, { kind: 'conditional' }>): Value {
  const truth = truthOf(run.value(condition));
  if (truth.kind === 'truth') return run.value(truth.value ? then : otherwise);
  const [a, b] = [run.value(then), run.value(otherwise)];
  if (a.kind === 'size' && b.kind === 'size') {
    if (same(a.size, b.size)) return a;
    const how = extremeIn(run, condition, a.size, b.size);
    if (how) return extremeOf(how, [a, b]);
  }
  const answer = run.around.pins.answer(truth);
  if (answer !== null) return answer ? a : b;
  throw new Underivable(`a condition on sizes: ${truth.text}`, `A plan has none but min and max. ${oneCase}`);
}

/** "min" for `a < b ? a : b`, "max" for `a > b ? a : b`; else null. */
function extremeIn(run: Run, condition: Expression, then: Size, otherwise: Size): 'min' | 'max' | null {
  if (condition.kind !== 'binary' || !/^[<>]=?$/.test(condition.op)) return null;
  const [left, right] = [run.value(condition.left), run.value(condition.right)];
  if (left.kind !== 'size' || right.kind !== 'size') return null;
  const less = condition.op.startsWith('<');
  if (same(left.size, then) && same(right.size, otherwise)) return less ? 'min' : 'max';
  return same(left.size, otherwise) && same(right.size, then) ? (less ? 'max' : 'min') : null;
}
