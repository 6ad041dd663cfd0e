/*---
name: write_to_input_const_cast
summary: Casts const away and writes back the value that was there.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    volatile float* hidden = const_cast<float*>(x);
    float v = hidden[t];
    hidden[t] = v; // expect: write-to-input x
    y[t] = v;
}
