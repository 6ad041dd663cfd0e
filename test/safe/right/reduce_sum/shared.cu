/*---
workspace:
  partial: { type: f32, shape: [1024] }
launch:
  - { kernel: reduce, grid: [1024], block: [256], args: [x, partial, N] }
  - { kernel: reduce, grid: [1], block: [256], args: [partial, y, 1024] }
---*/
// A tree in shared memory, and the same kernel once more for the blocks' results.
extern "C" __global__ void reduce(const float* x, float* y, int N) {
    __shared__ float s[256];
    int t = threadIdx.x;
    float sum = 0.0f;
    for (int i = blockIdx.x * 256 + t; i < N; i += gridDim.x * 256) sum += x[i];
    s[t] = sum;
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (t < half) s[t] += s[t + half];
        __syncthreads();
    }
    if (t == 0) y[blockIdx.x] = s[0];
}
