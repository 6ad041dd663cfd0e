/*---
name: race_hand_made_grid_barrier
summary: A barrier of all blocks made of an atomic counter and fences.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  middle: { type: f32, shape: [N] }
  arrived: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [16], cooperative: true, args: [x, middle, arrived, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* middle, int* arrived, float* y, int N) {
    int i = blockIdx.x * 16 + threadIdx.x;
    middle[i] = x[i] + 1.0f;
    __syncthreads();
    if (threadIdx.x == 0) {
        __threadfence();
        atomicAdd(arrived, 1);
        while (atomicAdd(arrived, 0) < (int)gridDim.x) {
        }
        __threadfence();
    }
    __syncthreads();
    y[i] = middle[N - 1 - i];
}
