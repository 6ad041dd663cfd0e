/*---
name: budget_grid_barrier_count
summary: A barrier of all blocks that waits for one block more than there are.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  arrived: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, arrived, y] }
---*/
extern "C" __global__ void run(const float* x, int* arrived, float* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    y[i] = x[i];
    __syncthreads();
    if (threadIdx.x == 0) {
        atomicAdd(arrived, 1);
        while (atomicAdd(arrived, 0) < 3) { // expect: budget
        }
    }
    __syncthreads();
}
