/*---
workspace:
  partial: { type: f32, shape: [512] }
  finished: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: reduce, grid: [512], block: [256], args: [x, partial, finished, y, N] }
---*/
// The block that finishes last adds the others' results, which their fences have made visible.
__device__ float block_sum(float v) {
    __shared__ float s[8];
    for (int offset = 16; offset > 0; offset /= 2) v += __shfl_xor_sync(0xffffffffu, v, offset);
    __syncthreads();
    if (threadIdx.x % 32 == 0) s[threadIdx.x / 32] = v;
    __syncthreads();
    float sum = 0.0f;
    for (int k = 0; k < 8; k++) sum += s[k];
    return sum;
}

extern "C" __global__ void reduce(const float* x, volatile float* partial, int* finished, float* y, int N) {
    __shared__ bool last;
    float sum = 0.0f;
    for (int i = blockIdx.x * 256 + threadIdx.x; i < N; i += gridDim.x * 256) sum += x[i];
    sum = block_sum(sum);
    if (threadIdx.x == 0) {
        partial[blockIdx.x] = sum;
        __threadfence();
        last = atomicAdd(finished, 1) == (int)gridDim.x - 1;
    }
    __syncthreads();
    if (!last) return;
    __threadfence();
    float all = 0.0f;
    for (int k = threadIdx.x; k < gridDim.x; k += 256) all += partial[k];
    all = block_sum(all);
    if (threadIdx.x == 0) y[0] = all;
}
