/*---
name: budget_barrier_in_loop
summary: All threads of the block meet at a barrier for ever.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int left;
    int t = threadIdx.x;
    if (t == 0) left = 3;
    __syncthreads();
    while (left != 0) { // expect: budget
        __syncthreads(); // expect: budget
        if (t == 0) left = left == 1 ? 3 : left - 1; // expect: budget
        __syncthreads(); // expect: budget
    }
    y[t] = x[t];
}
