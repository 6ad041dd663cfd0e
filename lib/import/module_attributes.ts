/** What PyTorch's own modules have as attributes beside their parameters: what they were made with. */
import { sizeValue } from './arithmetic.js';
import type { Expression } from './syntax.js';
import { type Value, nothing } from './values.js';

export interface ModuleCall {
  /** Such as "torch.nn.Conv2d". */
  type: string;
  args: readonly Value[];
  named: ReadonlyMap<string, Value>;
}

export function isModuleCall(
  value: Expression,
): value is Extract<Expression, { kind: 'call' }> & { callee: { kind: 'name' } } {
  if (value.kind !== 'call' || value.callee.kind !== 'name') return false;
  return value.callee.name.startsWith('torch.nn.') && !value.callee.name.endsWith('.Parameter');
}

/** Constructors' parameters in their order, and defaults; those named here are attributes under the same names. */
const signatures: [RegExp, string][] = [
  [/^Conv\dd$/, 'in_channels out_channels kernel_size stride=1 padding=0 dilation=1 groups=1 bias=true'],
  [
    /^ConvTranspose\dd$/,
    'in_channels out_channels kernel_size stride=1 padding=0 output_padding=0 groups=1 bias=true dilation=1',
  ],
  [/^Linear$/, 'in_features out_features bias=true'],
  [/^BatchNorm\dd$/, 'num_features eps=1e-5 momentum=0.1 affine=true track_running_stats=true'],
  [/^InstanceNorm\dd$/, 'num_features eps=1e-5 momentum=0.1 affine=false track_running_stats=false'],
  [/^LayerNorm$/, 'normalized_shape eps=1e-5 elementwise_affine=true bias=true'],
  [/^GroupNorm$/, 'num_groups num_channels eps=1e-5 affine=true'],
];
const ofEachAxis = new Set(['kernel_size', 'stride', 'padding', 'dilation', 'output_padding']);

/** Null where the module has none of that name, or it is a parameter. */
export function moduleAttribute({ type, args, named }: ModuleCall, name: string): Value | null {
  const plain = type.replace(/^torch\.nn\./, '');
  const words = signatures.find(([types]) => types.test(plain))?.[1].split(' ') ?? [];
  const at = words.findIndex((word) => word.split('=')[0] === name);
  if (at < 0) return null;
  const initial = words[at]?.split('=')[1];
  const value = args[at] ?? named.get(name) ?? (initial === undefined ? null : defaultOf(initial));
  // A module has a bias or None; the first is a parameter.
  if (name === 'bias') return value?.kind === 'truth' && !value.value ? nothing : null;
  const axes = /^Conv\w*(\d)d$/.exec(plain)?.[1];
  if (axes === undefined || !ofEachAxis.has(name) || value?.kind !== 'size') return value;
  return { kind: 'list', items: Array.from({ length: Number(axes) }, () => value) };
}

function defaultOf(text: string): Value {
  if (text === 'true' || text === 'false') return { kind: 'truth', value: text === 'true' };
  return Number.isInteger(Number(text)) ? sizeValue(Number(text)) : { kind: 'real', value: Number(text) };
}
