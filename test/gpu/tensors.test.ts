import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { dtypes } from '../../lib/format/dtype.js';
import { defaultFill } from '../../lib/format/tensor_spec.js';
import { type Dtype, type NamedTensors, type Tensor, createTensor, dtypeNames } from '../../lib/index.js';
import { addon } from '../../lib/native/load_addon.js';
import { generatePlan } from '../../lib/problem/fill_plan.js';
import { addToBits, bytesOf } from './elements.js';
import { expectOutcome, expectPass } from './expect_verdict.js';
import { verifyHere } from './gpu_engine.js';

function copySource(dtype: Dtype): string {
  const type = dtypes[dtype].cuda;
  const header = dtype === 'f16' ? '#include <cuda_fp16.h>\n' : dtype === 'bf16' ? '#include <cuda_bf16.h>\n' : '';
  return `/*---
launch:
  - { kernel: copy, grid: ["ceildiv(N, 128)"], block: [128], args: [x, y, N] }
---*/
${header}extern "C" __global__ void copy(const ${type}* x, ${type}* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = x[i];
}
`;
}

const addSource = `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) c[i] = a[i] + b[i];
}
`;

function filled(dtype: Dtype, count: number, stream: number): Tensor {
  const tensor = createTensor(dtype, [count]);
  addon.generate(tensor.data, generatePlan(dtype, defaultFill(dtype), stream, 11));
  return tensor;
}

function sums(count: number): NamedTensors & { outputs: { c: Tensor } } {
  const [a, b, c] = [filled('f32', count, 0), filled('f32', count, 1), createTensor('f32', [count])];
  for (let i = 0; i < count; i++) c.data[i] = Number(a.data[i]) + Number(b.data[i]);
  return { inputs: { a, b }, outputs: { c }, dims: { N: count }, name: 'sums' };
}

describe('named tensors on a GPU', () => {
  it('are verified, timed and left as they were', async () => {
    const tensors = sums(100_003);
    const before = Uint8Array.from(bytesOf(tensors.outputs.c.data));
    const { timing, problem } = expectPass(await verifyHere(addSource, tensors), 'the sum of two tensors');
    assert.ok(timing && timing.medianMs > 0, 'the sum was not timed');
    assert.deepEqual([problem.name, problem.case, problem.sha256], ['sums', 'given', null]);
    assert.deepEqual(bytesOf(tensors.outputs.c.data), before, 'the expected tensor was changed');
  });

  it('with a wrong expected element give a verdict that names it', async () => {
    const tensors = sums(5000);
    tensors.outputs.c.data[4321] = 1000;
    const { mismatches, trial } = expectOutcome(await verifyHere(addSource, tensors), 'incorrect', 'a wrong element');
    const [mismatch] = mismatches;
    assert.deepEqual([mismatch?.output, mismatch?.wrong, mismatch?.unwritten, trial], ['c', 1, 0, 0]);
    assert.deepEqual(mismatch?.samples[0]?.index, [4321]);
    assert.equal(mismatch.samples[0].expected, 1000);
  });

  for (const dtype of dtypeNames) {
    it(`of ${dtype} are read and written in full width`, async () => {
      const count = 1021;
      const x = filled(dtype, count, 2);
      const y = createTensor(dtype, [count]);
      bytesOf(y.data).set(bytesOf(x.data));
      const tensors = { inputs: { x }, outputs: { y }, dims: { N: count } };
      const options = { time: false, trials: 3 };
      expectPass(await verifyHere(copySource(dtype), tensors, options), `a copy of ${dtype}`);
      // The sign, or the highest bit: a difference in every dtype.
      if (dtype === 'bool') y.data[7] = 1 - Number(y.data[7]);
      else bytesOf(y.data)[7 * y.data.BYTES_PER_ELEMENT + y.data.BYTES_PER_ELEMENT - 1]! ^= 0x80;
      const found = expectOutcome(
        await verifyHere(copySource(dtype), tensors, options),
        'incorrect',
        `${dtype}, changed`,
      );
      assert.deepEqual([found.mismatches[0]?.wrong, found.mismatches[0]?.samples[0]?.index], [1, [7]]);
    });
  }

  it('may be so small that they share a page of memory', async () => {
    for (let round = 0; round < 3; round++) {
      expectPass(await verifyHere(addSource, sums(3), { time: false }), `three elements, round ${round}`);
    }
  });

  it('may be views of the same memory', async () => {
    const x = createTensor('f32', [1000]);
    addon.generate(x.data, generatePlan('f32', defaultFill('f32'), 0, 7));
    const tensors = {
      inputs: { x },
      outputs: { y: { ...x, data: new Float32Array(x.data.buffer) } },
      dims: { N: 1000 },
    };
    for (let round = 0; round < 2; round++) {
      expectPass(await verifyHere(copySource('f32'), tensors, { time: false }), `one memory twice, round ${round}`);
    }
  });

  it('are shared with a worker thread without a copy', async () => {
    const tensors = sums(2000);
    const { c } = tensors.outputs;
    bytesOf(c.data).fill(0);
    expectOutcome(await verifyHere(addSource, tensors, { time: false }), 'incorrect', 'before the worker');
    const code = `
      const { workerData: { a, b, c } } = require('node:worker_threads');
      const [x, y, sum] = [a, b, c].map((buffer) => new Float32Array(buffer));
      for (let i = 0; i < sum.length; i++) sum[i] = x[i] + y[i];
    `;
    const { a, b } = tensors.inputs;
    const workerData = { a: a!.data.buffer, b: b!.data.buffer, c: c.data.buffer };
    const [exitCode] = (await once(new Worker(code, { eval: true, workerData }), 'exit')) as [number];
    assert.equal(exitCode, 0, 'the worker failed');
    expectPass(await verifyHere(addSource, tensors, { time: false }), 'after the worker');
    addToBits(c.data, 1234, 1 << 22);
    expectOutcome(await verifyHere(addSource, tensors, { time: false }), 'incorrect', 'after another change');
  });
});
