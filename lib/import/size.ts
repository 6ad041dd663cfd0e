/** Sizes as plans write them: whole numbers as arithmetic over the dims, put together and made simple step by step. */

export type Size =
  | { op: 'number'; value: number; nodes: 1 }
  | { op: 'dim'; name: string; nodes: 1 }
  | { op: Operator; left: Size; right: Size; nodes: number };

type Operator = '+' | '-' | '*' | '/' | '%' | 'ceildiv' | 'min' | 'max';

export class SizeError extends Error {}

/** A header's expressions have at most 300 characters; what is larger than this has more. */
const mostNodes = 150;

export function numberSize(value: number): Size {
  if (!Number.isSafeInteger(value)) throw new SizeError(`${value} is no whole number below 2^53`);
  return { op: 'number', value: value === 0 ? 0 : value, nodes: 1 };
}

export function dimSize(name: string): Size {
  return { op: 'dim', name, nodes: 1 };
}

/** The number that a size is whatever the dims are, or null. */
export function numberOf(size: Size): number | null {
  return size.op === 'number' ? size.value : null;
}

function combined(op: Operator, left: Size, right: Size): Size {
  const nodes = left.nodes + right.nodes + 1;
  if (nodes > mostNodes) throw new SizeError('it is longer than a plan can hold');
  return { op, left, right, nodes };
}

/** Names of the dims that a size is made of. */
export function dimsIn(size: Size): string[] {
  if (size.op === 'number') return [];
  return size.op === 'dim' ? [size.name] : [...new Set([...dimsIn(size.left), ...dimsIn(size.right)])];
}

export function same(a: Size, b: Size): boolean {
  return textOf(a) === textOf(b);
}

export function plus(a: Size, b: Size): Size {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return numberSize(x + y);
  if (x !== null) return plus(b, a);
  if (y === null) return combined('+', a, b);
  if (y === 0) return a;
  const end = a.op === '+' ? numberOf(a.right) : null;
  if (a.op === '+' && end !== null) return plus(a.left, numberSize(end + y));
  // (x - 1) / b + 1 is another way to write ceildiv(x, b).
  const before = y === 1 && a.op === '/' ? oneMore(a.left) : null;
  if (a.op === '/' && before) return ceildiv(before, a.right);
  return combined('+', a, b);
}

/** x of x - 1, or null. */
function oneMore(size: Size): Size | null {
  return size.op === '+' && numberOf(size.right) === -1 ? size.left : null;
}

export function minus(a: Size, b: Size): Size {
  const y = numberOf(b);
  if (y !== null) return plus(a, numberSize(-y));
  if (same(a, b)) return numberSize(0);
  return combined('-', a, b);
}

export function times(a: Size, b: Size): Size {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return numberSize(x * y);
  if (y !== null) return times(b, a);
  if (x === 0) return a;
  if (x === 1) return b;
  const first = x !== null && b.op === '*' ? numberOf(b.left) : null;
  if (x !== null && first !== null && b.op === '*') return times(numberSize(x * first), b.right);
  return combined('*', a, b);
}

export function product(sizes: readonly Size[]): Size {
  return sizes.reduce(times, numberSize(1));
}

function factors(size: Size): Size[] {
  return size.op === '*' ? [...factors(size.left), ...factors(size.right)] : [size];
}

/** Rounded down, as plans do; C++ rounds towards zero, which is the same where nothing is negative. */
export function divided(a: Size, b: Size): Size {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (y === 0) throw new SizeError('it divides by zero');
  if (y === 1) return a;
  if (x !== null && y !== null) return numberSize(Math.floor(x / y));
  if (same(a, b)) return numberSize(1);
  const up = roundedUp(a, b);
  if (up) return ceildiv(up, b);
  const over = factors(a);
  const at = over.findIndex((factor) => same(factor, b));
  if (at >= 0) return product(over.toSpliced(at, 1));
  const under = factors(b);
  if (under.length > 1 && under.every((factor) => over.some((each) => same(each, factor)))) {
    return under.reduce(divided, a);
  }
  return combined('/', a, b);
}

/** x of (x + b - 1), or null. */
function roundedUp(a: Size, b: Size): Size | null {
  if (a.op !== '+') return null;
  const [end, by] = [numberOf(a.right), numberOf(b)];
  if (by !== null && by > 1 && end === by - 1) return a.left;
  if (end === -1 && a.left.op === '+') {
    if (same(a.left.right, b)) return a.left.left;
    if (same(a.left.left, b)) return a.left.right;
  }
  return oneMore(a.right) && same(oneMore(a.right) ?? a, b) ? a.left : null;
}

export function ceildiv(a: Size, b: Size): Size {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (y === 0) throw new SizeError('it divides by zero');
  if (y === 1) return a;
  if (x !== null && y !== null) return numberSize(Math.ceil(x / y));
  return combined('ceildiv', a, b);
}

export function remainder(a: Size, b: Size): Size {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (y === 0) throw new SizeError('it divides by zero');
  if (x !== null && y !== null) return numberSize(x - y * Math.floor(x / y));
  return combined('%', a, b);
}

export function extreme(op: 'min' | 'max', a: Size, b: Size): Size {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return numberSize(Math[op](x, y));
  return same(a, b) ? a : combined(op, a, b);
}

/** What a size is at least, as dims are 1 and more; minus infinity where that is not looked into. */
export function leastOf(size: Size): number {
  if (size.op === 'number') return size.value;
  if (size.op === 'dim') return 1;
  const [left, right] = [leastOf(size.left), leastOf(size.right)];
  switch (size.op) {
    case '+':
      return left + right;
    case '*':
      return left >= 0 && right >= 0 ? left * right : -Infinity;
    case 'min':
      return Math.min(left, right);
    case 'max':
      return Math.max(left, right);
    case 'ceildiv':
      return left >= 1 && right >= 1 ? 1 : -Infinity;
    case '/':
    case '%':
      return left >= 0 && right >= 1 ? 0 : -Infinity;
    default:
      return -Infinity;
  }
}

const tightness: Record<string, number> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2 };

/** As a header writes it, with no more parentheses than it takes. */
export function textOf(size: Size): string {
  if (size.op === 'number') return String(size.value);
  if (size.op === 'dim') return size.name;
  const { op, left, right } = size;
  const tight = tightness[op];
  if (tight === undefined) return `${op}(${textOf(left)}, ${textOf(right)})`;
  const end = numberOf(right);
  if (op === '+' && end !== null && end < 0) return `${textOf(left)} - ${-end}`;
  const within = (part: Size, least: number): string => {
    const loose = (tightness[part.op] ?? 3) < least || (part.op === 'number' && part.value < 0);
    return loose ? `(${textOf(part)})` : textOf(part);
  };
  // Of "a - (b - c)" and "a * (b / c)" the parentheses count.
  return `${within(left, tight)} ${op} ${within(right, op === '+' ? tight : tight + 1)}`;
}
