/*---
name: out_of_bounds_atomic_generic
summary: An atomic addition to shared or to global memory; the global counter is one too far.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 3] } }
outputs:
  y: { type: i32, shape: [4] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int s[4];
    int t = threadIdx.x;
    if (t < 4) s[t] = 0;
    if (t < 4) y[t] = 0;
    __syncthreads();
    int* counters = t < 60 ? s : y + 4;
    atomicAdd(&counters[x[t]], 1); // expect: out-of-bounds y
    __syncthreads();
    if (t < 4) y[t] += s[t];
}
