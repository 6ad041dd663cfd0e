/*---
launch:
  - { kernel: clamp_in_place, grid: ["ceildiv(M * N, 256)"], block: [256], args: [x, "M * N"] }
  - { kernel: copy, grid: ["ceildiv(M * N, 256)"], block: [256], args: [x, y, "M * N"] }
---*/
// The output is right, but the input is used as scratch memory and is no longer what it was.
extern "C" __global__ void clamp_in_place(float* x, long long count) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) x[i] = fmaxf(x[i], 0.0f);
}

extern "C" __global__ void copy(const float* x, float* y, long long count) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) y[i] = x[i];
}
