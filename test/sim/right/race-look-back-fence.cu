/*---
name: race_look_back_fence
summary: A chained scan with a separate flag, a fence before it is raised and a fence after it is seen.
dims: { N: 4 }
inputs:
  x: { type: i32, shape: [N, 32] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  sums: { type: i32, shape: [N] }
  ready: { type: i32, shape: [N], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [N], block: [1], args: [x, sums, ready, y] }
---*/
extern "C" __global__ void run(const int* x, int* sums, int* ready, int* y) {
    int b = blockIdx.x, sum = 1;
    for (int k = 0; k < 32; k++) sum += x[b * 32 + k];
    if (b > 0) {
        while (*(volatile int*)&ready[b - 1] == 0) {
        }
        __threadfence();
        sum += sums[b - 1];
    }
    sums[b] = sum;
    __threadfence();
    *(volatile int*)&ready[b] = 1;
    y[b] = sum;
}
