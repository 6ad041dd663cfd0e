/*---
name: race_blelloch_scan
summary: >-
  Blelloch's scan: up and down sweeps whose active threads halve and double.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [64], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int s[128];
    int t = threadIdx.x, offset = 1;
    s[2 * t] = x[2 * t];
    s[2 * t + 1] = x[2 * t + 1];
    for (int d = 64; d > 0; d /= 2) {
        __syncthreads();
        if (t < d) s[offset * (2 * t + 2) - 1] += s[offset * (2 * t + 1) - 1];
        offset *= 2;
    }
    if (t == 0) s[127] = 0;
    for (int d = 1; d < 128; d *= 2) {
        offset /= 2;
        __syncthreads();
        if (t < d) {
            int low = offset * (2 * t + 1) - 1, high = offset * (2 * t + 2) - 1;
            int kept = s[low];
            s[low] = s[high];
            s[high] += kept;
        }
    }
    __syncthreads();
    y[2 * t] = s[2 * t];
    y[2 * t + 1] = s[2 * t + 1];
}
