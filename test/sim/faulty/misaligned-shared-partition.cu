/*---
name: misaligned_shared_partition
summary: Dynamic shared memory parted so that the doubles begin behind an odd number of floats.
dims: { N: 33 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f64, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], shared: "4 * N + 8 * N", args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, double* y, int N) {
    extern __shared__ __align__(16) float single[];
    double* wide = (double*)(single + N);
    int t = threadIdx.x;
    single[t] = x[t];
    wide[t] = 1.0; // expect: misaligned shared
    __syncthreads();
    y[t] = wide[t] + single[N - 1 - t];
}
