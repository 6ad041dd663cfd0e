/*---
launch:
  - kernel: "matmul_registers<{{BM}}, {{BN}}, {{BK}}, {{TM}}, {{TN}}>"
    grid: ["ceildiv(N, {{BN}})", "ceildiv(M, {{BM}})"]
    block: ["{{BM}} * {{BN}} / ({{TM}} * {{TN}})"]
    args: [a, b, c, M, N, K]
---*/
/*=== design
summary: A block of results a thread in registers, from tiles in shared memory.
variants:
  - { BM: 64, BN: 64, BK: 8, TM: 4, TN: 4 }
  - { BM: 32, BN: 64, BK: 16, TM: 4, TN: 2 }
  - { BM: 128, BN: 64, BK: 8, TM: 8, TN: 4 }
  - { BM: 64, BN: 32, BK: 32, TM: 2, TN: 4 }
wrong:
  - { why: Results lie in neighbouring columns but are written apart., change: "int column = first_column + tx * TN + j;", to: "int column = first_column + j * (BN / TN) + tx;" }
  - { why: The sums begin anew with every tile., change: "float of_a[TM], of_b[TN];", to: "float of_a[TM], of_b[TN]; if (k == 0 && step == BK) for (int i = 0; i < TM; i++) sum[i][0] = 0.0f;" }
faulty:
  - { why: Rows below the matrix are written., change: "if (row >= M) continue;", to: "" }
===*/
template <int BM, int BN, int BK, int TM, int TN>
__global__ void __launch_bounds__(BM * BN / (TM * TN))
matmul_registers(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c, int M, int N, int K) {
    constexpr int THREADS = BM * BN / (TM * TN);
    __shared__ float tile_a[BK][BM], tile_b[BK][BN];
    int t = threadIdx.x, tx = t % (BN / TN), ty = t / (BN / TN);
    int first_row = blockIdx.y * BM, first_column = blockIdx.x * BN;
    float sum[TM][TN] = {};
    for (int step = 0; step < K; step += BK) {
        for (int i = t; i < BM * BK; i += THREADS) {
            int row = first_row + i / BK, k = step + i % BK;
            tile_a[i % BK][i / BK] = row < M && k < K ? a[(size_t)row * K + k] : 0.0f;
        }
        for (int i = t; i < BK * BN; i += THREADS) {
            int k = step + i / BN, column = first_column + i % BN;
            tile_b[i / BN][i % BN] = k < K && column < N ? b[(size_t)k * N + column] : 0.0f;
        }
        __syncthreads();
#pragma unroll
        for (int k = 0; k < BK; k++) {
            float of_a[TM], of_b[TN];
#pragma unroll
            for (int i = 0; i < TM; i++) of_a[i] = tile_a[k][ty * TM + i];
#pragma unroll
            for (int j = 0; j < TN; j++) of_b[j] = tile_b[k][tx * TN + j];
#pragma unroll
            for (int i = 0; i < TM; i++)
#pragma unroll
                for (int j = 0; j < TN; j++) sum[i][j] = fmaf(of_a[i], of_b[j], sum[i][j]);
        }
        __syncthreads();
    }
#pragma unroll
    for (int i = 0; i < TM; i++) {
        int row = first_row + ty * TM + i;
        if (row >= M) continue;
#pragma unroll
        for (int j = 0; j < TN; j++) {
            int column = first_column + tx * TN + j;
            if (column < N) c[(size_t)row * N + column] = sum[i][j];
        }
    }
}
