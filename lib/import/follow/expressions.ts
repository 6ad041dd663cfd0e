/** Expressions of host code, and what they come to. */
import { binaryOf, both, converted, either, inSizes, negated, sizeIn, sizeValue, truthOf } from '../arithmetic.js';
import { bytesOfType } from '../c_names.js';
import { constantOf } from '../library_functions.js';
import { minus, numberSize } from '../size.js';
import type { Expression } from '../syntax.js';
import { Underivable } from '../underivable.js';
import { type Value, nothing } from '../values.js';
import { assigned } from './assignments.js';
import { called } from './calls.js';
import { chosen } from './conditions.js';
import { launch } from './launches.js';
import { indexed, memberOf } from './members.js';
import type { Run } from './run.js';

type Of<K> = Extract<Expression, { kind: K }>;

/** The value; an attribute of the module may have none. */
export function evaluated(run: Run, expression: Expression): Value {
  switch (expression.kind) {
    case 'number':
      return expression.real
        ? { kind: 'real', value: expression.value }
        : inSizes(() => sizeValue(numberSize(expression.value)));
    case 'string':
      return { kind: 'text', value: expression.value };
    case 'name':
      return named(run, expression);
    case 'list':
      return { kind: 'list', items: expression.items.map((item) => run.value(item)) };
    case 'binary':
      return binary(run, expression);
    case 'unary':
      return unary(run, expression);
    case 'conditional':
      return chosen(run, expression);
    case 'cast':
      return cast(run, expression);
    case 'sizeof':
      return sizeOf(run, expression);
    case 'index':
      return indexed(run, run.value(expression.of), run.value(expression.index));
    case 'assign':
      return assigned(run, expression);
    case 'lambda':
      return { kind: 'lambda', body: expression.body };
    case 'extension':
      return { kind: 'extension', index: expression.index };
    case 'launch':
      launch(run, expression);
      return nothing;
    case 'member':
      return memberOf(run, run.base(expression.of), expression, null);
    case 'call':
      return called(run, expression);
    case 'unread':
      throw new Underivable(expression.what, 'Write it in a way that sizes and launches can be read off.');
  }
}

function named(run: Run, { name }: Of<'name'>): Value {
  const value = run.variable(name) ?? constantOf(name);
  if (value) return value;
  const called = run.around.functionOf(name, run.scopes.language);
  if (called) return { kind: 'function', called };
  if (/channels_?last/i.test(name)) {
    throw new Underivable(`${name}, another order of memory`, 'Leave tensors as the problem has them.');
  }
  throw new Underivable(`"${name}", of which nothing is known`, 'Define it in the file, where it can be read.');
}

function binary(run: Run, { op, left, right }: Of<'binary'>): Value {
  const first = run.value(left);
  if (op !== '&&' && op !== '||') return binaryOf(op, first, run.value(right), run.around.cases);
  const settled = truthOf(first);
  if (settled.kind === 'truth' && settled.value === (op === '||')) return settled;
  return (op === '&&' ? both : either)(first, run.value(right));
}

function unary(run: Run, { op, of }: Of<'unary'>): Value {
  const value = run.value(of);
  if (op === '!') return negated(value);
  if (op === '+' || op === '*' || op === '&') return value;
  if (op !== '-') throw new Underivable(`the operator ${op}`, 'Plans know + - * / %, ceildiv, min and max.');
  if (value.kind === 'real') return { kind: 'real', value: -value.value };
  return inSizes(() => sizeValue(minus(numberSize(0), sizeIn(value))));
}

function cast(run: Run, { type, of }: Of<'cast'>): Value {
  const value = run.value(of);
  return type.pointers > 0 ? value : converted(value, run.scopes.typeText(type), run.around.cases);
}

function sizeOf({ scopes }: Run, { type }: Of<'sizeof'>): Value {
  const text = scopes.typeText(type);
  const bytes = type.pointers > 0 ? 8 : bytesOfType(text);
  if (bytes === null) throw new Underivable(`sizeof(${text})`, 'Write the number of bytes.');
  return sizeValue(bytes);
}
