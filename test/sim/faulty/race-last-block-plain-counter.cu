/*---
name: race_last_block_plain_counter
summary: The last-block pattern with a counter that is not atomic.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [4] }
workspace:
  count: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [16], args: [x, count, y] }
---*/
extern "C" __global__ void run(const float* x, int* count, float* y) {
    if (threadIdx.x != 0) return;
    float sum = 0.0f;
    for (int k = 0; k < 16; k++) sum += x[blockIdx.x * 16 + k];
    y[blockIdx.x] = sum;
    __threadfence();
    int before = *count; // expect: race count
    *count = before + 1; // expect: race count
}
