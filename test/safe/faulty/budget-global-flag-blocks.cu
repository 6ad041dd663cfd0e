/*---
name: budget_global_flag_blocks
summary: The blocks wait for a flag that the last block raises only after they have gone on.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  flags: { type: i32, shape: [2], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, flags, y] }
---*/
extern "C" __global__ void run(const int* x, int* flags, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    if (threadIdx.x == 0) {
        while (atomicAdd(&flags[1 - blockIdx.x], 0) == 0) { // expect: budget
        }
        atomicExch(&flags[blockIdx.x], 1);
    }
    __syncthreads();
    y[i] = x[i];
}
