/*---
name: race_last_block_module_counter
summary: The last-block pattern with a counter that is a variable of the module, and plain partial sums.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
workspace:
  partial: { type: f32, shape: [4] }
launch:
  - { kernel: run, grid: [4], block: [16], args: [x, partial, y] }
---*/
__device__ unsigned arrived = 0;
extern "C" __global__ void run(const float* x, float* partial, float* y) {
    __shared__ bool last;
    int t = threadIdx.x;
    float sum = x[blockIdx.x * 16 + t];
    for (int offset = 8; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffff, sum, offset);
    if (t == 0) {
        partial[blockIdx.x] = sum;
        __threadfence();
        last = atomicAdd(&arrived, 1u) == 3;
        __threadfence();
    }
    __syncthreads();
    if (last && t == 0) {
        y[0] = partial[0] + partial[1] + partial[2] + partial[3];
        arrived = 0;
    }
}
