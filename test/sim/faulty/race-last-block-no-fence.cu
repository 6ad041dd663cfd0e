/*---
name: race_last_block_no_fence
summary: The last block to arrive sums all partial sums, and no fence orders them before the counter.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
workspace:
  partial: { type: f32, shape: [4], fill: { constant: 0 } }
  count: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [4], block: [16], args: [x, partial, count, y] }
---*/
extern "C" __global__ void run(const float* x, float* partial, unsigned* count, float* y) {
    if (threadIdx.x != 0) return;
    float sum = 0.0f;
    for (int k = 0; k < 16; k++) sum += x[blockIdx.x * 16 + k];
    partial[blockIdx.x] = sum; // expect: race partial
    unsigned before = atomicAdd(count, 1u);
    if (before == 3) {
        float total = 0.0f;
        for (int k = 0; k < 4; k++) {
            total += partial[k]; // expect: race partial
        }
        y[0] = total;
    }
}
