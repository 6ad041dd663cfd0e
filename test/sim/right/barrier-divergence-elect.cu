/*---
name: barrier_divergence_elect
summary: One elected lane of each warp works, and the warp meets again.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[2];
    int t = threadIdx.x;
    unsigned elected;
    asm volatile("{\n.reg .pred p;\nelect.sync _|p, 0xffffffff;\nselp.u32 %0, 1, 0, p;\n}" : "=r"(elected));
    if (elected) {
        float sum = 0.0f;
        for (int k = 0; k < 32; k++) sum += x[t / 32 * 32 + k];
        s[t / 32] = sum;
    }
    __syncwarp();
    y[t] = s[t / 32];
}
