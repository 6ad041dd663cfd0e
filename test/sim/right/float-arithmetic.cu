/*---
name: float_arithmetic
summary: Functions of the mathematics library in single and double precision, with special values.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N], fill: { normal: [0, 10] } }
outputs:
  y: { type: f32, shape: [N] }
  z: { type: f64, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, z] }
---*/
extern "C" __global__ void run(const float* x, float* y, double* z) {
    int t = threadIdx.x;
    float v = x[t], a = fabsf(v) + 1e-3f;
    y[t] = expf(-a) + logf(a) + sinf(v) * cosf(v) + tanhf(v) + rsqrtf(a) + powf(a, 0.3f) + erff(v) + fmodf(v, 0.7f) +
           __fdividef(v, a) + floorf(v) + rintf(v) + (float)__float2int_rz(v) + __saturatef(v) + sinf(1e6f * v);
    z[t] = exp(-(double)a) + sqrt((double)a) + (double)v / 3.0 + fma((double)v, 2.0, 1.0) + log1p((double)a);
}
