/*---
name: out_of_bounds_struct
summary: Arrays of structures, passed around and returned by value.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N, 3] }
outputs:
  y: { type: f32, shape: [N, 3] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
struct Point {
    float a, b, c;
};
__device__ __noinline__ Point turned(Point p, int by) {
    for (int k = 0; k < by % 3; k++) p = Point{p.b, p.c, p.a};
    return p;
}
extern "C" __global__ void run(const Point* x, Point* y) {
    Point p = x[threadIdx.x];
    y[threadIdx.x] = turned(p, threadIdx.x);
}
