/*---
name: out_of_bounds_local_pointer
summary: A local array's address in a function that is not inlined, which is told a size in the wrong unit.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 7] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 1048576] }
---*/
__device__ __noinline__ void put(int* to, int pitch, int v) {
    for (int k = 0; k < 2; k++) to[k * pitch] = v + k; // expect: out-of-bounds local
}
extern "C" __global__ void run(const int* x, int* y, int bytes) {
    int t = threadIdx.x;
    int own[8];
    for (int k = 0; k < 8; k++) own[k] = x[k];
    put(own, t == 31 ? bytes : 4, t);
    y[t] = own[x[t]];
}
