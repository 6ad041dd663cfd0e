/*---
name: out_of_bounds_vector_loop
summary: A grid-stride loop over float4 that rounds the number of vectors up.
dims: { N: 250 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [16], args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    int vectors = (N + 3) / 4;
    for (int i = blockIdx.x * 16 + threadIdx.x; i < vectors; i += gridDim.x * 16) {
        float4 v = ((const float4*)x)[i]; // expect: out-of-bounds x
        for (int k = 0; k < 4; k++)
            if (4 * i + k < N) y[4 * i + k] = (&v.x)[k];
    }
}
