/*---
name: barrier_divergence_trip_count
summary: A barrier in a loop whose trip count the whole block shares, though it comes from the data.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
  rounds: { type: i32, shape: [2], fill: { integers: [2, 5] } }
outputs:
  y: { type: f32, shape: [2, N] }
launch:
  - { kernel: run, grid: [2], block: [N], args: [x, rounds, y] }
---*/
extern "C" __global__ void run(const float* x, const int* rounds, float* y) {
    __shared__ float s[2][64];
    int t = threadIdx.x, n = rounds[blockIdx.x];
    float v = x[t];
    for (int k = 0; k < n; k++) {
        s[k % 2][t] = v;
        __syncthreads();
        v += s[k % 2][t ^ 33];
    }
    y[blockIdx.x * 64 + t] = v;
}
