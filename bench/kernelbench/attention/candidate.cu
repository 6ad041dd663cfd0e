/*---
workspace:
  scores: { type: f32, shape: [B, H, S, S] }
launch:
  - kernel: score_fresh
    grid: ["ceildiv(S, 128)", "ceildiv(S, 128)", "B * H"]
    block: [256]
    args: [q, k, scores, S, S, D]
  - { kernel: normalise_fresh, grid: ["ceildiv(B * H * S, 4)"], block: [32, 4], args: [scores, S, "B * H * S"] }
  - kernel: weigh_fresh
    grid: ["ceildiv(D, 128)", "ceildiv(S, 128)", "B * H"]
    block: [256]
    args: [scores, v, o, S, D, S]
---*/
constexpr int ROWS = 128, COLUMNS = 128, STEP = 8, THREADS = 256;

// c = a b for M x K and K x N, with b given as N x K when it is transposed. Each thread makes 8 x 8 of a tile of
// 128 x 128; the next step is on its way while one is computed.
template <bool TRANSPOSED>
__device__ void product(const float* a, const float* b, float* c_out, int M, int N, int K, float scale) {
    __shared__ __align__(16) float tile_a[STEP][ROWS + 4];
    __shared__ __align__(16) float tile_b[STEP][COLUMNS + 4];
    int t = threadIdx.x;
    int row = blockIdx.y * ROWS, column = blockIdx.x * COLUMNS;
    int mine_row = t / (COLUMNS / 8) * 4, mine_column = t % (COLUMNS / 8) * 4;

    float next_a[ROWS * STEP / THREADS], next_b[COLUMNS * STEP / THREADS];
    auto fetch = [&](int k) {
#pragma unroll
        for (int n = 0; n < ROWS * STEP / THREADS; n++) {
            int at = t + n * THREADS, r = row + at / STEP, i = k + at % STEP;
            next_a[n] = r < M && i < K ? a[(long long)r * K + i] : 0.0f;
        }
#pragma unroll
        for (int n = 0; n < COLUMNS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            int i = k + (TRANSPOSED ? at % STEP : at / COLUMNS), c = column + (TRANSPOSED ? at / STEP : at % COLUMNS);
            next_b[n] = i < K && c < N ? b[TRANSPOSED ? (long long)c * K + i : (long long)i * N + c] : 0.0f;
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
            tile_b[TRANSPOSED ? at % STEP : at / COLUMNS][TRANSPOSED ? at / STEP : at % COLUMNS] = next_b[n];
        }
        __syncthreads();
        // Beyond the end these are zeros: nobody waits for them.
        fetch(k + STEP);
#pragma unroll
        for (int i = 0; i < STEP; i++) {
            float x[8], y[8];
            *(float4*)&x[0] = *(const float4*)&tile_a[i][mine_row];
            *(float4*)&x[4] = *(const float4*)&tile_a[i][ROWS / 2 + mine_row];
            *(float4*)&y[0] = *(const float4*)&tile_b[i][mine_column];
            *(float4*)&y[4] = *(const float4*)&tile_b[i][COLUMNS / 2 + mine_column];
#pragma unroll
            for (int p = 0; p < 8; p++)
#pragma unroll
                for (int q = 0; q < 8; q++) sum[p][q] += x[p] * y[q];
        }
        __syncthreads();
    }
#pragma unroll
    for (int p = 0; p < 8; p++)
#pragma unroll
        for (int q = 0; q < 8; q++) {
            int r = row + mine_row + (p < 4 ? p : ROWS / 2 + p - 4);
            int c = column + mine_column + (q < 4 ? q : COLUMNS / 2 + q - 4);
            if (r < M && c < N) c_out[(long long)r * N + c] = sum[p][q] * scale;
        }
}

extern "C" __global__ void __launch_bounds__(THREADS, 2)
    score_fresh(const float* q, const float* k, float* scores, int M, int N, int K) {
    long long head = blockIdx.z;
    product<true>(q + head * M * K, k + head * N * K, scores + head * M * N, M, N, K, 1.0f / sqrtf((float)K));
}

// One warp for each row.
extern "C" __global__ void normalise_fresh(float* scores, int S, long long rows) {
    long long number = (long long)blockIdx.x * 4 + threadIdx.y;
    if (number >= rows) return;
    float* row = scores + number * S;
    float largest = row[0];
    for (int j = threadIdx.x; j < S; j += 32) largest = fmaxf(largest, row[j]);
    for (int offset = 16; offset > 0; offset /= 2) largest = fmaxf(largest, __shfl_xor_sync(~0u, largest, offset));
    float sum = 0.0f;
    for (int j = threadIdx.x; j < S; j += 32) sum += row[j] = __expf(row[j] - largest);
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(~0u, sum, offset);
    float scale = 1.0f / sum;
    for (int j = threadIdx.x; j < S; j += 32) row[j] *= scale;
}

extern "C" __global__ void __launch_bounds__(THREADS, 2)
    weigh_fresh(const float* scores, const float* v, float* o, int M, int N, int K) {
    long long head = blockIdx.z;
    product<false>(scores + head * M * K, v + head * K * N, o + head * M * N, M, N, K, 1.0f);
}
