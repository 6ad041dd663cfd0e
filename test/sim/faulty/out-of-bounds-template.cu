/*---
name: out_of_bounds_template
summary: A template whose tile is one wider than the data.
dims: { M: 8, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M] }
launch:
  - { kernel: "rows<33>", grid: [M], block: [1], args: [x, y, N] }
---*/
template <int WIDTH>
__global__ void rows(const float* x, float* y, int N) {
    float sum = 0.0f;
    for (int i = 0; i < WIDTH; i++) {
        sum += x[blockIdx.x * N + i]; // expect: out-of-bounds x
    }
    y[blockIdx.x] = sum;
}
