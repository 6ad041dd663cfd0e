/*---
name: out_of_bounds_template
summary: Two instances of one template, and a namespace.
dims: { M: 8, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M] }
  z: { type: f64, shape: [M] }
launch:
  - { kernel: "tiles::rows<32, float>", grid: [M], block: [1], args: [x, y, N] }
  - { kernel: "tiles::rows<16, double>", grid: [M], block: [1], args: [x, z, N] }
---*/
namespace tiles {
template <int WIDTH, typename T>
__global__ void rows(const float* x, T* y, int N) {
    T sum = 0;
    for (int i = 0; i < WIDTH; i++) sum += (T)x[blockIdx.x * N + i];
    y[blockIdx.x] = sum;
}
} // namespace tiles
