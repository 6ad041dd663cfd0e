/*---
name: quantise
summary: Rows of single precision as 8-bit integers with a scale for each row.
dims: { M: 16384, N: 4096 }
cases:
  small: { M: 6, N: 200 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  q: { type: i8, shape: [M, N] }
  scale: { type: f32, shape: [M] }
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, q, scale, N] }
---*/
extern "C" __global__ void reference(const float* x, signed char* q, float* scale, int N) {
    __shared__ float largest[64];
    const float* row = x + (size_t)blockIdx.x * N;
    float own = 0.0f;
    for (int i = threadIdx.x; i < N; i += 64) own = fmaxf(own, fabsf(row[i]));
    largest[threadIdx.x] = own;
    __syncthreads();
    for (int k = 0; k < 64; k++) own = fmaxf(own, largest[k]);
    float step = own / 127.0f;
    if (threadIdx.x == 0) scale[blockIdx.x] = step;
    for (int i = threadIdx.x; i < N; i += 64) q[(size_t)blockIdx.x * N + i] = (signed char)rintf(row[i] / step);
}
