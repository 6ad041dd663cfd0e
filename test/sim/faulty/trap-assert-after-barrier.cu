/*---
name: trap_assert_after_barrier
summary: An assertion in the second block, after a barrier.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int s[32];
    int t = threadIdx.x, i = blockIdx.x * 32 + t;
    s[t] = x[i];
    __syncthreads();
    int pair = s[t] + s[31 - t];
    y[i] = pair;
    assert(pair < 2 || blockIdx.x == 0); // expect: trap
}
