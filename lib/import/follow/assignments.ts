/** Assignments to variables, to several at once, and to one side of a dim3. */
import { binaryOf, sizeIn } from '../arithmetic.js';
import type { Size } from '../size.js';
import type { Expression } from '../syntax.js';
import { writeKernel } from '../tensors.js';
import { Underivable } from '../underivable.js';
import { type Value, nothing } from '../values.js';
import { setItem } from './list_changes.js';
import type { Run } from './run.js';

/** The value that was assigned. */
export function assigned(run: Run, { op, target, value: given }: Extract<Expression, { kind: 'assign' }>): Value {
  const right = run.value(given);
  const value = op === '=' ? right : binaryOf(op.slice(0, -1), run.value(target), right, run.around.cases);
  assign(run, target, value);
  return value;
}

function assign(run: Run, target: Expression, value: Value): void {
  if (target.kind === 'name') {
    run.scopes.assign(target.name, value);
    return;
  }
  if (target.kind === 'index') {
    setItem(run, target, value);
    return;
  }
  if (target.kind === 'list' && value.kind === 'list' && target.items.length === value.items.length) {
    for (const [i, each] of target.items.entries()) assign(run, each, value.items[i] ?? nothing);
    return;
  }
  if (target.kind === 'member' && target.of.kind === 'name') {
    const of = run.scopes.find(target.of.name);
    if (of?.kind === 'attribute' && of.path === '') {
      run.around.setAttribute(target.name, value);
      return;
    }
    if (of?.kind === 'dim3') {
      const at = 'xyz'.indexOf(target.name);
      const [x, y, z] = of.sizes.with(at, sizeIn(value)) as [Size, Size, Size];
      run.scopes.assign(target.of.name, { kind: 'dim3', sizes: [x, y, z] });
      return;
    }
  }
  throw new Underivable('an assignment to something that is no variable', writeKernel);
}
