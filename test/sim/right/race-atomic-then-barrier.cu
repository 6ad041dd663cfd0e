/*---
name: race_atomic_then_barrier
summary: A total by atomics, a barrier, and plain reads of it.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int total, largest;
    int t = threadIdx.x;
    if (t == 0) total = largest = 0;
    __syncthreads();
    int v = x[t];
    int before = atomicAdd(&total, v + 1);
    atomicMax(&largest, before);
    __syncthreads();
    y[t] = total - largest;
}
