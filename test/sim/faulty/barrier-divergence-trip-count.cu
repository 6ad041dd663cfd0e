/*---
name: barrier_divergence_trip_count
summary: A barrier in a loop that one warp goes through once more than the other, which waits elsewhere.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
  rounds: { type: i32, shape: [1], fill: { constant: 3 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, rounds, y] }
---*/
extern "C" __global__ void run(const float* x, const int* rounds, float* y) {
    __shared__ float s[64];
    int t = threadIdx.x, n = rounds[0] + t / 32;
    float v = x[t];
    for (int k = 0; k < n; k++) {
        s[t] = v;
        __syncthreads(); // expect: barrier-divergence
        v += s[t];
    }
    asm volatile("bar.sync 1, 64;" ::: "memory"); // expect: barrier-divergence
    y[t] = v;
}
