/*---
name: race_in_place_scan
summary: Hillis-Steele scan in one array with two barriers in each step.
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
        float before = t >= step ? s[t - step] : 0.0f;
        __syncthreads();
        s[t] += before;
        __syncthreads();
    }
    y[t] = s[t];
}
