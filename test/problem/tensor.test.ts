import assert from 'node:assert/strict';
import { type Dtype, dtypeNames, dtypes } from '../../lib/format/dtype.js';
import { type NamedTensors, type Tensor, contractOfTensors, createTensor } from '../../lib/problem/tensor.js';

function refuses(tensors: Partial<NamedTensors>, message: RegExp): void {
  const given = { inputs: { x: createTensor('f32', [4]) }, outputs: { y: createTensor('f32', [4]) }, ...tensors };
  assert.throws(() => contractOfTensors(given), { code: 'bad-tensor', message });
}

describe('createTensor', () => {
  for (const dtype of dtypeNames) {
    it(`makes ${dtype} tensors of zeros over shared memory`, () => {
      const { data, shape } = createTensor(dtype, [3, 5]);
      assert.deepEqual(shape, [3, 5]);
      assert.equal(data.length, 15);
      assert.equal(data.byteLength, 15 * dtypes[dtype].bytes);
      assert(data.buffer instanceof SharedArrayBuffer);
      assert(data.every((value) => Number(value) === 0));
    });
  }

  it('refuses sizes that are none', () => {
    for (const size of [0, -1, 0.5, NaN]) {
      assert.throws(() => createTensor('f32', [size]), /whole sizes of at least 1/);
    }
  });

  it('makes a scalar of rank 0', () => assert.equal(createTensor('f64', []).data.length, 1));
});

describe('contractOfTensors', () => {
  it('takes names, shapes and sizes from the tensors', () => {
    const tolerance = { relative: 0.5, absolute: 0 };
    const contract = contractOfTensors({
      inputs: { x: createTensor('bf16', [2, 3]), flag: createTensor('bool', []) },
      outputs: { y: createTensor('i64', [6]) },
      dims: { N: 6 },
      constants: { eps: 1e-5 },
      tolerance,
      name: 'mine',
    });
    assert.deepEqual([contract.name, contract.caseName, contract.work], ['mine', 'given', null]);
    assert.deepEqual([contract.dims, contract.constants, contract.tolerance], [{ N: 6 }, { eps: 1e-5 }, tolerance]);
    assert.deepEqual(
      contract.inputs.map(({ name, dtype, shape, count, bytes }) => [name, dtype, shape, count, bytes]),
      [
        ['x', 'bf16', [2, 3], 6, 12],
        ['flag', 'bool', [], 1, 1],
      ],
    );
    assert.deepEqual(contract.outputs[0]?.bytes, 48);
  });

  it('takes views into one shared buffer', () => {
    const memory = new SharedArrayBuffer(32);
    const half = (offset: number): Tensor => ({ dtype: 'f32', shape: [4], data: new Float32Array(memory, offset, 4) });
    assert.equal(contractOfTensors({ inputs: { x: half(0) }, outputs: { y: half(16) } }).outputs[0]?.count, 4);
  });

  const shared = new SharedArrayBuffer(16);
  const refused: [string, Partial<NamedTensors>, RegExp][] = [
    [
      'a wrong length',
      { inputs: { x: { ...createTensor('f32', [4]), shape: [5] } } },
      /"x".*expected 5 elements.*\[5\] but found 4/,
    ],
    [
      'another array than its dtype has',
      { inputs: { x: { dtype: 'f32', shape: [4], data: new Int32Array(shared) } } },
      /expected a Float32Array for f32 but found a Int32Array/,
    ],
    [
      'halves as floats',
      { inputs: { x: { dtype: 'f16', shape: [4], data: new Float32Array(shared) } } },
      /expected a Uint16Array for f16/,
    ],
    [
      'a DataView',
      { inputs: { x: { dtype: 'u8', shape: [16], data: new DataView(shared) as unknown as Uint8Array } } },
      /expected a Uint8Array for u8 but found a DataView/,
    ],
    [
      'memory that is not shared',
      { inputs: { x: { dtype: 'f32', shape: [4], data: new Float32Array(4) } } },
      /over a SharedArrayBuffer; createTensor/,
    ],
    [
      'an unknown dtype',
      { inputs: { x: { ...createTensor('f32', [4]), dtype: 'f8' as Dtype } } },
      /expected a dtype of f64.* but found f8/,
    ],
    [
      'an inherited name as dtype',
      { inputs: { x: { ...createTensor('f32', [4]), dtype: 'toString' as Dtype } } },
      /but found toString/,
    ],
    [
      'a dimension of 0',
      { inputs: { x: { ...createTensor('f32', [4]), shape: [0, 4] } } },
      /sizes of at least 1 but found \[0, 4\]/,
    ],
    [
      'a fractional dimension',
      { inputs: { x: { ...createTensor('f32', [4]), shape: [0.5, 8] } } },
      /sizes of at least 1/,
    ],
    ['a name that is no identifier', { inputs: { 'x y': createTensor('f32', [4]) } }, /"x y".*letters, digits and _/],
    [
      'one name for an input and an output',
      { outputs: { x: createTensor('f32', [4]) } },
      /"x" stands for an input and an output/,
    ],
    ['no outputs', { outputs: {} }, /at least one output/],
    ['a dim that is no size', { dims: { N: 0.5 } }, /whole number from 1 for dim "N" but found 0\.5/],
    ["a dim with a tensor's name", { dims: { x: 4 } }, /"x" stands twice/],
    ['a name for a dim and a constant', { dims: { N: 4 }, constants: { N: 1 } }, /"N" stands twice/],
  ];
  for (const [what, tensors, message] of refused) {
    it(`refuses ${what}`, () => refuses(tensors, message));
  }

  it('takes an output named like what every object has', () => {
    const tensors = { inputs: {}, outputs: { toString: createTensor('f32', [1]) } };
    assert.equal(contractOfTensors(tensors).outputs[0]?.name, 'toString');
  });
});
