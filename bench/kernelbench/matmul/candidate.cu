/*---
launch:
  - kernel: matmul_fresh
    grid: ["ceildiv(N, 128)", "ceildiv(M, 128)"]
    block: [256]
    args: [a, b, c, M, N, K]
---*/
constexpr int ROWS = 128, COLUMNS = 128, STEP = 8;
constexpr int THREADS = ROWS / 8 * (COLUMNS / 8);

// Each thread makes 8 x 8 of a tile of 128 x 128; the next step is on its way while one is computed.
extern "C" __global__ void __launch_bounds__(THREADS, 2)
    matmul_fresh(const float* a, const float* b, float* c_out, int M, int N, int K) {
    __shared__ __align__(16) float tile_a[STEP][ROWS + 4];
    __shared__ __align__(16) float tile_b[STEP][COLUMNS];
    int t = threadIdx.x;
    int row = blockIdx.y * ROWS, column = blockIdx.x * COLUMNS;
    int mine_row = t / (COLUMNS / 8) * 4, mine_column = t % (COLUMNS / 8) * 4;

    auto load_a = [&](int r, int i) { return r < M && i < K ? a[(long long)r * K + i] : 0.0f; };
    auto load_b = [&](int i, int c) { return i < K && c < N ? b[(long long)i * N + c] : 0.0f; };

    float next_a[ROWS * STEP / THREADS], next_b[COLUMNS * STEP / THREADS];
    auto fetch = [&](int k) {
#pragma unroll
        for (int n = 0; n < ROWS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            next_a[n] = load_a(row + at / STEP, k + at % STEP);
        }
#pragma unroll
        for (int n = 0; n < COLUMNS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            next_b[n] = load_b(k + at / COLUMNS, column + at % COLUMNS);
        }
    };

    float sum[8][8] = {};
    fetch(0);
    for (int k = 0; k < K; k += STEP) {
#pragma unroll
        for (int n = 0; n < ROWS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            tile_a[at % STEP][at / STEP] = next_a[n];
        }
#pragma unroll
        for (int n = 0; n < COLUMNS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            tile_b[at / COLUMNS][at % COLUMNS] = next_b[n];
        }
        __syncthreads();
        // Beyond the end these are zeros: nobody waits for them.
        fetch(k + STEP);
#pragma unroll
        for (int i = 0; i < STEP; i++) {
            float a[8], b[8];
            *(float4*)&a[0] = *(const float4*)&tile_a[i][mine_row];
            *(float4*)&a[4] = *(const float4*)&tile_a[i][ROWS / 2 + mine_row];
            *(float4*)&b[0] = *(const float4*)&tile_b[i][mine_column];
            *(float4*)&b[4] = *(const float4*)&tile_b[i][COLUMNS / 2 + mine_column];
#pragma unroll
            for (int p = 0; p < 8; p++)
#pragma unroll
                for (int q = 0; q < 8; q++) sum[p][q] += a[p] * b[q];
        }
        __syncthreads();
    }
#pragma unroll
    for (int p = 0; p < 8; p++)
#pragma unroll
        for (int q = 0; q < 8; q++) {
            int r = row + mine_row + (p < 4 ? p : ROWS / 2 + p - 4);
            int c = column + mine_column + (q < 4 ? q : COLUMNS / 2 + q - 4);
            if (r < M && c < N) c_out[(long long)r * N + c] = sum[p][q];
        }
}
