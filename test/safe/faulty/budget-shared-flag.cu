/*---
name: budget_shared_flag
summary: All but one thread wait for a flag in shared memory, which is lowered instead of raised.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ volatile int flag;
    int t = threadIdx.x;
    if (t == 0) flag = 0;
    __syncthreads();
    if (t == 0) {
        atomicExch((int*)&flag, -1);
    } else {
        while (atomicAdd((int*)&flag, 0) != 1) { // expect: budget
        }
    }
    y[t] = x[t];
}
