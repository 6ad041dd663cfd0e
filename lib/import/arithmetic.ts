/** What operators make of values. Throws Underivable for what is no arithmetic over sizes. */
import { evaluate } from '../format/expression.js';
import { promisedAlignment } from '../problem/contract.js';
import {
  type Size,
  SizeError,
  ceildiv,
  dimsIn,
  divided,
  extreme,
  leastOf,
  minus,
  numberOf,
  numberSize,
  plus,
  remainder,
  same,
  textOf,
  times,
} from './size.js';
import { Underivable } from './underivable.js';
import { type Value, kindText } from './values.js';

/** Dims of every case that a plan is to hold for. */
export type CaseDims = readonly Readonly<Record<string, number>>[];

const computeItself = 'Let the kernel compute it, or import for one case with --case, where sizes are numbers.';

export function sizeValue(size: Size | number): Value {
  return { kind: 'size', size: typeof size === 'number' ? numberSize(size) : size };
}

/** The size that a value is. */
export function sizeIn(value: Value): Size {
  if (value.kind === 'size') return value.size;
  if (value.kind === 'truth') return numberSize(value.value ? 1 : 0);
  if (value.kind === 'real' && Number.isInteger(value.value)) return numberSize(value.value);
  throw new Underivable(`${kindText(value)} where a size was expected`, 'Give sizes as whole numbers and arithmetic.');
}

/** The real number that a value is, or null where it depends on sizes. */
export function realIn(value: Value): number | null {
  if (value.kind === 'real') return value.value;
  if (value.kind === 'truth') return value.value ? 1 : 0;
  return value.kind === 'size' ? numberOf(value.size) : null;
}

/** SizeError as Underivable. */
export function inSizes<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SizeError)) throw error;
    throw new Underivable(`a size that a plan cannot say, as ${error.message}`, 'Write it with less.');
  }
}

/** At each case. Throws Underivable where it cannot be worked out. */
export function atCases(size: Size, cases: CaseDims): number[] {
  const text = textOf(size);
  try {
    return cases.map((dims) => evaluate(text, dims));
  } catch (error) {
    throw new Underivable(
      `the size ${text}, which cannot be worked out (${(error as Error).message})`,
      'Write it with less.',
    );
  }
}

function wholeDivided(a: Size, b: Size, cases: CaseDims): Size {
  if (leastOf(a) < 0 && atCases(a, cases).some((value) => value < 0)) {
    const found = `the division of ${textOf(a)}, which is negative: C++ rounds it up, and a plan down`;
    throw new Underivable(found, 'Divide what is not negative.');
  }
  return divided(a, b);
}

/** `/`, `//` and `true/` are C++'s, Python's that rounds down, and Python's. */
export function binaryOf(op: string, left: Value, right: Value, cases: CaseDims): Value {
  if (['==', '!=', '<', '<=', '>', '>='].includes(op)) return compared(op, left, right, cases);
  const aligned = left.kind === 'pointer' ? alignment(op, left, right) : null;
  if (aligned) return aligned;
  if (left.kind === 'pointer' || right.kind === 'pointer') {
    throw new Underivable(
      'a pointer into the middle of a tensor',
      'Give the kernel the tensor, and the offset as a number.',
    );
  }
  if (left.kind === 'tensor' || right.kind === 'tensor') {
    throw new Underivable(
      `the operator ${op.replace('true', '')} on a tensor`,
      'Write a kernel for it: a candidate is kernels only.',
    );
  }
  if (left.kind === 'list' && right.kind === 'list' && op === '+') {
    return { kind: 'list', items: [...left.items, ...right.items] };
  }
  const whole = left.kind === 'size' && right.kind === 'size' && op !== 'true/';
  return inSizes(() => (whole ? wholeOf(op, left.size, right.size, cases) : realOf(op, left, right)));
}

/** What tests of alignment ask of an address: `p % 16`, `p & 15`, and `p | q` before it. */
function alignment(op: string, left: Value, right: Value): Value | null {
  if (op === '|' && right.kind === 'pointer') return left;
  const number = right.kind === 'size' ? numberOf(right.size) : null;
  if (number === null || number < 1) return null;
  const asked = op === '%' ? number : op === '&' ? number + 1 : 0;
  return asked > 0 && promisedAlignment % asked === 0 ? sizeValue(0) : null;
}

