/** Changes of lists that host code makes shapes in: C++'s vectors and Python's lists. */
import { sizeIn, sizeValue } from '../arithmetic.js';
import { numberOf } from '../size.js';
import type { Expression } from '../syntax.js';
import { writeKernel } from '../tensors.js';
import { Underivable } from '../underivable.js';
import { type Value, nothing } from '../values.js';
import type { Run } from './run.js';

type List = Extract<Value, { kind: 'list' }>;
type Call = Extract<Expression, { kind: 'call' }>;

const changes = new Set([
  'push_back',
  'emplace_back',
  'append',
  'pop_back',
  'pop',
  'erase',
  'insert',
  'reserve',
  'resize',
]);

/** Does a call that changes the list of a variable, or answers null for another call. */
export function changedList(run: Run, { callee, args }: Call): Value | null {
  if (callee.kind !== 'member' || callee.of.kind !== 'name' || !changes.has(callee.name)) return null;
  const list = run.scopes.find(callee.of.name);
  if (list?.kind !== 'list') return null;
  const next = after(run, list, callee.name, args);
  run.scopes.assign(callee.of.name, { kind: 'list', items: next });
  return callee.name === 'pop'
    ? (list.items[args[0] ? placeOf(run, args[0], list) : list.items.length - 1] ?? nothing)
    : nothing;
}

function after(run: Run, list: List, how: string, args: readonly Expression[]): Value[] {
  const { items } = list;
  const [first, second] = args;
  const value = (of: Expression | undefined): Value => (of ? run.value(of) : nothing);
  switch (how) {
    case 'push_back':
    case 'emplace_back':
    case 'append':
      return [...items, value(first)];
    case 'pop_back':
      return items.slice(0, -1);
    case 'pop':
      return items.toSpliced(first ? placeOf(run, first, list) : items.length - 1, 1);
    case 'erase':
      if (first && !second) return items.toSpliced(placeOf(run, first, list), 1);
      break;
    case 'insert':
      if (first && second && args.length === 2) return items.toSpliced(placeOf(run, first, list, 1), 0, value(second));
      break;
    case 'reserve':
      return items;
    case 'resize': {
      const count = numberOf(sizeIn(value(first))) ?? -1;
      if (count >= 0 && count <= mostItems) return Array.from({ length: count }, (_, i) => items[i] ?? sizeValue(0));
    }
  }
  throw new Underivable(`.${how}() of a list in a form that is not known`, 'Write the sizes one by one.');
}

/** Shapes have a few. */
const mostItems = 64;

/** The index that `2`, `-1` or `v.begin() + 2` names. */
function placeOf(run: Run, place: Expression, { items }: List, beyond = 0): number {
  const sum = place.kind === 'binary' && /^[+-]$/.test(place.op) ? place : null;
  const end = endOf(sum?.left ?? place, items.length);
  const offset = end === null ? place : sum?.right;
  const number = offset ? numberOf(sizeIn(run.around.pins.number(run.value(offset)))) : 0;
  const signed = number === null ? NaN : (end ?? 0) + (end !== null && sum?.op === '-' ? -number : number);
  const at = signed < 0 && end === null ? signed + items.length : signed;
  if (Number.isInteger(at) && at >= 0 && at < items.length + beyond) return at;
  throw new Underivable(`a place in a list of ${items.length} that is not in it`, 'Name one that it has.');
}

function endOf(place: Expression, length: number): number | null {
  if (place.kind !== 'call' || place.callee.kind !== 'member' || place.args.length > 0) return null;
  return { begin: 0, cbegin: 0, end: length, cend: length }[place.callee.name] ?? null;
}

/** `v[i] = value`. */
export function setItem(run: Run, target: Extract<Expression, { kind: 'index' }>, value: Value): void {
  const name = target.of.kind === 'name' ? target.of.name : '';
  const list = run.scopes.find(name);
  if (list?.kind !== 'list') throw new Underivable('an assignment to something that is no variable', writeKernel);
  run.scopes.assign(name, { kind: 'list', items: list.items.with(placeOf(run, target.index, list), value) });
}

/** `v[from:to]` as Python has it. */
export function slice(run: Run, { items }: List, [from, to]: readonly Value[]): Value {
  const place = (value: Value | undefined, initial: number): number => {
    if (!value || value.kind === 'nothing') return initial;
    const at = numberOf(sizeIn(run.around.pins.number(value)));
    if (at === null) throw new Underivable('a part of a list that depends on sizes', 'Write the sizes one by one.');
    return at;
  };
  return { kind: 'list', items: items.slice(place(from, 0), place(to, items.length)) };
}

/** `std::vector<T>(n, value)`, `std::vector<T>(begin, end)`; null for other arguments. */
export function vectorOf(type: string, args: readonly Value[]): Value | null {
  if (!/^(std::)?vector<.*>$/.test(type)) return null;
  const [first, second] = args;
  if (!first) return { kind: 'list', items: [] };
  if (first.kind === 'list') return first;
  const count = first.kind === 'size' ? numberOf(first.size) : null;
  if (count === null || count < 0 || count > mostItems || args.length > 2) return null;
  return { kind: 'list', items: Array.from({ length: count }, () => second ?? sizeValue(0)) };
}
