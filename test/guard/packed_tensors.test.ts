import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packTensors } from '../../lib/guard/packed_tensors.js';
import { type Tensor, Engine, allocateShared, createTensor, verifyKernel } from '../../lib/index.js';
import { sharedHandleOf } from '../../lib/native/shared_memory.js';
import { collectGarbage } from '../gpu/garbage.js';
import { openFiles, until } from './fake_gpu.js';

const addSource = `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) c[i] = a[i] + b[i];
}
`;

function sums(count: number, sharedWith: 'threads' | 'processes') {
  const [a, b, c] = Array.from({ length: 3 }, () => createTensor('f32', [count], { sharedWith })) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  for (let i = 0; i < count; i++) {
    a.data[i] = i;
    b.data[i] = 2 * i;
    c.data[i] = 3 * i;
  }
  return { inputs: { a, b }, outputs: { c }, dims: { N: count } };
}

describe('tensors that processes share', () => {
  let child: ChildProcess;
  before(async () => {
    child = fork(join(import.meta.dirname, 'adds_one.js'), [], { serialization: 'advanced', execArgv: [] });
    await once(child, 'message');
  });
  after(() => child.kill());

  it('are the same bytes on both sides, what either writes', async () => {
    const tensor = createTensor('i32', [1000], { sharedWith: 'processes' });
    const packed = packTensors({ inputs: {}, outputs: { y: tensor } });
    for (let round = 1; round < 4; round++) {
      tensor.data[500] = round * 10;
      child.send(packed);
      const [seen] = (await once(child, 'message')) as [number];
      assert.equal(seen, round * 10);
      assert.deepEqual([tensor.data[0], tensor.data[500], tensor.data[999]], [round, round * 10 + 1, round]);
    }
  });

  it('may be views into one piece of memory', async () => {
    const memory = allocateShared(64);
    const views = [new Int32Array(memory, 0, 8), new Int32Array(memory, 32, 8)];
    for (const data of views) {
      child.send(packTensors({ inputs: {}, outputs: { y: { dtype: 'i32', shape: [8], data } } }));
      await once(child, 'message');
    }
    assert.deepEqual([...new Int32Array(memory)], Array(16).fill(1));
  });

  it('are copied from memory that only threads share, again for each call, into the same place', () => {
    const tensor = createTensor('f32', [4]);
    tensor.data[2] = 5;
    const packed = [0, 1].map(() => packTensors({ inputs: {}, outputs: { y: tensor } }).outputs.y!.memory);
    assert.deepEqual(packed[0], packed[1]);
  });

  it('give their memory and their file back when nobody holds them', async () => {
    const files = openFiles();
    const keep: Tensor[] = [];
    for (let i = 0; i < 20; i++) keep.push(createTensor('u8', [1 << 20], { sharedWith: 'processes' }));
    assert.equal(openFiles(), files + 20);
    keep.length = 0;
    await until(() => {
      void collectGarbage();
      return openFiles() <= files;
    });
  });

  it('have memory of at least a byte, which other memory has no handle for', () => {
    assert.throws(() => allocateShared(0), /at least 1 byte/);
    assert.throws(() => allocateShared(2 ** 52), { code: 'native', message: /bytes of memory to share/ });
    assert.equal(sharedHandleOf(new SharedArrayBuffer(4)), null);
  });
});

describe('named tensors on a guarded engine', () => {
  for (const sharedWith of ['threads', 'processes'] as const) {
    it(`are judged as they are at each call, shared with ${sharedWith}`, async () => {
      await using engine = await Engine.open({ device: 'sim', isolation: 'guarded' });
      const tensors = sums(1000, sharedWith);
      const options = { engine, trials: 1 };
      assert.equal((await verifyKernel(addSource, tensors, options)).outcome, 'pass');
      tensors.outputs.c.data[321] = 7;
      const verdict = await verifyKernel(addSource, tensors, options);
      assert(verdict.outcome === 'incorrect');
      assert.deepEqual(verdict.mismatches[0]?.samples[0]?.index, [321]);
    });
  }
});
