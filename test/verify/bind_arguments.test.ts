import assert from 'node:assert/strict';
import type { Plan, PlannedArgument, PlannedLaunch } from '../../lib/candidate/plan.js';
import { type BoundArgument, bindArguments } from '../../lib/verify/bind_arguments.js';
import { type ParameterType, isPointer } from '../../lib/verify/signature.js';

function parameter(text: string, bytes = 8): ParameterType {
  return { text, pointer: isPointer(text), bytes };
}

function bind(args: PlannedArgument[], parameters: ParameterType[]): ReturnType<typeof bindArguments> {
  const launch: PlannedLaunch = {
    kernel: 'k',
    grid: [1, 1, 1],
    block: [1, 1, 1],
    cluster: null,
    sharedBytes: 0,
    cooperative: false,
    args,
  };
  const plan: Plan = { workspaces: [], tensorMaps: [], launches: [launch] };
  return bindArguments(plan, {
    ptx: '',
    kernels: new Map([['k', { symbol: 'k', parameters }]]),
  });
}

function number(value: number): PlannedArgument {
  return { kind: Number.isInteger(value) ? 'integer' : 'real', value, text: String(value) };
}

function boundTo(argument: PlannedArgument, type: ParameterType): BoundArgument {
  const bound = bind([argument], [type]);
  assert('launches' in bound, JSON.stringify(bound));
  const [first] = bound.launches[0] ?? [];
  assert(first);
  return first;
}

function view(value: number, type: string): DataView {
  const bound = boundTo(number(value), parameter(type));
  assert(bound.kind === 'scalar');
  return new DataView(bound.bytes.buffer, bound.bytes.byteOffset, bound.bytes.byteLength);
}

function refuses(argument: PlannedArgument, type: ParameterType, message: RegExp): void {
  const bound = bind([argument], [type]);
  assert('problems' in bound, `${JSON.stringify(argument)} was accepted for ${type.text}`);
  assert.equal(bound.problems[0]?.where, 'launch[0].args[0]');
  assert.match(bound.problems[0].message, message);
}

describe('bindArguments: integers', () => {
  for (const [type, bytes, low, high] of [
    ['bool', 1, 0, 1],
    ['char', 1, -128, 127],
    ['signed char', 1, -128, 127],
    ['unsigned char', 1, 0, 255],
    ['short', 2, -32768, 32767],
    ['unsigned short', 2, 0, 65535],
    ['int', 4, -(2 ** 31), 2 ** 31 - 1],
    ['unsigned int', 4, 0, 2 ** 32 - 1],
  ] as const) {
    it(`reach "${type}" as ${bytes} bytes, from ${low} to ${high}`, () => {
      for (const value of [low, high]) {
        const found = view(value, type);
        assert.equal(found.byteLength, bytes);
        const read = Array.from({ length: bytes }, (_, i) => BigInt(found.getUint8(i)) << BigInt(8 * i));
        const unsigned = read.reduce((sum, byte) => sum + byte, 0n);
        assert.equal(Number(low < 0 ? BigInt.asIntN(8 * bytes, unsigned) : unsigned), value);
      }
      refuses(number(low - 1), parameter(type, bytes), /value that fits/);
      refuses(number(high + 1), parameter(type, bytes), new RegExp(`fits "${type}" but "${high + 1}" is ${high + 1}`));
    });
  }

  for (const [type, least] of [
    ['long', -(2 ** 53 - 1)],
    ['long long', -(2 ** 53 - 1)],
    ['unsigned long', 0],
    ['unsigned long long', 0],
  ] as const) {
    it(`reach "${type}" as 8 bytes`, () => {
      assert.equal(view(2 ** 53 - 1, type).getBigInt64(0, true), 2n ** 53n - 1n);
      assert.equal(view(least, type).getBigInt64(0, true), BigInt(least));
    });
  }

  it('below 0 reach no unsigned long long', () => {
    refuses(number(-1), parameter('unsigned long long'), /value that fits "unsigned long long" but "-1" is -1/);
  });

  it('are what a constant may stand for when it is one', () => {
    const bound = boundTo({ kind: 'real', value: 3, text: 'three' }, parameter('int', 4));
    assert.deepEqual(bound, { kind: 'scalar', bytes: Uint8Array.of(3, 0, 0, 0) });
  });
});

