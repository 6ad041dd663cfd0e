/*---
name: out_of_bounds_pointer_in_shared
summary: Pointers kept in shared memory, one for each warp, of which the last reaches beyond the output.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float* rows[4];
    int t = threadIdx.x;
    if (t < 4) rows[t] = y + 33 * t;
    __syncthreads();
    float* row = rows[t / 32];
    row[t % 32] = x[t]; // expect: out-of-bounds y
    __syncthreads();
    if (t < 3) y[33 * t + 32] = 0.0f;
}
