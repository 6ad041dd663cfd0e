/*---
name: race_matmul_after_load
summary: Tiled matmul without the barrier between loading a tile and using it. The tiles start as zeros.
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
    tile[ty][tx] = 0.0f;
    for (int k = 0; k < N; k += 16) {
        __syncthreads();
        float v = b[(k + ty) * N + column];
        tile[ty][tx] = v; // expect: race shared
        for (int i = 0; i < 16; i++) {
            float w = a[row * N + k + i];
            sum += w * tile[i][tx]; // expect: race shared
        }
    }
    c[row * N + column] = sum;
}