describe('bindArguments: reals', () => {
  it('reach float and double', () => {
    assert.equal(view(0.1, 'float').getFloat32(0, true), Math.fround(0.1));
    assert.equal(view(0.1, 'double').getFloat64(0, true), 0.1);
    assert.equal(view(7, 'float').byteLength, 4);
    assert.equal(view(-7, 'double').getFloat64(0, true), -7);
  });

  for (const [type, value, bits] of [
    ['__half', 1, 0x3c00],
    ['__half', -0.1, 0xae66],
    ['__half', 1 + 2 ** -11, 0x3c00],
    ['__half', 1 + 3 * 2 ** -11, 0x3c02],
    ['__half', 65519, 0x7bff],
    ['__half', 65520, 0x7c00],
    ['__half', -1e300, 0xfc00],
    ['__half', 2 ** -24, 0x0001],
    ['__half', 2 ** -25, 0x0000],
    ['__half', 2 ** -14 - 2 ** -26, 0x0400],
    ['__half', 2 - 2 ** -12, 0x4000],
    ['__half', 0, 0x0000],
    ['__nv_bfloat16', 1, 0x3f80],
    ['__nv_bfloat16', 3.140625, 0x4049],
    ['__nv_bfloat16', 1 + 2 ** -8, 0x3f80],
    ['__nv_bfloat16', 1 + 3 * 2 ** -8, 0x3f82],
    ['__nv_bfloat16', -1e300, 0xff80],
  ] as const) {
    it(`reach ${type}: ${value} is 0x${bits.toString(16)}`, () => {
      const found = view(value, type);
      assert.equal(found.byteLength, 2);
      assert.equal(found.getUint16(0, true), bits);
    });
  }

  it('reach no integer', () => {
    refuses(number(0.5), parameter('int', 4), /Expected an integer for "int" but "0\.5" is 0\.5/);
    refuses({ kind: 'real', value: 1e-5, text: 'eps' }, parameter('long long'), /"eps" is 0\.00001/);
    refuses({ kind: 'real', value: 1e300, text: 'big' }, parameter('long long'), /Expected an integer/);
  });
});

describe('bindArguments: what goes where', () => {
  it('gives pointers tensors and structs tensor maps', () => {
    assert.deepEqual(boundTo({ kind: 'tensor', name: 'x' }, parameter('float const*')), { kind: 'tensor', name: 'x' });
    assert.deepEqual(boundTo({ kind: 'tensorMap', name: 't' }, parameter('CUtensorMap', 128)), {
      kind: 'tensorMap',
      name: 't',
    });
  });

  it('refuses a number for a pointer', () => {
    refuses(number(4096), parameter('float*'), /tensor's name for the pointer "float\*" but found the number 4096/);
  });

  it('refuses a tensor for a number or a struct', () => {
    refuses({ kind: 'tensor', name: 'x' }, parameter('int', 4), /a number for "int" but found the tensor "x"/);
    refuses({ kind: 'tensor', name: 'x' }, parameter('Pair<int, int>'), /found the tensor "x"/);
  });

  it('refuses a tensor map for anything but 128 bytes by value', () => {
    const map: PlannedArgument = { kind: 'tensorMap', name: 't' };
    refuses(map, parameter('CUtensorMap const*'), /struct of 128 bytes for the tensor map "t" but the kernel takes/);
    refuses(map, parameter('Small', 64), /struct of 128 bytes/);
    refuses(map, parameter('unsigned long long'), /struct of 128 bytes/);
  });

  it('refuses a number for a struct', () => {
    refuses(number(1), parameter('Pair<int, int>'), /number type for "1" but the kernel takes "Pair<int, int>"/);
  });

  it('refuses another count and shows the types', () => {
    for (const args of [[], [number(1)], [number(1), number(2), number(3)]]) {
      const bound = bind(args, [parameter('float*'), parameter('int', 4)]);
      assert('problems' in bound);
      assert.deepEqual(bound.problems, [
        { where: 'launch[0].args', message: `Expected 2 arguments for k(float*, int) but found ${args.length}.` },
      ]);
    }
  });

  it('tells all that does not fit at once', () => {
    const bound = bind([number(1), { kind: 'tensor', name: 'x' }], [parameter('float*'), parameter('int', 4)]);
    assert('problems' in bound);
    assert.deepEqual(
      bound.problems.map(({ where }) => where),
      ['launch[0].args[0]', 'launch[0].args[1]'],
    );
  });
});
