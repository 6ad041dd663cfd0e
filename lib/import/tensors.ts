/** What host code asks of tensors and makes of them: sizes, views, pointers, new ones. */
import type { Dtype } from '../format/dtype.js';
import { dtypes } from '../format/dtype.js';
import { type CaseDims, atCases, inSizes, realIn, sizeIn, sizeValue } from './arithmetic.js';
import { dtypeOfType } from './c_names.js';
import { type Size, divided, numberOf, numberSize, product, same, textOf } from './size.js';
import { Underivable } from './underivable.js';
import { type Storage, type Tensor, type Value, kindText, nothing } from './values.js';

/** Where one of PyTorch's operations stands. */
export const writeKernel = 'A candidate is kernels only: write a kernel for it.';

const harmless = new Set([
  'contiguous',
  'cuda',
  'detach',
  'data',
  'requires_grad_',
  'variable_data',
  'alias',
  'const',
  'value',
]);
const views = new Set(['view', 'reshape', 'flatten', 'unsqueeze', 'squeeze', 'view_as', 'reshape_as']);
const pointers = new Set(['data_ptr', 'mutable_data_ptr', 'const_data_ptr']);
const truths = new Set(['is_cuda', 'is_contiguous', 'defined', 'is_floating_point', 'has_value']);

export interface Asked {
  tensor: Tensor;
  name: string;
  args: Value[];
  /** What `data_ptr<…>` is given, aliases resolved. */
  type: string | null;
  cases: CaseDims;
  /** Called when the memory is set to a value. */
  fill(storage: Storage, value: number): void;
}

/** `x.name(args)`, and `x.name` of an attribute. */
export function memberOfTensor(asked: Asked): Value {
  const { tensor, name, args, cases } = asked;
  const { storage, shape } = tensor;
  if (harmless.has(name)) return tensor;
  if (views.has(name)) return viewed(asked);
  if (pointers.has(name)) return { kind: 'pointer', storage: pointed(storage, asked.type) };
  if (truths.has(name)) return { kind: 'truth', value: true };
  const axis = (): Size => shape[axisOf(args[0], shape.length)] ?? numberSize(1);
  switch (name) {
    case 'size':
      return args.length === 0 ? shapeValue(shape) : sizeValue(axis());
    case 'sizes':
    case 'shape':
      return shapeValue(shape);
    case 'numel':
    case 'nelement':
      return inSizes(() => sizeValue(product(shape)));
    case 'dim':
    case 'ndimension':
    case 'ndim':
      return sizeValue(shape.length);
    case 'strides':
      return inSizes(() => shapeValue(shape.map((_, i) => product(shape.slice(i + 1)))));
    case 'stride': {
      if (args.length === 0) return memberOfTensor({ ...asked, name: 'strides' });
      const at = axisOf(args[0], shape.length);
      return inSizes(() => sizeValue(product(shape.slice(at + 1))));
    }
    case 'nbytes':
      return inSizes(() => sizeValue(product([numberSize(dtypes[storage.dtype].bytes), ...shape])));
    case 'element_size':
    case 'itemsize':
      return sizeValue(dtypes[storage.dtype].bytes);
    case 'options':
      return { kind: 'options', dtype: storage.dtype };
    case 'scalar_type':
    case 'dtype':
    case 'type':
      if (args.length === 0) return { kind: 'dtype', dtype: storage.dtype };
      return sameDtype(asked);
    case 'to':
      return sameDtype(asked);
    case 'float':
    case 'double':
    case 'half':
    case 'int':
    case 'long':
      return sameDtype({ ...asked, args: [{ kind: 'dtype', dtype: dtypeOfType(name) ?? 'f32' }] });
    case 'requires_grad':
      return { kind: 'truth', value: false };
    case 'device':
    case 'get_device':
      return { kind: 'plain', what: 'device' };
    case 'zero_':
    case 'fill_': {
      const value = name === 'zero_' ? 0 : realIn(args[0] ?? nothing);
      if (value === null || shape.length !== storage.shape.length) break;
      asked.fill(storage, value);
      return tensor;
    }
  }
  if (name === 't' || name === 'transpose' || name === 'permute') {
    const found = `.${name}(), after which rows are no longer contiguous`;
    throw new Underivable(found, 'Give the kernel the tensor as it is, and let it read the other way round.');
  }
  const hint = cases.length === 0 ? '' : writeKernel;
  throw new Underivable(`.${name}(), an operation of PyTorch`, hint);
}

function shapeValue(shape: readonly Size[]): Value {
  return { kind: 'list', items: shape.map((size) => sizeValue(size)) };
}

