/** `of.name`, `of.name(args)` and `of[index]`. */
import { realIn, sizeValue } from '../arithmetic.js';
import { callOf } from '../library_functions.js';
import type { Expression } from '../syntax.js';
import { memberOfTensor, writeKernel } from '../tensors.js';
import { Underivable } from '../underivable.js';
import { type Tensor, type Value, kindText } from '../values.js';
import { fill } from './events.js';
import { calledValue } from './functions.js';
import { slice } from './list_changes.js';
import type { Run } from './run.js';
import { templateText } from './templates.js';

type Member = Extract<Expression, { kind: 'member' }>;

/** @param args what it is called with; null where it is not called. */
export function memberOf(run: Run, of: Value, member: Member, args: Value[] | null): Value {
  const { name } = member;
  if (of.kind === 'tensor') return ofTensor(run, of, member, args ?? []);
  if (of.kind === 'attribute') return ofAttribute(run, of, name, args);
  if (of.kind === 'dim3' && args === null) {
    const size = of.sizes['xyz'.indexOf(name)];
    if (size) return { kind: 'size', size };
  }
  if (of.kind === 'list') {
    if (name === 'size') return sizeValue(of.items.length);
    if (name === 'slice' && args) return slice(run, of, args);
    if (name === 'empty') return { kind: 'truth', value: of.items.length === 0 };
    if (name === 'back' && of.items.length > 0) return of.items.at(-1) ?? of;
    if (name === 'front' && of.items.length > 0) return of.items[0] ?? of;
    if (name === 'vec' || name === 'begin' || name === 'end') return of;
    if (name === 'numel') {
      const { cases } = run.around;
      return callOf({ name: 'prod', args: [of], named: {}, cases, fill: () => undefined });
    }
  }
  if (of.kind === 'options') {
    const dtype = args?.find((each) => each.kind === 'dtype');
    return dtype ? { kind: 'options', dtype: dtype.dtype } : of;
  }
  if (of.kind === 'nothing' && (name === 'has_value' || name === 'defined')) return { kind: 'truth', value: false };
  // None is a tensor that is not defined, whose pointer is null.
  if (of.kind === 'nothing' && name === 'numel') return sizeValue(0);
  if (of.kind === 'nothing' && name === 'data_ptr') return of;
  if (of.kind === 'nothing' && devicePart.test(name)) {
    throw new Underivable(`${name}, which the device decides`, 'Plans know sizes only: write a number.');
  }
  if (of.kind === 'plain' && of.what === 'device' && name === 'type' && args === null)
    return { kind: 'text', value: 'cuda' };
  if (of.kind === 'plain') return name === 'is_cuda' ? { kind: 'truth', value: true } : of;
  if (of.kind === 'extension' && args === null)
    return { kind: 'function', called: run.around.exported(of.index, name) };
  throw new Underivable(`.${name} of ${kindText(of)}`, 'Write it in a way that sizes and launches can be read off.');
}

/** Members of cudaDeviceProp, which is declared and then filled. */
const devicePart = /^(multiProcessorCount|maxThreads\w*|sharedMem\w*|maxGridSize|warpSize|major|minor|l2CacheSize)$/;

/** Whose arguments are dimensions of the tensor. */
const axisMethods = new Set(['size', 'stride', 'squeeze', 'unsqueeze', 'flatten']);

function ofTensor(run: Run, tensor: Tensor, { name, template }: Member, args: Value[]): Value {
  const argument = template?.[0];
  return memberOfTensor({
    tensor,
    name,
    args: axisMethods.has(name) ? args.map((each) => run.around.pins.number(each)) : args,
    type: argument ? templateText(run, argument) : null,
    cases: run.around.cases,
    fill: (storage, value) => fill(run.events, storage, value),
  });
}

function ofAttribute(run: Run, of: Extract<Value, { kind: 'attribute' }>, name: string, args: Value[] | null): Value {
  if (args !== null && of.why) throw of.why;
  const path = of.path === '' ? name : `${of.path}.${name}`;
  const value = run.around.attributeAt(path) ?? { ...of, path };
  return args === null ? value : calledValue(run, value, args, `self.${path}()`);
}

export function indexed({ around }: Run, of: Value, index: Value): Value {
  if (of.kind === 'attribute') {
    const found = `an index into self.${of.path}, of which nothing is known`;
    throw new Underivable(found, 'Set it in the constructor, where it can be read.');
  }
  if (of.kind !== 'list') throw new Underivable(`an index into ${kindText(of)}`, writeKernel);
  const at = realIn(around.pins.number(index));
  const item = at === null ? undefined : of.items.at(at);
  if (item) return item;
  throw new Underivable(`an index into a list of ${of.items.length} that is not in it`, 'Name one that it has.');
}
