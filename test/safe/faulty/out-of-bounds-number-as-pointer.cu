/*---
name: out_of_bounds_number_as_pointer
summary: A number from memory that was never a pointer is taken for one.
dims: { N: 32 }
inputs:
  x: { type: i64, shape: [N], fill: { constant: 4660 } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const long long* x, float* y) {
    int t = threadIdx.x;
    const float* p = (const float*)(x[t] * 4);
    float v = *p; // expect: out-of-bounds global
    y[t] = v;
}
