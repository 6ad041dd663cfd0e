/*---
name: race_in_place_scan
summary: Hillis-Steele scan in one array with a single barrier in each step.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[128];
    int t = threadIdx.x;
    s[t] = x[t];
    __syncthreads();
    for (int step = 1; step < 128; step *= 2) {
        if (t >= step) {
            float before = s[t - step]; // expect: race shared
            s[t] += before; // expect: race shared
        }
        __syncthreads();
    }
    y[t] = s[t];
}
