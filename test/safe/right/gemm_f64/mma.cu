/*---
launch:
  - { kernel: gemm, grid: ["N / 32", "M / 32"], block: [128], args: [a, b, c, N, K] }
---*/
// The tensor cores' double precision, 8 x 8 x 4 a warp at a time: four warps with 16 x 16 results each.
extern "C" __global__ void gemm(const double* a, const double* b, double* c, int N, int K) {
    __shared__ double tile_a[32][17], tile_b[16][33];
    int t = threadIdx.x, lane = t % 32, warp = t / 32, warp_row = warp / 2 * 16, warp_column = warp % 2 * 16;
    size_t first_row = blockIdx.y * 32, first_column = blockIdx.x * 32;
    double sum[2][2][2] = {};
    for (int k = 0; k < K; k += 16) {
        for (int i = t; i < 512; i += 128) {
            tile_a[i / 16][i % 16] = a[(first_row + i / 16) * K + k + i % 16];
            tile_b[i / 32][i % 32] = b[(size_t)(k + i / 32) * N + first_column + i % 32];
        }
        __syncthreads();
#pragma unroll
        for (int i = 0; i < 16; i += 4)
#pragma unroll
            for (int m = 0; m < 2; m++)
#pragma unroll
                for (int n = 0; n < 2; n++) {
                    double left = tile_a[warp_row + 8 * m + lane / 4][i + lane % 4];
                    double right = tile_b[i + lane % 4][warp_column + 8 * n + lane / 4];
                    asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
                                 : "+d"(sum[m][n][0]), "+d"(sum[m][n][1])
                                 : "d"(left), "d"(right));
                }
        __syncthreads();
    }
    for (int m = 0; m < 2; m++)
        for (int n = 0; n < 2; n++)
            *(double2*)(c + (first_row + warp_row + 8 * m + lane / 4) * N + first_column + warp_column + 8 * n +
                        lane % 4 * 2) = make_double2(sum[m][n][0], sum[m][n][1]);
}
