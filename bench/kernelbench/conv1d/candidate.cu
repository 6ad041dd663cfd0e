/*---
launch:
  - kernel: conv1d_fresh
    grid: ["ceildiv(L - R + 1, 128)", "ceildiv(F, 128)", B]
    block: [256]
    args: [weight, x, y, F, "L - R + 1", "C * R", L, C, R]
---*/
constexpr int ROWS = 128, COLUMNS = 128, STEP = 8;
constexpr int THREADS = ROWS / 8 * (COLUMNS / 8);

// A product of the weights [F, C R] and of x seen as [C R, length], tile by tile, without writing that down.
extern "C" __global__ void __launch_bounds__(THREADS, 2)
    conv1d_fresh(const float* weight, const float* x, float* y, int M, int N, int K, int L, int C, int R) {
    __shared__ __align__(16) float tile_a[STEP][ROWS + 4];
    __shared__ __align__(16) float tile_b[STEP][COLUMNS];
    int t = threadIdx.x;
    int row = blockIdx.y * ROWS, column = blockIdx.x * COLUMNS;
    int mine_row = t / (COLUMNS / 8) * 4, mine_column = t % (COLUMNS / 8) * 4;
    const float* signal = x + (long long)blockIdx.z * C * L;
    float* out = y + (long long)blockIdx.z * M * N;
    auto load_a = [&](int r, int i) { return r < M && i < K ? weight[r * K + i] : 0.0f; };
    auto load_b = [&](int i, int c) { return i < K && c < N ? signal[(long long)(i / R) * L + c + i % R] : 0.0f; };

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
            if (r < M && c < N) out[(long long)r * N + c] = sum[p][q];
        }
}
