import assert from 'node:assert/strict';
import { verifyKernel } from '../../lib/index.js';

const source = `/*---
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
// The compiler keeps b, c and d across the barrier: they depend on what is read behind it.
__device__ __noinline__ double in_doubles(const float* x, int t) {
    double a = x[t], b = a * 2.0, c = a + 3.0, d = b * c;
    __syncwarp();
    double e = x[t ^ 16];
    return a * e + b * e + c * e + d * e;
}
__device__ __noinline__ float in_floats(const float* x, int t) {
    float a = x[t], b = a * 2.0f, c = a + 3.0f, d = b * c;
    __syncwarp();
    float e = x[t ^ 16];
    return a * e + b * e + c * e + d * e;
}
extern "C" __global__ void run(const float* x, double* y) {
    int t = threadIdx.x;
    y[t] = t < 16 ? in_doubles(x, t) : (double)in_floats(x, t);
}
`;

/** Small whole numbers: every product and sum is exact in both types. */
function expectedOf(x: Float32Array): Float64Array {
  return Float64Array.from(x, (a, t) => {
    const e = x[t ^ 16] ?? Number.NaN;
    const [b, c] = [a * 2, a + 3];
    return a * e + b * e + c * e + b * c * e;
  });
}

describe('lanes of one warp in two functions at once', () => {
  it('keep registers of their own', async () => {
    const x = new Float32Array(new SharedArrayBuffer(32 * 4));
    x.set(Array.from({ length: 32 }, (_, i) => 1 + i));
    const y = new Float64Array(new SharedArrayBuffer(32 * 8));
    y.set(expectedOf(x));
    const tensors = {
      inputs: { x: { dtype: 'f32' as const, shape: [32], data: x } },
      outputs: { y: { dtype: 'f64' as const, shape: [32], data: y } },
    };
    const verdict = await verifyKernel(source, tensors, { device: 'sim' });
    assert.equal(verdict.outcome, 'pass', JSON.stringify(verdict));
  });
});
