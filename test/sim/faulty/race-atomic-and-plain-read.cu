/*---
name: race_atomic_and_plain_read
summary: A total that some threads add to with atomics while others read it.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int total;
    int t = threadIdx.x;
    if (t == 0) total = 0;
    __syncthreads();
    int v = x[t];
    atomicAdd(&total, v + 1); // expect: race shared
    int seen = total; // expect: race shared
    y[t] = seen;
}
