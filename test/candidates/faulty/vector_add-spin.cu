/*---
workspace:
  flag: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, flag, N] }
---*/
// Waits for a flag that nobody raises. The flag is volatile, so the loop stays.
extern "C" __global__ void add(const float* a, const float* b, float* c, volatile int* flag, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) c[i] = a[i] + b[i];
    while (*flag == 0) {
    }
}