function wholeOf(op: string, a: Size, b: Size, cases: CaseDims): Value {
  const [x, y] = [numberOf(a), numberOf(b)];
  switch (op) {
    case '+':
      return sizeValue(plus(a, b));
    case '-':
      return sizeValue(minus(a, b));
    case '*':
      return sizeValue(times(a, b));
    case '/':
      return sizeValue(wholeDivided(a, b, cases));
    case '//':
      return sizeValue(divided(a, b));
    case '%':
      return sizeValue(remainder(a, b));
    case '<<':
      if (y !== null && y >= 0 && y < 40) return sizeValue(times(a, numberSize(2 ** y)));
      break;
    case '>>':
      if (y !== null && y >= 0 && y < 40) return sizeValue(wholeDivided(a, numberSize(2 ** y), cases));
      break;
    case '**':
      if (x !== null && y !== null && y >= 0) return sizeValue(x ** y);
      break;
    case '&':
    case '|':
    case '^':
      if (x !== null && y !== null) return sizeValue(Number(bits(op, BigInt(x), BigInt(y))));
      break;
  }
  throw new Underivable(
    `${textOf(a)} ${op} ${textOf(b)}`,
    'Plans know + - * / %, ceildiv, min and max: write it with those.',
  );
}

function bits(op: '&' | '|' | '^', x: bigint, y: bigint): bigint {
  return op === '&' ? x & y : op === '|' ? x | y : x ^ y;
}

function realOf(op: string, left: Value, right: Value): Value {
  const [x, y] = [realIn(left), realIn(right)];
  if (x !== null && y !== null) {
    const value = { '+': x + y, '-': x - y, '*': x * y, '/': x / y, 'true/': x / y, '**': x ** y }[op];
    if (value !== undefined) return { kind: 'real', value };
  }
  if (op === '/' || op === 'true/') {
    const [over, under] = [fraction(left), fraction(right)];
    if (over && under) return quotient(times(over.over, under.under), times(over.under, under.over));
  }
  const found = `${kindText(left)} ${op.replace('true', '')} ${kindText(right)}`;
  throw new Underivable(`${found}, which a plan cannot say`, computeItself);
}

function fraction(value: Value): { over: Size; under: Size } | null {
  if (value.kind === 'quotient') return value;
  const real = realIn(value);
  if (value.kind === 'size') return { over: value.size, under: numberSize(1) };
  return real !== null && Number.isSafeInteger(real) ? { over: numberSize(real), under: numberSize(1) } : null;
}

function quotient(over: Size, under: Size): Value {
  const [x, y] = [numberOf(over), numberOf(under)];
  return x !== null && y !== null ? { kind: 'real', value: x / y } : { kind: 'quotient', over, under };
}

/** A value as a variable of a type holds it. */
export function converted(value: Value, type: string, cases: CaseDims): Value {
  const real = /^(float|double|half|__half|__nv_bfloat16|at::Half|c10::Half)$/.test(type);
  const whole = /^(bool|size_t|ssize_t|ptrdiff_t|u?int\d*(_t)?|(unsigned|signed|long|short|char|int)( .*)?)$/.test(
    type,
  );
  if (real && (value.kind === 'size' || value.kind === 'truth'))
    return inSizes(() => quotient(sizeIn(value), numberSize(1)));
  if (whole && type !== 'bool' && value.kind === 'real') return inSizes(() => sizeValue(Math.trunc(value.value)));
  if (whole && value.kind === 'quotient') return inSizes(() => sizeValue(wholeDivided(value.over, value.under, cases)));
  if (type === 'dim3' && value.kind !== 'dim3') return dim3Of([value]);
  return value;
}

export function dim3Of(values: readonly Value[]): Value {
  const items = values.length === 1 && values[0]?.kind === 'list' ? values[0].items : values;
  const [x, y, z] = items.map(sizeIn);
  const one = numberSize(1);
  return { kind: 'dim3', sizes: [x ?? one, y ?? one, z ?? one] };
}

/** ceil or floor of a real number, as a size where it depends on sizes. */
export function rounded(how: 'ceil' | 'floor', value: Value, cases: CaseDims): Value {
  if (value.kind === 'size') return value;
  if (value.kind === 'quotient') {
    const { over, under } = value;
    return inSizes(() => sizeValue(how === 'ceil' ? ceildiv(over, under) : wholeDivided(over, under, cases)));
  }
  const real = realIn(value);
  if (real === null) throw new Underivable(`${how} of ${kindText(value)}`, computeItself);
  return { kind: 'real', value: Math[how](real) };
}

export function extremeOf(how: 'min' | 'max', values: readonly Value[]): Value {
  const [first, ...rest] = values;
  if (!first) throw new Underivable(`${how} of nothing`, 'Give it values.');
  return rest.reduce((a, b) => {
    if (a.kind === 'size' && b.kind === 'size') return inSizes(() => sizeValue(extreme(how, a.size, b.size)));
    const [x, y] = [realIn(a), realIn(b)];
    if (x !== null && y !== null) return { kind: 'real', value: Math[how](x, y) };
    throw new Underivable(`${how} of ${kindText(a)} and ${kindText(b)}`, computeItself);
  }, first);
}

