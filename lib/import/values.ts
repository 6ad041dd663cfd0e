/** What host code computes with: sizes that follow from the dims, and tensors that are inputs or were made on the way. */
import type { Dtype } from '../format/dtype.js';
import type { WarpsmithError } from '../errors.js';
import type { Size } from './size.js';
import type { HostFunction, Statement } from './syntax.js';

/** Memory that a plan can name. */
export interface Storage {
  /** Of an input; null for what was made on the way. */
  input: string | null;
  /** What the host code calls it, for a workspace's name. */
  called: string | null;
  dtype: Dtype;
  shape: Size[];
  /** What it holds before the first launch; null for nothing in particular. */
  fill: number | null;
}

export type Value =
  | { kind: 'size'; size: Size }
  /** A real number; of sizes only a quotient can be one, as in ceil((float)n / 256). */
  | { kind: 'real'; value: number }
  | { kind: 'quotient'; over: Size; under: Size }
  | { kind: 'truth'; value: boolean }
  /** A comparison of sizes that has not one answer for all of them; `cases` has the answer at each case. */
  | { kind: 'unsettled'; text: string; cases: boolean[]; dims: string[] }
  | { kind: 'text'; value: string }
  | { kind: 'nothing' }
  | { kind: 'tensor'; storage: Storage; shape: Size[] }
  | { kind: 'pointer'; storage: Storage }
  | { kind: 'list'; items: Value[] }
  | { kind: 'dim3'; sizes: [Size, Size, Size] }
  | { kind: 'dtype'; dtype: Dtype }
  | { kind: 'options'; dtype: Dtype }
  /** Streams of PyTorch's own, devices, guards, results of calls: there, and of no weight. */
  | { kind: 'plain'; what: 'stream' | 'device' | 'status' | 'other' }
  | { kind: 'lambda'; body: Statement[] }
  | { kind: 'function'; called: HostFunction }
  | { kind: 'extension'; index: number }
  /** The module itself (""), or what it has that is neither a value nor an input; `why` says what is wrong with it. */
  | { kind: 'attribute'; path: string; why: WarpsmithError | null };

export type Tensor = Extract<Value, { kind: 'tensor' }>;

export const nothing: Value = { kind: 'nothing' };

/** What a value is, for messages. */
export function kindText(value: Value): string {
  const words: Partial<Record<Value['kind'], string>> = {
    size: 'a size',
    real: 'a real number',
    quotient: 'a real number that depends on sizes',
    truth: 'a truth value',
    unsettled: 'a comparison of sizes',
    text: 'text',
    nothing: 'nothing',
    tensor: 'a tensor',
    pointer: 'a pointer',
    list: 'a list',
    dim3: 'a dim3',
    attribute: 'an attribute of the module',
    extension: 'a compiled extension',
  };
  return words[value.kind] ?? `a value (${value.kind})`;
}
