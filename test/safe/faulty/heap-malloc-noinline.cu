/*---
name: heap_malloc_noinline
summary: A function that is not inlined takes memory from the heap and keeps it.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, y] }
---*/
__device__ __noinline__ int* box(int v) {
    int* p = (int*)malloc(sizeof(int)); // expect: heap
    if (p) *p = v;
    return p;
}
extern "C" __global__ void run(const int* x, int* y) {
    int i = blockIdx.x * 32 + threadIdx.x;
    int* p = i == 63 ? box(x[i]) : nullptr;
    y[i] = p ? *p : x[i];
}
