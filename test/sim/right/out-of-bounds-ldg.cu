/*---
name: out_of_bounds_ldg
summary: Read-only loads, streaming and last-use loads and stores with cache hints.
dims: { N: 100 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* __restrict__ x, float* __restrict__ y, int N) {
    int i = threadIdx.x;
    float v = __ldg(x + i) + __ldcs(x + N - 1 - i) + __ldcg(x + i / 2) + __ldlu(x + i);
    __stcs(y + i, v);
}
