/*---
name: stack_overflow_array
summary: A recursion with an array in each frame, over a tree that is a ring.
dims: { N: 16 }
inputs:
  child: { type: i32, shape: [N], fill: { constant: 5 } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [1], args: [child, y] }
---*/
__device__ __noinline__ int visit(const int* child, int node) { // expect: stack-overflow
    int seen[32];
    for (int k = 0; k < 32; k++) seen[k] = child[(node + k) % 16];
    if (child[node] < 0) return 0;
    int below = visit(child, child[node]); // expect: stack-overflow
    return below + seen[(below & 7) + child[node]];
}
extern "C" __global__ void run(const int* child, int* y) { y[0] = visit(child, threadIdx.x); }
