/*---
launch:
  - { kernel: gemm, grid: ["N / 64", "M / 64"], block: [320], args: [a, b, c, N, K] }
---*/
// Two warps only load and eight only multiply. Named barriers 2 and 3 say that a stage is full, 4 and 5 that it is
// empty.
constexpr int TILE = 64, STEP = 16, PRODUCERS = 64, THREADS = 320;

__device__ void sync(int barrier) { asm volatile("barrier.sync %0, %1;" ::"r"(barrier), "n"(THREADS) : "memory"); }
__device__ void arrive(int barrier) { asm volatile("barrier.arrive %0, %1;" ::"r"(barrier), "n"(THREADS) : "memory"); }

extern "C" __global__ void gemm(const float* a, const float* b, float* c, int N, int K) {
    __shared__ __align__(16) float tile_a[2][TILE][STEP + 4], tile_b[2][STEP][TILE];
    int steps = K / STEP, first_row = blockIdx.y * TILE, first_column = blockIdx.x * TILE;
    if (threadIdx.x < PRODUCERS) {
        int t = threadIdx.x;
        for (int step = 0; step < steps; step++) {
            int stage = step % 2;
            if (step >= 2) sync(4 + stage);
            for (int i = t; i < TILE * STEP / 4; i += PRODUCERS) {
                int row = i / 4, k = i % 4 * 4, deep = i / 16, column = i % 16 * 4;
                *(float4*)&tile_a[stage][row][k] =
                    *(const float4*)(a + (size_t)(first_row + row) * K + step * STEP + k);
                *(float4*)&tile_b[stage][deep][column] =
                    *(const float4*)(b + (size_t)(step * STEP + deep) * N + first_column + column);
            }
            arrive(2 + stage);
        }
        return;
    }
    int t = threadIdx.x - PRODUCERS, tx = t % 16, ty = t / 16;
    float sum[4][4] = {};
    for (int step = 0; step < steps; step++) {
        int stage = step % 2;
        sync(2 + stage);
        for (int i = 0; i < STEP; i++) {
            float4 right = *(const float4*)&tile_b[stage][i][tx * 4];
#pragma unroll
            for (int m = 0; m < 4; m++) {
                float left = tile_a[stage][ty * 4 + m][i];
                sum[m][0] += left * right.x;
                sum[m][1] += left * right.y;
                sum[m][2] += left * right.z;
                sum[m][3] += left * right.w;
            }
        }
        if (step + 2 < steps) arrive(4 + stage);
    }
#pragma unroll
    for (int m = 0; m < 4; m++)
        *(float4*)(c + (size_t)(first_row + ty * 4 + m) * N + first_column + tx * 4) =
            make_float4(sum[m][0], sum[m][1], sum[m][2], sum[m][3]);
}
