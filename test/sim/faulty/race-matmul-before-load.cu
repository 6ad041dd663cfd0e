/*---
name: race_matmul_before_load
summary: Tiled matmul without the barrier between using a tile and loading the next one.
dims: { N: 32 }
inputs:
  a: { type: f32, shape: [N, N] }
  b: { type: f32, shape: [N, N] }
outputs:
  c: { type: f32, shape: [N, N] }
launch:
  - { kernel: run, grid: [2, 2], block: [16, 16], args: [a, b, c, N] }
---*/
extern "C" __global__ void run(const float* a, const float* b, float* c, int N) {
    __shared__ float tile[16][16];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * 16 + ty, column = blockIdx.x * 16 + tx;
    float sum = 0.0f;
    for (int k = 0; k < N; k += 16) {
        float v = a[row * N + k + tx];
        tile[ty][tx] = v; // expect: race shared
        __syncthreads();
        for (int i = 0; i < 16; i++) {
            float w = b[(k + 15 - i) * N + column];
            sum += w * tile[(ty + 8) % 16][15 - i]; // expect: race shared
        }
    }
    c[row * N + column] = sum;
}
