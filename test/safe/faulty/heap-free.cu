/*---
name: heap_free
summary: Gives back what never came from the heap.
dims: { N: 32 }
inputs:
  x: { type: i64, shape: [N], fill: { constant: 0 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const long long* x, int* y) {
    int t = threadIdx.x;
    y[t] = t;
    free((void*)x[t]); // expect: heap
}
