/*---
name: misaligned_noinline_double
summary: Bytes given to a function that is not inlined and takes them for a double.
dims: { N: 72 }
inputs:
  x: { type: u8, shape: [N], fill: { integers: [0, 9] } }
outputs:
  y: { type: f64, shape: [8] }
launch:
  - { kernel: run, grid: [1], block: [8], args: [x, y] }
---*/
__device__ __noinline__ double read(const unsigned char* p) {
    return *(const double*)p; // expect: misaligned x
}
extern "C" __global__ void run(const unsigned char* x, double* y) { y[threadIdx.x] = read(x + threadIdx.x * 8 + 4); }
