/*---
name: out_of_bounds_prefetch_next
summary: A software pipeline that loads the tile after the last.
dims: { K: 5, N: 64 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, K, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int K, int N) {
    int t = threadIdx.x;
    float now = x[t], sum = 0.0f;
    for (int k = 1; k <= K; k++) {
        float next = x[k * N + t]; // expect: out-of-bounds x
        sum = sum * 0.5f + now * now + next * next;
        now = 0.5f * next;
    }
    y[t] = sum + now;
}