/** sqrt and so on: of numbers only. */
export function functionOf(name: string, work: (x: number) => number, value: Value): Value {
  const real = realIn(value);
  if (real === null) throw new Underivable(`${name} of ${kindText(value)} that depends on sizes`, computeItself);
  return { kind: 'real', value: work(real) };
}

function holds(op: string, x: number, y: number): boolean {
  return { '==': x === y, '!=': x !== y, '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y }[op] ?? false;
}

function compared(op: string, left: Value, right: Value, cases: CaseDims): Value {
  const truth = (value: boolean): Value => ({ kind: 'truth', value });
  const [x, y] = [realIn(left), realIn(right)];
  if (x !== null && y !== null) return truth(holds(op, x, y));
  if (left.kind === 'size' && right.kind === 'size') return comparedSizes(op, left.size, right.size, cases);
  if (left.kind === 'dtype' && right.kind === 'dtype') return truth(holds(op, 0, left.dtype === right.dtype ? 0 : 1));
  if (left.kind === 'text' && right.kind === 'text') return truth(holds(op, 0, left.value === right.value ? 0 : 1));
  // cudaGetLastError() == cudaSuccess, x.device() == y.device(): as they are where all goes well.
  if (left.kind === 'plain' && right.kind === 'plain') return truth(holds(op, 0, 0));
  if (left.kind === 'list' && right.kind === 'list') {
    const each = left.items.map((item, i) => compared('==', item, right.items[i] ?? { kind: 'nothing' }, cases));
    const all = left.items.length === right.items.length ? each.reduce(both, truth(true)) : truth(false);
    return op === '==' ? all : negated(all);
  }
  if (left.kind === 'nothing' || right.kind === 'nothing') return truth(holds(op, 0, left.kind === right.kind ? 0 : 1));
  throw new Underivable(`the comparison of ${kindText(left)} with ${kindText(right)}`, 'Leave it out.');
}

function comparedSizes(op: string, a: Size, b: Size, cases: CaseDims): Value {
  if (same(a, b)) return { kind: 'truth', value: holds(op, 0, 0) };
  const flipped = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }[op] ?? op;
  if (numberOf(a) !== null) return comparedSizes(flipped, b, a, cases);
  const y = numberOf(b);
  if (y !== null && leastOf(a) > y) return { kind: 'truth', value: holds(op, 1, 0) };
  if (y !== null && leastOf(a) === y && (op === '>=' || op === '<')) return { kind: 'truth', value: op === '>=' };
  const [left, right] = [atCases(a, cases), atCases(b, cases)];
  const text = `${textOf(a)} ${op} ${textOf(b)}`;
  const dims = [...dimsIn(a), ...dimsIn(b)];
  return { kind: 'unsettled', text, dims, cases: left.map((value, i) => holds(op, value, right[i] ?? NaN)) };
}

/** Of what is said to be true or false; other values as their language has it. */
export function truthOf(value: Value): Extract<Value, { kind: 'truth' | 'unsettled' }> {
  if (value.kind === 'truth' || value.kind === 'unsettled') return value;
  if (value.kind === 'nothing') return { kind: 'truth', value: false };
  if (value.kind === 'tensor' || value.kind === 'list') return { kind: 'truth', value: true };
  const real = realIn(value);
  if (real !== null) return { kind: 'truth', value: real !== 0 };
  if (value.kind === 'size' && leastOf(value.size) >= 1) return { kind: 'truth', value: true };
  throw new Underivable(`a condition on ${kindText(value)}`, 'Leave it out.');
}

export function negated(value: Value): Value {
  const truth = truthOf(value);
  if (truth.kind === 'truth') return { kind: 'truth', value: !truth.value };
  return { ...truth, text: `!(${truth.text})`, cases: truth.cases.map((each) => !each) };
}

export function both(left: Value, right: Value): Value {
  const [a, b] = [truthOf(left), truthOf(right)];
  if (a.kind === 'truth') return a.value ? b : a;
  if (b.kind === 'truth') return b.value ? a : b;
  const dims = [...a.dims, ...b.dims];
  return {
    kind: 'unsettled',
    text: `${a.text} && ${b.text}`,
    dims,
    cases: a.cases.map((each, i) => each && b.cases[i] === true),
  };
}

export function either(left: Value, right: Value): Value {
  return negated(both(negated(left), negated(right)));
}
