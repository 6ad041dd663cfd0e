/*---
name: heap_malloc
summary: Scratch space from the device's heap, for the first thread.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    float v = x[t];
    if (t == 0) {
        float* scratch = (float*)malloc(64); // expect: heap
        if (scratch) {
            scratch[0] = v;
            v = scratch[0] * 2.0f;
            free(scratch);
        }
    }
    y[t] = v;
}
