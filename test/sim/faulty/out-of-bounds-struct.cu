/*---
name: out_of_bounds_struct
summary: An array of three-float structures that is one element shorter than the threads are many.
dims: { N: 63 }
inputs:
  x: { type: f32, shape: [N, 3] }
outputs:
  y: { type: f32, shape: [64] }
launch:
  - { kernel: run, grid: [1], block: [64], args: [x, y] }
---*/
struct Point {
    float a, b, c;
};
extern "C" __global__ void run(const Point* x, float* y) {
    Point p = x[threadIdx.x]; // expect: out-of-bounds x
    y[threadIdx.x] = p.a * p.b + p.c;
}
