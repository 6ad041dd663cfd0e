/*---
name: stack_overflow_function_pointer
summary: A function that calls itself through a pointer.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [1], args: [x, y] }
---*/
typedef int (*Step)(const int*, int, void*);
__device__ __noinline__ int again(const int* x, int n, void* self) { // expect: stack-overflow
    int below = ((Step)self)(x, n + x[0], self); // expect: stack-overflow
    return below * 5 + x[n & 31];
}
__device__ __noinline__ int never(const int* x, int n, void* self) { return n; }
extern "C" __global__ void run(const int* x, int* y) {
    Step first = x[1] > 0 ? again : never;
    y[0] = first(x, 0, (void*)first);
}
