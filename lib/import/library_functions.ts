/** Functions that host code may call, beside its own: C's, CUDA's and PyTorch's, as far as a plan knows what they do. */
import type { Storage, Value } from './values.js';
import { nothing } from './values.js';
import { type CaseDims, dim3Of, extremeOf, functionOf, inSizes, rounded, sizeIn, sizeValue } from './arithmetic.js';
import { dtypeOfTorch, hostConstants } from './c_names.js';
import { ceildiv, numberOf, product, same, times, numberSize } from './size.js';
import { madeTensor, writeKernel } from './tensors.js';
import { Underivable } from './underivable.js';
import { dtypes } from '../format/dtype.js';

export interface Call {
  name: string;
  args: Value[];
  named: Readonly<Record<string, Value>>;
  cases: CaseDims;
  fill(storage: Storage, value: number): void;
}

/** Checks and waits: of no weight where all goes well. Their arguments are not looked at. */
const ignored =
  /^(TORCH_(CHECK|INTERNAL_ASSERT|WARN)\w*|AT_ASSERTM?|AT_CUDA_CHECK|C10_CUDA_(KERNEL_LAUNCH_)?CHECK|CUDA_KERNEL_ASSERT|assert|printf|fprintf|(torch\.)?cuda(\.|::)?(DeviceSynchronize|StreamSynchronize|GetLastError|PeekAtLastError|GetErrorString|FuncSetAttribute|DeviceGetAttribute|GetDevice|GetDeviceProperties|FuncGetAttributes|FuncSetCacheConfig|FuncSetSharedMemConfig|synchronize)|print|super|warnings\.warn)$/;
const streams = /(^|::|\.)(getCurrentCUDAStream|getDefaultCUDAStream|current_stream)$/;
const plain = /(^|::|\.)((Optional)?(CUDA|Device)Guard|Optional(CUDA|Device)Guard|device_of|Device|device|cuda)$/;
const constants = /^(kCUDA|kCPU|cudaSuccess|cudaFuncAttribute\w+|cudaMemcpy\w+|memory_format)$/;
const optionMakers = /^(torch|at|c10)::(TensorOptions|dtype|device)$/;
const lists =
  /^(std::)?(vector|array|make_tuple|tuple|tie|make_pair|pair|list)(<.*>)?$|^(torch|at|c10)::(IntArrayRef|IntList)$/;
const mathematics: Record<string, (x: number) => number> = {
  sqrt: Math.sqrt,
  sqrtf: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  rsqrtf: (x) => 1 / Math.sqrt(x),
  exp: Math.exp,
  expf: Math.exp,
  log: Math.log,
  logf: Math.log,
  log2: Math.log2,
  log2f: Math.log2,
  abs: Math.abs,
  fabs: Math.abs,
};

/** Whether a call is left out, its arguments unread. */
export function isIgnored(name: string): boolean {
  return ignored.test(name);
}

/** A name that is no variable: a constant of PyTorch, CUDA or C. Null for others. */
export function constantOf(name: string): Value | null {
  const dtype = dtypeOfTorch(name);
  if (dtype) return { kind: 'dtype', dtype };
  if (constants.test(name.replace(/^.*(::|\.)/, ''))) return { kind: 'plain', what: 'other' };
  if (name === 'true' || name === 'false') return { kind: 'truth', value: name === 'true' };
  if (['nullptr', 'NULL', 'std::nullopt', 'c10::nullopt'].includes(name)) return nothing;
  const value = Object.hasOwn(hostConstants, name) ? hostConstants[name] : undefined;
  return value === undefined ? null : { kind: 'real', value };
}

