/*---
name: out_of_bounds_device_function
summary: A function that is not inlined stores where its caller's pointer does not reach.
dims: { N: 48 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [16], args: [x, y] }
---*/
__device__ __noinline__ void store4(float* to, float v) {
    for (int k = 0; k < 4; k++) {
        to[k * 16] = v; // expect: out-of-bounds y
    }
}
extern "C" __global__ void run(const float* x, float* y) { store4(y + threadIdx.x, x[threadIdx.x]); }
