/*---
name: out_of_bounds_function_pointer
summary: One of the functions behind a table reads past the end.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  which: { type: i32, shape: [N], fill: { integers: [0, 2] } }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, which, y] }
---*/
typedef float (*Step)(const float*, int);
__device__ __noinline__ float own(const float* x, int i) { return x[i]; }
__device__ __noinline__ float first(const float* x, int i) { return x[0] * i; }
__device__ __noinline__ float next(const float* x, int i) {
    return x[i + 1]; // expect: out-of-bounds x
}
extern "C" __global__ void run(const float* x, const int* which, float* y) {
    const Step steps[3] = {own, first, next};
    int t = threadIdx.x;
    y[t] = steps[t == 31 ? 2 : which[t] % 2](x, t);
}