/** What the call gives. Throws Underivable for a function that is not known here. */
export function callOf(call: Call): Value {
  const { name, args, named, cases } = call;
  const made = madeTensor(name, args, named);
  if (made) return made;
  const last = name.replace(/^(std|at|c10|torch|math|::)(::|\.)/, '');
  const first = args[0] ?? nothing;
  if (last === 'ceil' || last === 'ceilf') return rounded('ceil', first, cases);
  if (last === 'floor' || last === 'floorf') return rounded('floor', first, cases);
  if (/^(min|max|fmin|fmax|fminf|fmaxf)$/.test(last)) {
    return extremeOf(last.includes('min') ? 'min' : 'max', first.kind === 'list' ? first.items : args);
  }
  if (/(^|::)(ceil_div|CeilDiv|divup)$/i.test(name)) {
    return inSizes(() => sizeValue(ceildiv(sizeIn(first), sizeIn(args[1] ?? nothing))));
  }
  if (last === 'accumulate' || last === 'multiply_integers' || last === 'prod') {
    if (first.kind === 'list') return inSizes(() => sizeValue(product(first.items.map(sizeIn))));
  }
  const work = Object.hasOwn(mathematics, last) ? mathematics[last] : undefined;
  if (work) return functionOf(last, work, first);
  if (last === 'pow' || last === 'powf') {
    return functionOf(last, (x) => functionPower(x, args[1]), first);
  }
  if (name === 'dim3') return dim3Of(args);
  if (last === 'move' || last === 'forward' || last === 'tuple' || last === 'list') {
    if (args.length === 1) return first;
  }
  if (name === 'torch.cuda.is_available') return { kind: 'truth', value: true };
  if (last === 'len' && first.kind === 'list') return sizeValue(first.items.length);
  if (lists.test(name)) return args.length === 1 && first.kind === 'list' ? first : { kind: 'list', items: args };
  if (streams.test(name)) return { kind: 'plain', what: 'stream' };
  const constant = args.length === 0 ? constantOf(name) : null;
  if (constant) return constant;
  if (optionMakers.test(name)) return { kind: 'options', dtype: first.kind === 'dtype' ? first.dtype : 'f32' };
  if (plain.test(name)) return { kind: 'plain', what: 'device' };
  if (name === 'cudaMemset' || name === 'cudaMemsetAsync') return memorySet(call);
  throw unknownCall(name);
}

function functionPower(x: number, power: Value | undefined): number {
  return x ** (power?.kind === 'real' ? power.value : power?.kind === 'size' ? (numberOf(power.size) ?? NaN) : NaN);
}

function memorySet(call: Call): Value {
  const [to = nothing, value = nothing, bytes = nothing] = call.args;
  const zero = value.kind === 'size' && numberOf(value.size) === 0;
  if (to.kind === 'pointer' && bytes.kind === 'size' && zero) {
    const { shape, dtype } = to.storage;
    const all = inSizes(() => times(numberSize(dtypes[dtype].bytes), product(shape)));
    if (same(all, bytes.size)) {
      call.fill(to.storage, 0);
      return { kind: 'plain', what: 'status' };
    }
  }
  throw new Underivable('cudaMemset of anything but a whole tensor to 0', 'Set it in a kernel.');
}

const libraries: [RegExp, string][] = [
  [/^(cublas|cudnn|cusparse|cufft|cusolver|curand)/i, "a call of NVIDIA's libraries"],
  [/^thrust::/, 'a call of Thrust, which launches kernels from the host'],
  [/^cub::/, 'a call of CUB from the host'],
  [/^cuda(Stream|Event|Graph)/, 'a stream, an event or a graph of its own'],
  [/^cuda(Malloc|Free|HostAlloc|Memcpy)/, 'memory that it manages itself'],
  [/^cudaLaunch/, 'a launch through the runtime'],
  [/^torch\.nn\.functional\./, 'an operation of PyTorch'],
  [/^torch\.nn\./, "one of PyTorch's own modules"],
  [/^(torch|at|F|c10)(::|\.)/, 'an operation of PyTorch'],
];

const remedies: [RegExp, string][] = [
  [/^cuda(Stream|Event|Graph)/, 'Launches run in order on one stream: leave it out.'],
  [/^cuda(Malloc|Free|HostAlloc)/, 'Make it a tensor with torch::empty, which becomes a workspace.'],
  [
    /^cudaLaunch/,
    'Write the launch as kernel<<<grid, block>>>(…), or its cluster and cooperative into the plan by hand.',
  ],
];

/** Of a library's function, which no argument makes derivable: what is said of it; else null. */
export function libraryCall(name: string): Underivable | null {
  return /^(cu[a-z]+|thrust::|cub::)/.test(name) && libraries.some(([names]) => names.test(name))
    ? unknownCall(name)
    : null;
}

function unknownCall(name: string): Underivable {
  const what = libraries.find(([names]) => names.test(name))?.[1];
  const remedy = remedies.find(([names]) => names.test(name))?.[1] ?? writeKernel;
  return what
    ? new Underivable(`${name}(), ${what}`, remedy)
    : new Underivable(
        `${name}(), of which nothing is known`,
        'Define it in the file, or compute what it gives in place.',
      );
}
