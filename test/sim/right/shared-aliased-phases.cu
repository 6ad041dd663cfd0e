/*---
name: shared_aliased_phases
summary: The same shared memory holds floats, then shorts, then floats again, with barriers between.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ union {
        float wide[64];
        short narrow[128];
    } s;
    int t = threadIdx.x;
    s.wide[t] = x[t];
    __syncthreads();
    float v = s.wide[63 - t];
    __syncthreads();
    s.narrow[2 * t] = (short)(v * 10.0f);
    s.narrow[2 * t + 1] = (short)t;
    __syncthreads();
    int both = s.narrow[(2 * t + 5) % 128] + s.narrow[(2 * t + 6) % 128];
    __syncthreads();
    s.wide[t] = (float)both;
    __syncthreads();
    y[t] = s.wide[t ^ 1];
}
