/*---
name: atomics_of_all_kinds
summary: Every atomic operation, on global and on shared memory, and a float maximum by compare and swap.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 100] } }
outputs:
  y: { type: i32, shape: [16] }
workspace:
  g: { type: i32, shape: [16], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, g] }
  - { kernel: copy, grid: [1], block: [16], args: [g, y] }
---*/
__device__ void largest(float* at, float v) {
    int old = *(volatile int*)at, assumed;
    do {
        assumed = old;
        if (__int_as_float(assumed) >= v) return;
        old = atomicCAS((int*)at, assumed, __float_as_int(v));
    } while (old != assumed);
}
extern "C" __global__ void run(const int* x, int* g) {
    __shared__ unsigned s[4];
    __shared__ double wide;
    int t = threadIdx.x, v = x[blockIdx.x * 32 + t];
    if (t < 4) s[t] = 0;
    if (t == 4) wide = 0.0;
    __syncthreads();
    atomicAdd(&g[0], v);
    atomicSub(&g[1], v);
    atomicMax(&g[2], v);
    atomicMin(&g[3], -v);
    atomicAnd(&g[4], v);
    atomicOr(&g[5], v);
    atomicXor(&g[6], v);
    atomicInc((unsigned*)&g[7], 10);
    atomicDec((unsigned*)&g[8], 10);
    atomicExch(&g[9], 5);
    atomicAdd((float*)&g[10], (float)v);
    largest((float*)&g[11], (float)v);
    atomicAdd((unsigned long long*)&g[12], (unsigned long long)v);
    atomicAdd(&s[0], (unsigned)v);
    atomicMax(&s[1], (unsigned)v);
    atomicAdd(&wide, (double)v);
    __syncthreads();
    if (t == 0) atomicAdd(&g[14], (int)(s[0] + s[1] + (unsigned)wide));
}
extern "C" __global__ void copy(const int* g, int* y) { y[threadIdx.x] = g[threadIdx.x]; }