function axisOf(value: Value | undefined, rank: number): number {
  const given = realIn(value ?? nothing);
  const axis = given !== null && given < 0 ? given + rank : given;
  if (axis === null || !Number.isInteger(axis) || axis < 0 || axis >= rank) {
    const what = given ?? kindText(value ?? nothing);
    throw new Underivable(`the dimension ${what} of a tensor that has ${rank}`, 'Name one that it has.');
  }
  return axis;
}

function pointed(storage: Storage, type: string | null): Storage {
  const dtype = type === null ? storage.dtype : dtypeOfType(type);
  const bytes = type === 'void' || dtype === storage.dtype;
  if (!bytes) {
    const found = `data_ptr<${type ?? ''}>() of a tensor of ${storage.dtype}`;
    throw new Underivable(found, 'PyTorch would refuse it: name the type that the problem has.');
  }
  return storage;
}

function sameDtype({ tensor, name, args }: Asked): Value {
  for (const given of args) {
    const dtype = given.kind === 'dtype' || given.kind === 'options' ? given.dtype : tensor.storage.dtype;
    if (dtype !== tensor.storage.dtype) {
      const found = `.${name}(), which converts ${tensor.storage.dtype} to ${dtype}`;
      throw new Underivable(found, writeKernel);
    }
  }
  return tensor;
}

function viewed({ tensor, name, args, cases }: Asked): Tensor {
  const { shape } = tensor;
  const at = (i: number, rank: number): number => axisOf(args[i], rank);
  const as = (next: Size[]): Tensor => ({ ...tensor, shape: next });
  const [first] = args;
  if (first?.kind === 'tensor') return as(first.shape);
  if (name === 'unsqueeze') return as(shape.toSpliced(at(0, shape.length + 1), 0, numberSize(1)));
  if (name === 'squeeze') {
    const one = args.length === 0 ? null : at(0, shape.length);
    return as(shape.filter((size, i) => numberOf(size) !== 1 || (one !== null && one !== i)));
  }
  if (name === 'flatten') {
    const from = args.length === 0 ? 0 : at(0, shape.length);
    const to = args.length < 2 ? shape.length - 1 : at(1, shape.length);
    return as(
      shape.toSpliced(
        from,
        to - from + 1,
        inSizes(() => product(shape.slice(from, to + 1))),
      ),
    );
  }
  const wanted = sizesIn(args);
  const open = wanted.findIndex((size) => numberOf(size) === -1);
  const all = inSizes(() => product(shape));
  if (open < 0) {
    const next = inSizes(() => product(wanted));
    if (!same(next, all) && !sameAtCases(next, all, cases)) {
      const found = `a view of ${textOf(all)} elements as ${textOf(next)}`;
      throw new Underivable(found, 'Keep the number of elements.');
    }
    return as(wanted);
  }
  const others = inSizes(() => product(wanted.toSpliced(open, 1)));
  return as(
    wanted.with(
      open,
      inSizes(() => divided(all, others)),
    ),
  );
}

export function sameAtCases(a: Size, b: Size, cases: CaseDims): boolean {
  const other = atCases(b, cases);
  return atCases(a, cases).every((value, i) => value === other[i]);
}

/** Sizes given one by one or as one list. */
export function sizesIn(args: readonly Value[]): Size[] {
  const [first] = args;
  return first?.kind === 'list' ? first.items.map(sizeIn) : args.map(sizeIn);
}

const makers = /^(?:(?:torch|at)(?:::|\.))(empty|zeros|ones|full)(_like)?$/;

/** A tensor that `torch::zeros` and its like make, or null for another function. */
export function madeTensor(
  name: string,
  args: readonly Value[],
  named: Readonly<Record<string, Value>>,
): Tensor | null {
  const [, how, like] = makers.exec(name) ?? [];
  if (how === undefined) return null;
  const [first, second] = args;
  const all = [...args, ...Object.values(named)];
  const told = all.find((each) => each.kind === 'dtype' || each.kind === 'options');
  const of = first?.kind === 'tensor' ? first : null;
  if (like !== undefined && !of) throw new Underivable(`${name} of ${kindText(first ?? nothing)}`, 'Give it a tensor.');
  const dtype: Dtype = told && 'dtype' in told ? told.dtype : (of?.storage.dtype ?? 'f32');
  const plainSizes = args.filter((each) => each.kind === 'size' || each.kind === 'real');
  const shape = of ? of.shape : first?.kind === 'list' ? first.items.map(sizeIn) : plainSizes.map(sizeIn);
  const value = named.fill_value ?? second ?? nothing;
  const fills: Record<string, number | null> = {
    empty: null,
    zeros: 0,
    ones: 1,
    full: how === 'full' ? realIn(value) : null,
  };
  const fill = fills[how] ?? null;
  if (how === 'full' && fill === null) throw new Underivable(`${name} with ${kindText(value)}`, 'Give it a number.');
  return { kind: 'tensor', storage: { input: null, called: null, dtype, shape, fill }, shape };
}
