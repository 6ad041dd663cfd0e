/*---
launch:
  - { kernel: gemm, grid: ["N / 128", "M / 128"], block: [256], args: [a, b, c, N, K] }
---*/
// 128 x 128 results a block, 8 x 8 a thread; vectors of four from global memory into registers while the tile before is
// multiplied, and from there into the other of two buffers.
constexpr int TILE = 128, STEP = 8;

extern "C" __global__ void __launch_bounds__(256) gemm(const float* a, const float* b, float* c, int N, int K) {
    __shared__ __align__(16) float tile_a[2][STEP][TILE], tile_b[2][STEP][TILE];
    int t = threadIdx.x, tx = t % 16, ty = t / 16;
    const float* from_a = a + (size_t)(blockIdx.y * TILE + t / 2) * K + t % 2 * 4;
    const float* from_b = b + (size_t)(t / 32) * N + blockIdx.x * TILE + t % 32 * 4;
    auto put = [&](int buffer, float4 va, float4 vb) {
        int row = t / 2, k = t % 2 * 4;
        tile_a[buffer][k][row] = va.x;
        tile_a[buffer][k + 1][row] = va.y;
        tile_a[buffer][k + 2][row] = va.z;
        tile_a[buffer][k + 3][row] = va.w;
        *(float4*)&tile_b[buffer][t / 32][t % 32 * 4] = vb;
    };
    put(0, *(const float4*)from_a, *(const float4*)from_b);
    __syncthreads();
    float sum[8][8] = {};
    int buffer = 0;
    for (int k = STEP; k <= K; k += STEP, buffer ^= 1) {
        float4 va, vb;
        if (k < K) {
            va = *(const float4*)(from_a + k);
            vb = *(const float4*)(from_b + (size_t)k * N);
        }
#pragma unroll
        for (int i = 0; i < STEP; i++) {
            float left[8], right[8];
#pragma unroll
            for (int h = 0; h < 2; h++) {
                *(float4*)&left[4 * h] = *(const float4*)&tile_a[buffer][i][64 * h + ty * 4];
                *(float4*)&right[4 * h] = *(const float4*)&tile_b[buffer][i][64 * h + tx * 4];
            }
#pragma unroll
            for (int m = 0; m < 8; m++)
#pragma unroll
                for (int n = 0; n < 8; n++) sum[m][n] += left[m] * right[n];
        }
        if (k < K) put(buffer ^ 1, va, vb);
        __syncthreads();
    }
#pragma unroll
    for (int m = 0; m < 8; m++)
#pragma unroll
        for (int h = 0; h < 2; h++) {
            int row = blockIdx.y * TILE + m / 4 * 64 + ty * 4 + m % 4, column = blockIdx.x * TILE + 64 * h + tx * 4;
            *(float4*)(c + (size_t)row * N + column) = *(float4*)&sum[m][4 * h];
        }
}
