/** A tensor's place in a contract, with its sizes worked out. */
import { type Dtype, dtypes } from './dtype.js';
import { ExpressionError, evaluate } from './expression.js';
import type { Fill, TensorHeader } from './schema.js';

export interface TensorSpec {
  name: string;
  dtype: Dtype;
  shape: number[];
  /** What the header calls each size, such as "M", for messages. */
  labels: string[];
  /** Elements. */
  count: number;
  bytes: number;
  fill: Fill | null;
}

/** H100's memory is 80 GB; a tensor beyond a terabyte is a mistake in an expression. */
const mostBytes = 2 ** 40;

export type Complain = (where: string, message: string) => void;

/** Evaluates a size and complains instead of throwing; null after a complaint. */
export function sizeOf(
  expression: string | number,
  dims: Readonly<Record<string, number>>,
  where: string,
  complain: Complain,
): number | null {
  try {
    return evaluate(expression, dims);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    complain(where, `The expression ${JSON.stringify(expression)} cannot be used: ${error.message}.`);
    return null;
  }
}

/** Works a tensor's sizes out; null after a complaint. Dimensions may be 0 for nothing but scalars of rank 0. */
export function tensorSpec(
  name: string,
  header: TensorHeader,
  dims: Readonly<Record<string, number>>,
  where: string,
  complain: Complain,
): TensorSpec | null {
  const shape: number[] = [];
  for (const [i, expression] of header.shape.entries()) {
    const size = sizeOf(expression, dims, `${where}.shape[${i}]`, complain);
    if (size === null) return null;
    if (size < 1) {
      complain(`${where}.shape[${i}]`, `Expected at least 1 element but ${JSON.stringify(expression)} gives ${size}.`);
      return null;
    }
    shape.push(size);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = count * dtypes[header.type].bytes;
  if (bytes > mostBytes) {
    complain(
      `${where}.shape`,
      `Expected at most a terabyte but ${shape.join(' × ')} of ${header.type} take ${bytes} bytes.`,
    );
    return null;
  }
  const { kind } = dtypes[header.type];
  const fill = header.fill ?? null;
  if (fill && kind !== 'real' && ('normal' in fill || 'uniform' in fill)) {
    complain(`${where}.fill`, `Expected integers, constant or bernoulli for ${header.type}.`);
    return null;
  }
  if (fill && 'integers' in fill && fill.integers[1] < fill.integers[0]) {
    complain(`${where}.fill`, `Expected [low, high] with low <= high but found [${fill.integers.join(', ')}].`);
    return null;
  }
  if (fill && 'integers' in fill && fill.integers[1] - fill.integers[0] >= Number.MAX_SAFE_INTEGER) {
    complain(`${where}.fill`, `Expected fewer than 2^53 integers but found [${fill.integers.join(', ')}].`);
    return null;
  }
  const { range } = dtypes[header.type];
  if (fill && 'integers' in fill && range && (fill.integers[0] < range[0] || fill.integers[1] > range[1])) {
    const expected = `Expected integers from ${range[0]} to ${range[1]} for ${header.type}`;
    complain(`${where}.fill`, `${expected} but found [${fill.integers.join(', ')}].`);
    return null;
  }
  return { name, dtype: header.type, shape, labels: header.shape.map(String), count, bytes, fill };
}

/** The fill that inputs get when their header names none. */
export function defaultFill(dtype: Dtype): Fill {
  const { kind } = dtypes[dtype];
  if (kind === 'real') return { normal: [0, 1] };
  return kind === 'bool' ? { bernoulli: 0.5 } : { integers: [0, 9] };
}
