/*---
name: budget_grid_spin
summary: A grid-wide barrier made by hand that one block of a cooperative launch never reaches.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  arrived: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [32], cooperative: true, args: [x, arrived, y] }
---*/
extern "C" __global__ void run(const int* x, int* arrived, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i] = x[i];
    if (blockIdx.x == 3) return;
    __syncthreads();
    if (threadIdx.x == 0) {
        __threadfence();
        atomicAdd(arrived, 1);
        while (atomicAdd(arrived, 0) < 4) { // expect: budget
        }
    }
    __syncthreads();
}
