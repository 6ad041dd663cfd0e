/** The second half of rung 1, after compiling: the plan's arguments against the kernels' own parameters. */
import type { Plan, PlanProblem, PlannedArgument } from '../candidate/plan.js';
import type { CompiledAhead } from './compile/compile_request.js';
import type { ParameterType } from './signature.js';

export type BoundArgument =
  { kind: 'tensor'; name: string } | { kind: 'tensorMap'; name: string } | { kind: 'scalar'; bytes: Uint8Array };

interface Integer {
  bytes: number;
  signed: boolean;
  /** How many bits count; all of them when left out. */
  bits?: number;
}

/** As the demangler writes them; `char` is signed on the host and on the device. */
const integers: Record<string, Integer> = {
  bool: { bytes: 1, signed: false, bits: 1 },
  char: { bytes: 1, signed: true },
  'signed char': { bytes: 1, signed: true },
  'unsigned char': { bytes: 1, signed: false },
  short: { bytes: 2, signed: true },
  'unsigned short': { bytes: 2, signed: false },
  int: { bytes: 4, signed: true },
  'unsigned int': { bytes: 4, signed: false },
  long: { bytes: 8, signed: true },
  'unsigned long': { bytes: 8, signed: false },
  'long long': { bytes: 8, signed: true },
  'unsigned long long': { bytes: 8, signed: false },
};

const tensorMapBytes = 128;

function integerBytes(value: number, { bytes, signed, bits = bytes * 8 }: Integer): Uint8Array | null {
  const wide = BigInt(value);
  const wrapped = signed ? BigInt.asIntN(bits, wide) : BigInt.asUintN(bits, wide);
  if (wrapped !== wide) return null;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, wide, true);
  return new Uint8Array(view.buffer, 0, bytes);
}

function bits16(value: number, type: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  const single = view.getUint32(0, true);
  if (type === '__nv_bfloat16') {
    const rounded = (single + 0x7fff + ((single >>> 16) & 1)) >>> 16;
    return new Uint8Array([rounded & 0xff, (rounded >>> 8) & 0xff]);
  }
  const half = halfBits(value);
  return new Uint8Array([half & 0xff, half >>> 8]);
}

/** Round to nearest even; constants are few, so clarity wins over speed. */
function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7fff;
  if (magnitude >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude || 2 ** -30)));
  const step = 2 ** (exponent - 10);
  const quotient = magnitude / step;
  const floor = Math.floor(quotient);
  const rest = quotient - floor;
  const rounded = floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
  return sign | (magnitude < 2 ** -14 ? rounded : ((exponent + 14) << 10) + rounded);
}

function realBytes(value: number, type: string): Uint8Array | null {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'float') {
    view.setFloat32(0, value, true);
    return new Uint8Array(view.buffer, 0, 4);
  }
  if (type === 'double') {
    view.setFloat64(0, value, true);
    return new Uint8Array(view.buffer);
  }
  return type === '__half' || type === '__nv_bfloat16' ? bits16(value, type) : null;
}

type NumberArgument = Extract<PlannedArgument, { value: number }>;

function bindNumber(argument: NumberArgument, parameter: ParameterType): BoundArgument | string {
  const { value, text } = argument;
  if (parameter.pointer) {
    return `Expected a tensor's name for the pointer "${parameter.text}" but found the number ${text}.`;
  }
  const integer = integers[parameter.text];
  if (integer) {
    if (!Number.isSafeInteger(value)) {
      return `Expected an integer for "${parameter.text}" but "${text}" is ${value}.`;
    }
    const bytes = integerBytes(value, integer);
    return bytes
      ? { kind: 'scalar', bytes }
      : `Expected a value that fits "${parameter.text}" but "${text}" is ${value}.`;
  }
  const bytes = realBytes(value, parameter.text);
  return bytes
    ? { kind: 'scalar', bytes }
    : `Expected a parameter of a number type for "${text}" but the kernel takes "${parameter.text}".`;
}

function bindOne(argument: PlannedArgument, parameter: ParameterType): BoundArgument | string {
  switch (argument.kind) {
    case 'tensor':
      return parameter.pointer
        ? { kind: 'tensor', name: argument.name }
        : `Expected a number for "${parameter.text}" but found the tensor "${argument.name}".`;
    case 'tensorMap':
      return !parameter.pointer && parameter.bytes === tensorMapBytes
        ? { kind: 'tensorMap', name: argument.name }
        : `Expected a __grid_constant__ struct of ${tensorMapBytes} bytes for the tensor map "${argument.name}" but the kernel takes "${parameter.text}".`;
    default:
      return bindNumber(argument, parameter);
  }
}

/** Arguments of every launch as the kernels take them, or what does not fit. */
export function bindArguments(
  plan: Plan,
  compiled: CompiledAhead,
): { launches: BoundArgument[][] } | { problems: PlanProblem[] } {
  const problems: PlanProblem[] = [];
  const launches = plan.launches.map((launch, i) => {
    const parameters = compiled.kernels.get(launch.kernel)?.parameters ?? [];
    const where = `launch[${i}].args`;
    if (parameters.length !== launch.args.length) {
      const types = parameters.map(({ text }) => text).join(', ');
      const message = `Expected ${parameters.length} arguments for ${launch.kernel}(${types}) but found ${launch.args.length}.`;
      problems.push({ where, message });
      return [];
    }
    return launch.args.flatMap((argument, j) => {
      const parameter = parameters[j];
      if (!parameter) return [];
      const bound = bindOne(argument, parameter);
      if (typeof bound !== 'string') return [bound];
      problems.push({ where: `${where}[${j}]`, message: bound });
      return [];
    });
  });
  return problems.length > 0 ? { problems } : { launches };
}
