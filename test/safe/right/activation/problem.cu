/*---
name: activation
summary: One of four functions for each row, which a number names.
dims: { M: 16384, N: 2048 }
cases:
  small: { M: 13, N: 100 }
inputs:
  x: { type: f32, shape: [M, N] }
  which: { type: i32, shape: [M], fill: { integers: [0, 3] } }
outputs:
  y: { type: f32, shape: [M, N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)", M], block: [256], args: [x, which, y, N] }
---*/
extern "C" __global__ void reference(const float* x, const int* which, float* y, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i >= N) return;
    size_t at = (size_t)blockIdx.y * N + i;
    double v = x[at];
    switch (which[blockIdx.y]) {
    case 0: y[at] = (float)fmax(v, 0.0); break;
    case 1: y[at] = (float)tanh(v); break;
    case 2: y[at] = (float)(v / (1.0 + exp(-v))); break;
    default: y[at] = (float)(0.5 * v * (1.0 + erf(v * 0.70710678118654752)));
    }
}
