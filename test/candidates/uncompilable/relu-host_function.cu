/*---
launch:
  - { kernel: relu, grid: ["ceildiv(M * N, 256)"], block: [256], args: [x, y, "M * N"] }
---*/
// Without __device__ the helper is a function of the host.
static float positive(float x) { return x > 0.0f ? x : 0.0f; }

extern "C" __global__ void relu(const float* x, float* y, long long count) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) y[i] = positive(x[i]);
}
